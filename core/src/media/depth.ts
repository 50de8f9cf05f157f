// SPDX-License-Identifier: Apache-2.0
import { type Colour, Frame, isFloat, linearSrgb, srgb } from '../frame/index.js';
import { floats, shorts } from './samples.js';

/** Sample types that files hold. */
export type FileDType = 'u8' | 'u16' | 'f32';

export const srgbEncode = (v: number): number =>
  v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
export const srgbDecode = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/**
 * A frame as a file holds it: `dtype`, full range, straight alpha, rows as they are. The same frame comes back where it
 * is that already. Untagged colours follow the convention of files: linear light becomes sRGB in integers, and sRGB
 * becomes linear light in floats; with a profile, or when the samples are `numbers` (mattes, depth), values stay as they
 * are. Integers are rounded and clamped.
 */
export function forFile(frame: Frame, dtype: FileDType, options: { numbers?: boolean } = {}): Frame {
  if (frame.dtype === dtype && frame.range !== 'photoshop' && frame.alpha !== 'premultiplied') return frame;
  const free = !options.numbers && frame.colour.icc === undefined;
  const encode = free && dtype !== 'f32' && frame.colour.transfer === 'linear';
  const decode = free && dtype === 'f32' && !isFloat(frame.dtype) && frame.colour.transfer === 'srgb';
  const colour: Colour = encode
    ? { ...frame.colour, transfer: srgb.transfer }
    : decode
      ? { ...frame.colour, transfer: linearSrgb.transfer }
      : frame.colour;
  const { width, height, channels, bounds } = frame;
  const out = Frame.allocate({ width, height, channels, dtype, colour, origin: bounds });
  const values = new Float32Array(width * channels);
  const curve = encode ? srgbEncode : decode ? srgbDecode : undefined;
  for (let y = 0; y < height; y++) {
    readUnit(frame, y, values);
    if (frame.alpha === 'premultiplied') unpremultiply(values);
    if (curve) mapColours(values, channels, curve);
    writeUnit(out, y, values);
  }
  return out;
}

/** A row as numbers where 1 is full, whatever the type. */
export function readUnit(frame: Frame, y: number, out: Float32Array): void {
  const row = frame.row(y);
  if (frame.dtype === 'f32') {
    out.set(floats(row));
    return;
  }
  if (frame.dtype === 'f16') {
    const halves = shorts(row);
    for (let i = 0; i < out.length; i++) out[i] = halfToFloat(halves[i] ?? 0);
    return;
  }
  const samples = frame.dtype === 'u16' ? shorts(row) : row;
  const full = frame.range === 'photoshop' ? 32_768 : frame.dtype === 'u16' ? 65_535 : 255;
  for (let i = 0; i < out.length; i++) out[i] = (samples[i] ?? 0) / full;
}

function writeUnit(frame: Frame, y: number, values: Float32Array): void {
  const row = frame.row(y);
  if (frame.dtype === 'f32') {
    floats(row).set(values);
    return;
  }
  const samples = frame.dtype === 'u16' ? shorts(row) : row;
  const full = frame.dtype === 'u16' ? 65_535 : 255;
  // A NaN becomes 0 here: integers have no other place for it.
  for (let i = 0; i < values.length; i++) {
    samples[i] = Math.round(Math.min(1, Math.max(0, values[i] ?? 0)) * full);
  }
}

function unpremultiply(values: Float32Array): void {
  for (let i = 0; i < values.length; i += 4) {
    const alpha = values[i + 3] ?? 0;
    const scale = alpha > 0 ? 1 / alpha : 0;
    for (let c = 0; c < 3; c++) values[i + c] = (values[i + c] ?? 0) * scale;
  }
}

function mapColours(values: Float32Array, channels: number, curve: (v: number) => number): void {
  for (let i = 0; i < values.length; i++) {
    if (channels === 4 && i % 4 === 3) continue;
    values[i] = curve(values[i] ?? 0);
  }
}

function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Whether every pixel of a four-channel frame is opaque. */
export function isOpaque(frame: Frame): boolean {
  if (frame.channels !== 4) return true;
  const values = new Float32Array(frame.width * 4);
  for (let y = 0; y < frame.height; y++) {
    readUnit(frame, y, values);
    for (let i = 3; i < values.length; i += 4) if ((values[i] ?? 0) < 1) return false;
  }
  return true;
}

/** The three colour channels of an RGBA frame. */
export function withoutAlpha(frame: Frame): Frame {
  const out = Frame.allocate({ ...frame.format(), channels: 3, alpha: 'none' });
  const bytes = { u8: 1, u16: 2, f16: 2, f32: 4 }[frame.dtype];
  for (let y = 0; y < frame.height; y++) {
    const from = frame.row(y);
    const to = out.row(y);
    for (let x = 0; x < frame.width; x++) {
      for (let b = 0; b < 3 * bytes; b++) to[3 * bytes * x + b] = from[4 * bytes * x + b] ?? 0;
    }
  }
  return out;
}
