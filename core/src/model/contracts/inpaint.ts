// SPDX-License-Identifier: Apache-2.0
import { pixelsToTensor, type Rect, tensorToPixels } from '@sfumato/native';
import { Frame, linearSrgb, srgb } from '../../frame/index.js';
import type { LoadedModel } from '../access.js';
import { floatOutput } from './graph-output.js';
import { clipRegion, inputSize, pictureToTensor } from './picture-tensor.js';

export interface InpaintOptions {
  /** What the model sees, in the frame's pixels; widened to whole pixels and clipped to the frame. Default: all. */
  readonly region?: Rect | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Inpainted {
  /** Three float channels at the model's size, in its domain (`colour` says which); the model made all of them anew. */
  readonly picture: Frame;
  /** The part of the frame that it covers, as in ImageMap. */
  readonly region: Rect;
}

/** Parts of the mask above this are the hole, at the model's size. Low: no pixel of what must go may be seen. */
const holeThreshold = 0.05;

/**
 * Runs a model of contract inpaint.v1: `hole` is a one-channel frame of the picture's size, 1 where pixels are wanted.
 * Only structure at the model's size can be expected of the result; callers refine it. Throws TypeError for models of
 * other contracts, RangeError for a region outside the frame or a hole of another size, and what the run throws.
 */
export async function runInpaint(
  model: LoadedModel,
  frame: Frame,
  hole: Frame,
  options: InpaintOptions = {},
): Promise<Inpainted> {
  const { contract, id } = model.manifest;
  if (contract.name !== 'inpaint.v1') {
    throw new TypeError(`Expected a model of contract inpaint.v1 but received ${contract.name}`);
  }
  if (hole.width !== frame.width || hole.height !== frame.height || hole.channels !== 1) {
    throw new RangeError(
      `Expected a one-channel hole of ${frame.width}x${frame.height} but received ${hole.width}x${hole.height}`,
    );
  }
  const { signal } = options;
  signal?.throwIfAborted();
  const region = clipRegion(frame, options.region);
  const { input, mask, output } = contract;
  const { width, height } = inputSize(contract.size, region.width, region.height);
  const picture = await pictureToTensor(frame, region, input, { width, height, alpha: 'ignore', signal });
  const wanted = new Float32Array(width * height);
  await pixelsToTensor(hole, { data: wanted, width, height, channels: 1 }, { region, signal });
  wanted.forEach((value, i) => {
    const inHole = value > holeThreshold;
    wanted[i] = inHole ? mask.hole : 1 - mask.hole;
    if (!inHole || !mask.blank) return;
    for (let c = 0; c < 3; c++)
      picture.data[input.layout === 'nchw' ? c * width * height + i : 3 * i + c] = 0;
  });
  const dims = input.layout === 'nchw' ? [1, 1, height, width] : [1, height, width, 1];
  const outputs = await model.run(
    { [input.tensor]: picture, [mask.tensor]: { dtype: 'f32', dims, data: wanted } },
    { signal, outputs: [output.tensor] },
  );
  const made = floatOutput(id, outputs, output.tensor);
  const colour = input.domain === 'linear' ? linearSrgb : srgb;
  const result = Frame.allocate({ width, height, channels: 3, dtype: 'f32', colour });
  await tensorToPixels({ data: made.data, width, height, channels: 3, layout: output.layout }, result, {
    signal,
    scale: output.white,
    mean: output.mean,
    order: input.channels,
  });
  return { picture: result, region };
}
