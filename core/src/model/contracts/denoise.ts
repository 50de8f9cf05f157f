// SPDX-License-Identifier: Apache-2.0
import { convertPixels, pixelsToTensor, type Rect, tensorToPixels } from '@sfumato/native';
import { Frame, isFloat } from '../../frame/index.js';
import type { LoadedModel } from '../access.js';
import type { ContractOf, TileRule } from '../contract.js';
import type { FloatTensor } from '../tensor.js';
import { floatOutput } from './graph-output.js';
import { clipToDomain, domainTransfers, pictureToTensor } from './picture-tensor.js';

export interface DenoiseOptions {
  /**
   * The noise's standard deviation in parts of white, in the model's domain (sRGB numbers): one for all, or a
   * one-channel frame of the picture's size.
   */
  readonly noise: number | Frame;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Runs a model of contract denoise.noise-map.v1 on a frame of any format and size, in tiles whose halo covers what
 * the model sees, so that they meet exactly. Returns a frame of the same format; values outside 0..1 are carried round
 * the model, alpha is kept. Throws TypeError for models of other contracts, and what the model's run throws.
 */
export async function runDenoise(model: LoadedModel, frame: Frame, options: DenoiseOptions): Promise<Frame> {
  const { contract } = model.manifest;
  if (contract.name !== 'denoise.noise-map.v1') {
    throw new TypeError(`Expected a model of contract denoise.noise-map.v1 but received ${contract.name}`);
  }
  const { noise, signal, onProgress } = options;
  if (typeof noise !== 'number' && (noise.width !== frame.width || noise.height !== frame.height)) {
    throw new RangeError(
      `Expected noise of ${frame.width}x${frame.height} but received ${noise.width}x${noise.height}`,
    );
  }
  const result = Frame.allocate(frame.format());
  await convertPixels(frame, result, { signal });
  const tiles = layOut(frame.width, frame.height, contract.tile);
  for (const [i, tile] of tiles.entries()) {
    signal?.throwIfAborted();
    await denoiseTile(model, contract, frame, result, tile, options);
    onProgress?.((i + 1) / tiles.length);
  }
  return result;
}

interface Tile {
  /** What the tile's result is used for, in the frame. */
  readonly core: Rect;
  /** What the model sees of the frame; the tensor's other pixels are mirrored. */
  readonly seen: Rect;
  /** Where `seen` lies in the tensor. */
  readonly place: Rect;
  readonly width: number;
  readonly height: number;
}

interface Span {
  readonly at: number;
  readonly length: number;
}

/** Equal tiles, as few as `size` allows; the last of a row may be shorter by less than `align` × the number of tiles. */
function spans(length: number, { size, halo, align }: TileRule): Span[] {
  const count = Math.max(1, Math.ceil(length / Math.max(align, size - 2 * halo)));
  const step = Math.ceil(length / count / align) * align;
  const result: Span[] = [];
  for (let at = 0; at < length; at += step) result.push({ at, length: Math.min(step, length - at) });
  return result;
}

function layOut(width: number, height: number, rule: TileRule): Tile[] {
  const halo = Math.ceil(rule.halo / rule.align) * rule.align;
  const padded = (length: number) => Math.ceil(length / rule.align) * rule.align + 2 * halo;
  const seenSpan = ({ at, length }: Span, whole: number) => {
    const start = Math.max(0, at - halo);
    return { start, length: Math.min(whole, at + length + halo) - start, offset: start - (at - halo) };
  };
  return spans(height, rule).flatMap((row) =>
    spans(width, rule).map((column): Tile => {
      const x = seenSpan(column, width);
      const y = seenSpan(row, height);
      return {
        core: { x: column.at, y: row.at, width: column.length, height: row.length },
        seen: { x: x.start, y: y.start, width: x.length, height: y.length },
        place: { x: x.offset, y: y.offset, width: x.length, height: y.length },
        width: padded(column.length),
        height: padded(row.length),
      };
    }),
  );
}

async function denoiseTile(
  model: LoadedModel,
  contract: ContractOf<'denoise.noise-map.v1'>,
  frame: Frame,
  result: Frame,
  tile: Tile,
  { noise, signal }: DenoiseOptions,
): Promise<void> {
  const { core, seen, place, width, height } = tile;
  const { input } = contract;
  const shape = { width, height, place, pad: 'mirror', signal } as const;
  const picture = await pictureToTensor(frame, seen, input, {
    ...shape,
    alpha: 'ignore',
    keepOverbright: true,
  });
  const unclipped = isFloat(frame.dtype) || frame.range === 'photoshop' ? picture.data.slice() : undefined;
  if (unclipped) clipToDomain(picture.data, input);
  const outputs = await model.run(
    { [input.tensor]: picture, [contract.noise.tensor]: await noiseTensor(noise, tile, contract, signal) },
    { signal, outputs: [contract.output.tensor] },
  );
  const output = floatOutput(model.manifest.id, outputs, contract.output.tensor);
  const clean = unclipped ? addExcess(output.data, unclipped, picture.data) : output.data;
  const { from, to } = domainTransfers(frame, input.domain);
  await tensorToPixels(
    { data: clean, width, height, channels: 3, layout: contract.output.layout },
    result.crop(core),
    {
      signal,
      region: {
        x: core.x - seen.x + place.x,
        y: core.y - seen.y + place.y,
        width: core.width,
        height: core.height,
      },
      scale: input.white,
      mean: input.mean,
      std: input.std,
      order: input.channels,
      fromTransfer: to,
      toTransfer: from,
      alpha: 'keep',
    },
  );
}

/** What was clipped off the picture, put back on the result. */
function addExcess(output: Float32Array, unclipped: Float32Array, clipped: Float32Array): Float32Array {
  return output.map((value, i) => value + (unclipped[i] ?? 0) - (clipped[i] ?? 0));
}

async function noiseTensor(
  noise: number | Frame,
  { seen, place, width, height }: Tile,
  contract: ContractOf<'denoise.noise-map.v1'>,
  signal: AbortSignal | undefined,
): Promise<FloatTensor> {
  const { step } = contract.noise;
  const [columns, rows] = [width / step, height / step];
  const data = new Float32Array(columns * rows);
  if (typeof noise === 'number') data.fill(noise);
  else {
    const full = new Float32Array(width * height);
    const tensor = { data: full, width, height, channels: 1 } as const;
    await pixelsToTensor(noise, tensor, { region: seen, place, pad: 'mirror', signal });
    for (let i = 0; i < data.length; i++) {
      const x = (i % columns) * step;
      const y = Math.floor(i / columns) * step;
      let sum = 0;
      for (let k = 0; k < step * step; k++)
        sum += full[(y + Math.floor(k / step)) * width + x + (k % step)] ?? 0;
      data[i] = sum / (step * step);
    }
  }
  return { dtype: 'f32', dims: [1, 1, rows, columns], data };
}
