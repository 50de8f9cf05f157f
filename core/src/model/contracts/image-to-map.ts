// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import type { LoadedModel } from '../access.js';
import type { MapOutput } from '../contract.js';
import type { FloatTensor } from '../tensor.js';
import { floatOutput } from './graph-output.js';
import { clipRegion, inputSize, pictureToTensor } from './picture-tensor.js';

export interface ImageMap {
  /**
   * One float channel at the model's own size. Mattes: 0..1, as the model gave them, not stretched. Depth: larger is
   * nearer, scale and offset unknown.
   */
  readonly map: Frame;
  /**
   * The part of the frame that the whole map covers, in the frame's pixels: map pixel (x, y) is centred on
   * region.x + (x + 0.5) · region.width / map.width − 0.5, and so on down.
   */
  readonly region: Rect;
  readonly meaning: 'matte' | 'inverse-depth';
}

export interface ImageToMapOptions {
  /** What the model sees, in the frame's pixels; widened to whole pixels and clipped to the frame. Default: all. */
  readonly region?: Rect | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a model of contract matte.v1 or depth.v1 (subject, person, sky, hair, depth) on a frame of any format.
 * Transparent pixels count as black. Throws TypeError for models of other contracts, RangeError for a region outside
 * the frame, and what the model's run throws.
 */
export async function runImageToMap(
  model: LoadedModel,
  frame: Frame,
  options: ImageToMapOptions = {},
): Promise<ImageMap> {
  const { contract } = model.manifest;
  if (contract.name !== 'matte.v1' && contract.name !== 'depth.v1') {
    throw new TypeError(`Expected a model of contract matte.v1 or depth.v1 but received ${contract.name}`);
  }
  const { signal } = options;
  signal?.throwIfAborted();
  const region = clipRegion(frame, options.region);
  const size = inputSize(contract.size, region.width, region.height);
  const input = await pictureToTensor(frame, region, contract.input, {
    ...size,
    alpha: 'premultiply',
    signal,
  });
  const result = await model.run(
    { [contract.input.tensor]: input },
    { signal, outputs: [contract.output.tensor] },
  );
  const output = floatOutput(model.manifest.id, result, contract.output.tensor);
  const map = readMap(output, contract.output, model.manifest.id);
  return { map, region, meaning: contract.name === 'matte.v1' ? 'matte' : 'inverse-depth' };
}

/** The wanted channel of an output, after its activation, as a frame. */
function readMap(output: FloatTensor, contract: MapOutput, id: string): Frame {
  const { layout, channels, channel, activation } = contract;
  const [, a = 0, b = 0, c = 0] = output.dims;
  const [found, height, width] = layout === 'nchw' ? [a, b, c] : [c, a, b];
  if (output.dims.length !== 4 || found !== channels) {
    throw new TypeError(
      `Expected ${channels} channels (${layout}) from ${id} but received [${output.dims.join(', ')}]`,
    );
  }
  const pixels = width * height;
  const [pixelStep, planeStep] = layout === 'nchw' ? [1, pixels] : [channels, 1];
  const at = (pixel: number, plane: number) => output.data[pixel * pixelStep + plane * planeStep] ?? 0;
  if (channels === 1 && activation === 'none') {
    return Frame.ofFloats(output.data.subarray(0, pixels), width, height, noColour);
  }
  const values = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    if (activation === 'none') values[i] = at(i, channel);
    else if (activation === 'sigmoid') values[i] = 1 / (1 + Math.exp(-at(i, channel)));
    else {
      let sum = 0;
      for (let k = 0; k < channels; k++) sum += Math.exp(at(i, k) - at(i, channel));
      values[i] = 1 / sum;
    }
  }
  return Frame.ofFloats(values, width, height, noColour);
}
