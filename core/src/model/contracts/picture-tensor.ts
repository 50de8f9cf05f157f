// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import type { PictureInput, SizeRule } from '../contract.js';
import { type FloatTensor, halfToFloat } from '../tensor.js';

/** The tensor's size for a picture of `width` × `height` by the rule. `native` rounds up to whole multiples. */
export function inputSize(rule: SizeRule, width: number, height: number): { width: number; height: number } {
  if (rule.rule === 'fixed') return { width: rule.width, height: rule.height };
  const { of } = rule;
  if (rule.rule === 'native') {
    return { width: Math.ceil(width / of) * of, height: Math.ceil(height / of) * of };
  }
  const scale = rule.longest / Math.max(width, height);
  const round = (side: number) => Math.max(1, Math.round((side * scale) / of)) * of;
  return { width: round(width), height: round(height) };
}

/** Whole pixels of `region` inside the frame. Throws RangeError when there are none. */
export function clipRegion(frame: Frame, region: Rect | undefined): Rect {
  if (!region) return { x: 0, y: 0, width: frame.width, height: frame.height };
  const x = Math.max(0, Math.floor(region.x));
  const y = Math.max(0, Math.floor(region.y));
  const right = Math.min(frame.width, Math.ceil(region.x + region.width));
  const bottom = Math.min(frame.height, Math.ceil(region.y + region.height));
  if (!(right > x && bottom > y)) {
    throw new RangeError(
      `Expected a region inside ${frame.width}x${frame.height} but received ${region.width}x${region.height} at ${region.x},${region.y}`,
    );
  }
  return { x, y, width: right - x, height: bottom - y };
}

type RowReader = (y: number, into: Float32Array) => void;

/** Reads rows of `frame` as three floats a pixel, in the frame's own transfer, 1.0 = white. */
function rowReader(frame: Frame): RowReader {
  const { width, channels, dtype, range } = frame;
  const step = channels === 1 ? 0 : 1;
  const scale =
    dtype === 'u8' ? 1 / 255 : range === 'photoshop' ? 1 / 32768 : dtype === 'u16' ? 1 / 65535 : 1;
  return (y, into) => {
    const row = frame.row(y);
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    const read = {
      u8: (i: number) => row[i] ?? 0,
      u16: (i: number) => view.getUint16(i * 2, true),
      f16: (i: number) => halfToFloat(view.getUint16(i * 2, true)),
      f32: (i: number) => view.getFloat32(i * 4, true),
    }[dtype];
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const value = read(x * channels + c * step) * scale;
        into[x * 3 + c] = Number.isNaN(value) ? 0 : value;
      }
    }
  };
}

interface Tap {
  readonly start: number;
  readonly weights: Float64Array;
}

/** Weights of a triangle filter from `from` samples to `to`: bilinear upwards, antialiased downwards. */
function taps(from: number, to: number): Tap[] {
  const ratio = from / to;
  const radius = Math.max(1, ratio);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * ratio - 0.5;
    const start = Math.max(0, Math.ceil(centre - radius));
    const end = Math.min(from - 1, Math.floor(centre + radius));
    const weights = new Float64Array(end - start + 1).map(
      (_w, k) => Math.max(0, 1 - Math.abs(start + k - centre) / radius) || 1e-12,
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { start, weights: weights.map((w) => w / sum) };
  });
}

function encodeSrgb(x: number): number {
  return x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
}
function decodeSrgb(x: number): number {
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/**
 * The part of a picture inside `region`, stretched to `width` × `height`, as the input of a model: antialiased
 * resize in the frame's own transfer, then the model's domain (linear frames are encoded, encoded ones linearised
 * when the model wants that), clipped to 0..1, normalised, in the model's layout and channel order. Alpha is ignored:
 * colours count as they are stored. One-channel frames give three equal channels.
 */
export function pictureToTensor(
  frame: Frame,
  region: Rect,
  width: number,
  height: number,
  input: PictureInput,
): FloatTensor {
  const part = frame.crop(region);
  const columns = taps(part.width, width);
  const rows = taps(part.height, height);
  const read = rowReader(part);
  const source = new Float32Array(part.width * 3);
  const narrow = new Float32Array(part.height * width * 3);
  for (let y = 0; y < part.height; y++) {
    read(y, source);
    for (let x = 0; x < width; x++) {
      const { start, weights } = columns[x] ?? { start: 0, weights: [] };
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++)
          sum += (weights[k] ?? 0) * (source[(start + k) * 3 + c] ?? 0);
        narrow[(y * width + x) * 3 + c] = sum;
      }
    }
  }
  const linear = frame.colour.transfer === 'linear';
  const convert =
    linear && input.domain === 'srgb'
      ? encodeSrgb
      : !linear && input.domain === 'linear'
        ? decodeSrgb
        : undefined;
  const channels = 3 + input.zeros;
  const data = new Float32Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const { start, weights } = rows[y] ?? { start: 0, weights: [] };
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++)
          sum += (weights[k] ?? 0) * (narrow[((start + k) * width + x) * 3 + c] ?? 0);
        const clipped = Math.min(1, Math.max(0, sum));
        const value = convert ? convert(clipped) : clipped;
        const plane = input.channels === 'rgb' ? c : 2 - c;
        const i =
          input.layout === 'nchw' ? (plane * height + y) * width + x : (y * width + x) * channels + plane;
        data[i] = (value * input.white - (input.mean[plane] ?? 0)) / (input.std[plane] ?? 1);
      }
    }
  }
  const dims = input.layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  return { dtype: 'f32', dims, data };
}
