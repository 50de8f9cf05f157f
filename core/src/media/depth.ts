// SPDX-License-Identifier: Apache-2.0
import { convertPixels } from '@sfumato/native';
import { type Colour, Frame, isFloat } from '../frame/index.js';

/** Sample types that files hold. */
export type FileDType = 'u8' | 'u16' | 'f32';

const isHeld = (frame: Frame, dtype: FileDType) =>
  frame.dtype === dtype && frame.range !== 'photoshop' && frame.alpha !== 'premultiplied';

/**
 * A frame as a file holds it: `dtype`, full range, straight alpha. The same frame comes back where it is that already.
 * Untagged colours follow the convention of files: linear light becomes sRGB in integers, and sRGB becomes linear light
 * in floats; with a profile, or when the samples are `numbers` (mattes, depth), values stay as they are. Integers are
 * clamped; colours of more than 8 bits that become 8 are dithered, numbers are rounded.
 */
export async function forFile(
  frame: Frame,
  dtype: FileDType,
  options: { numbers?: boolean } = {},
): Promise<Frame> {
  if (isHeld(frame, dtype)) return frame;
  const { transfer, icc } = frame.colour;
  const free = !options.numbers && icc === undefined;
  const encode = free && dtype !== 'f32' && transfer === 'linear';
  const decode = free && dtype === 'f32' && !isFloat(frame.dtype) && transfer === 'srgb';
  const colour: Colour =
    encode || decode ? { ...frame.colour, transfer: encode ? 'srgb' : 'linear' } : frame.colour;
  const { width, height, channels, bounds } = frame;
  const out = Frame.allocate({ width, height, channels, dtype, colour, origin: bounds });
  await convertPixels(frame, out, {
    ...(encode && { fromTransfer: 'linear', toTransfer: 'srgb' }),
    ...(decode && { fromTransfer: 'srgb', toTransfer: 'linear' }),
    ...(frame.alpha === 'premultiplied' && { fromAlpha: 'premultiplied', toAlpha: 'straight' }),
    ...(dtype === 'u8' && frame.dtype !== 'u8' && !options.numbers && { dither: 1 }),
  });
  return out;
}

/** Whether every pixel of a frame is opaque. */
export async function isOpaque(frame: Frame): Promise<boolean> {
  if (frame.channels !== 4) return true;
  const { width, height } = frame;
  const alpha = Frame.allocate({ width, height, channels: 1, dtype: 'u16' });
  await convertPixels(frame, alpha, { pick: 'alpha' });
  for (let y = 0; y < height; y++) {
    if (!alpha.row(y).every((byte) => byte === 0xff)) return false;
  }
  return true;
}

/** The three colour channels of an RGBA frame, straight. */
export async function withoutAlpha(frame: Frame): Promise<Frame> {
  const out = Frame.allocate({ ...frame.format(), channels: 3, alpha: 'none' });
  await convertPixels(frame, out, frame.alpha === 'premultiplied' ? { fromAlpha: 'premultiplied' } : {});
  return out;
}

/** A frame as tight RGBA of a type that files hold, straight; grey becomes three equal channels. */
export async function rgbaOf(
  frame: Frame,
  dtype: FileDType,
  options: { numbers?: boolean } = {},
): Promise<Frame> {
  const held = await forFile(frame, dtype, options);
  const { width, height, colour, bounds } = held;
  const out = Frame.allocate({ width, height, channels: 4, dtype, colour, origin: bounds });
  await convertPixels(held, out);
  return out;
}
