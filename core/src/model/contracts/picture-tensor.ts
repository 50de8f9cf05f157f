// SPDX-License-Identifier: Apache-2.0
import { type KernelTransfer, pixelsToTensor, type Rect } from '@sfumato/native';
import { type Frame, transferOf } from '../../frame/index.js';
import type { PictureInput, SizeRule } from '../contract.js';
import type { FloatTensor } from '../tensor.js';

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

/**
 * How a frame's numbers become those of the model's domain. Encoded pictures of whatever curve are given to sRGB
 * models as they are: such models saw pictures of every curve, and the curves differ little.
 */
export function domainTransfers(
  frame: Frame,
  domain: PictureInput['domain'],
): { from: KernelTransfer; to: KernelTransfer } {
  const { transfer } = frame.colour;
  if (domain === 'srgb')
    return transfer === 'linear' ? { from: 'linear', to: 'srgb' } : { from: 'srgb', to: 'srgb' };
  return { from: transferOf(frame.colour), to: 'linear' };
}

export interface PictureTensorOptions {
  /** The tensor's size. */
  readonly width: number;
  readonly height: number;
  /** Where the picture goes in the tensor; `pad` fills the rest: the mirrored picture, or parts of white. Default: all. */
  readonly place?: Rect;
  readonly pad?: 'mirror' | number;
  readonly alpha: 'ignore' | 'premultiply';
  /** Leave values outside 0..1, and what is no number, as they are. Default: clipped, NaN becomes 0. */
  readonly unbounded?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The part of a picture inside `region` as the input of a model: resized without aliasing in the frame's own numbers,
 * recoded to the model's domain, clipped to 0..1 (NaN is 0), normalised, in the model's layout and channel order.
 * One-channel frames give three equal channels.
 */
export async function pictureToTensor(
  frame: Frame,
  region: Rect,
  input: PictureInput,
  options: PictureTensorOptions,
): Promise<FloatTensor> {
  const { width, height, signal } = options;
  const { from, to } = domainTransfers(frame, input.domain);
  const data = new Float32Array(3 * width * height);
  const place = options.place && { place: options.place };
  await pixelsToTensor(
    frame,
    { data, width, height, channels: 3, layout: input.layout },
    {
      signal,
      region,
      scale: input.white,
      mean: input.mean,
      std: input.std,
      order: input.channels,
      fromTransfer: from,
      toTransfer: to,
      alpha: frame.alpha === 'straight' ? options.alpha : 'ignore',
      ...place,
      ...(options.pad !== undefined && { pad: options.pad }),
    },
  );
  const bounded = frame.dtype === 'u8' || frame.range === 'full';
  if (!bounded && !options.unbounded) clipToDomain(data, input);
  return withZeros(data, width, height, input);
}

/** Limits normalised values to what 0..1 becomes; NaN becomes what 0 does. */
function clipToDomain(data: Float32Array, { white, mean, std, layout }: PictureInput): void {
  const pixels = data.length / 3;
  const [step, planeStep] = layout === 'nchw' ? [1, pixels] : [3, 1];
  for (let c = 0; c < 3; c++) {
    const low = -(mean[c] ?? 0) / (std[c] ?? 1);
    const high = (white - (mean[c] ?? 0)) / (std[c] ?? 1);
    for (let n = 0, i = c * planeStep; n < pixels; n++, i += step) {
      const value = data[i] ?? 0;
      data[i] = value > low ? (value < high ? value : high) : low;
    }
  }
}

/** Adds the channels of zeros that some models want after the colours. */
function withZeros(colours: Float32Array, width: number, height: number, input: PictureInput): FloatTensor {
  const { layout, zeros } = input;
  const channels = 3 + zeros;
  const dims = layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  if (zeros === 0) return { dtype: 'f32', dims, data: colours };
  const data = new Float32Array(width * height * channels);
  if (layout === 'nchw') data.set(colours);
  else
    for (let i = 0; i < colours.length; i++) data[Math.floor(i / 3) * channels + (i % 3)] = colours[i] ?? 0;
  return { dtype: 'f32', dims, data };
}
