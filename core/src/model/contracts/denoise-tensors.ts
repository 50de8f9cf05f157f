// SPDX-License-Identifier: Apache-2.0
import { convertPixels, type KernelOptions, type Rect, tensorToPixels } from '@sfumato/native';
import { Frame, isFloat } from '../../frame/index.js';
import type { ContractOf, PictureInput } from '../contract.js';
import type { FloatTensor } from '../tensor.js';
import { domainTransfers } from './picture-tensor.js';

type DenoiseContract = ContractOf<'denoise.noise-map.v1'>;

/** The noise's standard deviation where the mean colour is this, all in the model's domain, 0..1. */
export type NoiseLevel = (red: number, green: number, blue: number) => number;

/** How far apart the pixels and the colours of a tensor lie. */
function strides(layout: 'nchw' | 'nhwc', pixels: number): { pixel: number; colour: number } {
  return layout === 'nchw' ? { pixel: 1, colour: pixels } : { pixel: 3, colour: 1 };
}

/**
 * A copy of a normalised picture with values limited to what -headroom..1 + headroom becomes. What is no number becomes
 * what stands to its left, at the border what 0 becomes, so that the model sees no spot there.
 */
export function within(
  given: FloatTensor,
  width: number,
  input: PictureInput,
  headroom: number,
): FloatTensor {
  const { white, mean, std, layout } = input;
  const data = new Float32Array(given.data.length);
  const pixels = data.length / 3;
  const { pixel, colour } = strides(layout, pixels);
  for (let c = 0; c < 3; c++) {
    const normalised = (x: number) => (x * white - (mean[c] ?? 0)) / (std[c] ?? 1);
    const [low, high, black] = [normalised(-headroom), normalised(1 + headroom), normalised(0)];
    let before = black;
    for (let n = 0, i = c * colour; n < pixels; n++, i += pixel) {
      if (n % width === 0) before = black;
      const value = given.data[i] ?? 0;
      if (!Number.isNaN(value)) before = value > low ? (value < high ? value : high) : low;
      data[i] = before;
    }
  }
  return { dtype: 'f32', dims: given.dims, data };
}

/** The map of the noise to expect, one value for step × step pixels of what the model sees. */
export function noiseTensor(
  noise: number | NoiseLevel,
  seen: Float32Array,
  { input, noise: map }: DenoiseContract,
  width: number,
  height: number,
): FloatTensor {
  const { step } = map;
  const [columns, rows] = [width / step, height / step];
  const data = new Float32Array(columns * rows);
  const dims = [1, 1, rows, columns];
  if (typeof noise === 'number') return { dtype: 'f32', dims, data: data.fill(noise) };
  const { pixel, colour } = strides(input.layout, width * height);
  const means = [0, 1, 2].map((c) => {
    const sums = new Float32Array(columns * rows);
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y / step) * columns;
      for (let x = 0, i = c * colour + y * width * pixel; x < width; x++, i += pixel) {
        const at = row + Math.floor(x / step);
        sums[at] = (sums[at] ?? 0) + (seen[i] ?? 0);
      }
    }
    const scale = (input.std[c] ?? 1) / input.white / step ** 2;
    const offset = (input.mean[c] ?? 0) / input.white;
    return sums.map((sum) => sum * scale + offset);
  });
  const [first, green, last] = input.channels === 'bgr' ? means.reverse() : means;
  for (let i = 0; i < data.length; i++) data[i] = noise(first?.[i] ?? 0, green?.[i] ?? 0, last?.[i] ?? 0);
  return { dtype: 'f32', dims, data };
}

/**
 * Scales a noise map in place by the mean of `factors` over each of its step × step pixels. They are given for the
 * pixels of a tile, row by row; beyond it, the nearest count.
 */
export function scaleNoise(
  map: FloatTensor,
  step: number,
  factors: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const columns = map.dims[3] ?? 1;
  map.data.forEach((value, i) => {
    let sum = 0;
    for (let k = 0; k < step * step; k++) {
      const x = Math.min((i % columns) * step + (k % step), width - 1);
      const y = Math.min(Math.floor(i / columns) * step + Math.floor(k / step), height - 1);
      sum += factors[y * width + x] ?? 1;
    }
    map.data[i] = (value * sum) / step ** 2;
  });
}

/**
 * What was given minus what the model took out of what it saw (normalised as the input), weighted: `luma` of what the
 * colours have in common, `chroma` of the rest. Where the model took nothing out, every bit of the given stays.
 */
export function takeOut(
  { input, output }: DenoiseContract,
  given: Float32Array,
  seen: Float32Array,
  clean: Float32Array,
  { luma = 1, chroma = 1 }: { luma?: number | undefined; chroma?: number | undefined },
): Float32Array {
  const pixels = given.length / 3;
  const from = strides(input.layout, pixels);
  const to = strides(output.layout, pixels);
  const [s0, s1, s2] = input.std;
  const common = (luma - chroma) / 3;
  const result = new Float32Array(given.length);
  for (let n = 0, i = 0, k = 0; n < pixels; n++, i += from.pixel, k += to.pixel) {
    const [i1, i2] = [i + from.colour, i + 2 * from.colour];
    const a = ((seen[i] ?? 0) - (clean[k] ?? 0)) * s0;
    const b = ((seen[i1] ?? 0) - (clean[k + to.colour] ?? 0)) * s1;
    const c = ((seen[i2] ?? 0) - (clean[k + 2 * to.colour] ?? 0)) * s2;
    const shared = common * (a + b + c);
    result[i] = (given[i] ?? 0) - (shared + chroma * a) / s0;
    result[i1] = (given[i1] ?? 0) - (shared + chroma * b) / s1;
    result[i2] = (given[i2] ?? 0) - (shared + chroma * c) / s2;
  }
  return result;
}

/**
 * The picture that `result` is, where `given` was made of `tile`: floats in the tile's encoding, its alpha kept. Values
 * that are alike in both come out as the tile has them, whatever the way to the model's numbers and back rounds off.
 */
export async function pictureOf(
  tile: Frame,
  given: Float32Array,
  result: Float32Array,
  input: PictureInput,
  size: { readonly width: number; readonly height: number; readonly place: Rect },
  kernel: KernelOptions,
): Promise<Frame> {
  const picture = Frame.allocate({ ...tile.format(), dtype: 'f32', range: 'unit' });
  await convertPixels(tile, picture, kernel);
  if (!isFloat(tile.dtype)) {
    await toFrame(result, picture, tile, input, size, kernel);
    return picture;
  }
  const [made, back] = [Frame.allocate(picture.format()), Frame.allocate(picture.format())];
  await toFrame(result, made, tile, input, size, kernel);
  await toFrame(given, back, tile, input, size, kernel);
  for (let y = 0; y < tile.height; y++) {
    const [after, before, values] = [floats(made, y), floats(back, y), floats(picture, y)];
    for (let i = 0; i < values.length; i++) {
      const change = (after[i] ?? 0) - (before[i] ?? 0);
      if (change !== 0 && Number.isFinite(change)) values[i] = (values[i] ?? 0) + change;
    }
  }
  return picture;
}

const floats = (frame: Frame, y: number): Float32Array => {
  const { buffer, byteOffset, byteLength } = frame.row(y);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
};

/** Normalised numbers of the model's domain as the colours of `picture`, in the encoding of `tile`. */
async function toFrame(
  data: Float32Array,
  picture: Frame,
  tile: Frame,
  { white, mean, std, channels: order, layout, domain }: PictureInput,
  { width, height, place }: { readonly width: number; readonly height: number; readonly place: Rect },
  kernel: KernelOptions,
): Promise<void> {
  const { from, to } = domainTransfers(tile, domain);
  const shape = { ...kernel, region: place, fromTransfer: to, toTransfer: from };
  if (tile.channels !== 1) {
    const options = { ...shape, scale: white, mean, std, order, alpha: 'keep' } as const;
    return await tensorToPixels({ data, width, height, channels: 3, layout }, picture, options);
  }
  const { pixel, colour } = strides(layout, width * height);
  const grey = new Float32Array(width * height);
  for (let n = 0, i = 0; n < grey.length; n++, i += pixel) {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += (data[i + c * colour] ?? 0) * (std[c] ?? 1) + (mean[c] ?? 0);
    grey[n] = sum / 3 / white;
  }
  await tensorToPixels({ data: grey, width, height, channels: 1 }, picture, shape);
}
