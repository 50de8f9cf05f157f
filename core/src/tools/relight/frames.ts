// SPDX-License-Identifier: Apache-2.0
import { convertPixels, type KernelTransfer, resizePixels } from '@sfumato/native';
import { type Colour, Frame, noColour } from '../../frame/index.js';

/** The curve to decode a picture by; what is not known is taken for sRGB. */
export const transferOf = (colour: Colour): KernelTransfer =>
  colour.transfer === 'unknown' ? 'srgb' : colour.transfer;

export const kernelAlpha = (frame: Frame) => (frame.alpha === 'premultiplied' ? 'premultiplied' : 'straight');

/** A private one-channel float frame. */
export const floatPlane = (width: number, height: number): Frame =>
  Frame.allocate({ width, height, channels: 1, dtype: 'f32', colour: noColour });

/** The frame, or a smaller one whose longer side is `side`. */
export async function atMost(frame: Frame, side: number, signal: AbortSignal): Promise<Frame> {
  const scale = side / Math.max(frame.width, frame.height);
  if (scale >= 1) return frame;
  const width = Math.max(1, Math.round(frame.width * scale));
  const height = Math.max(1, Math.round(frame.height * scale));
  const smaller = Frame.allocate({ ...frame.format(), width, height });
  await resizePixels(frame, smaller, { alpha: kernelAlpha(frame), signal });
  return smaller;
}

/** A matte or depth picture as one channel (luma of colours), of the given size. */
export async function oneChannel(
  frame: Frame,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<Frame> {
  let plane = frame;
  if (frame.channels !== 1) {
    plane = floatPlane(frame.width, frame.height);
    await convertPixels(frame, plane, { signal });
  }
  if (plane.width === width && plane.height === height) return plane;
  const resized = floatPlane(width, height);
  await resizePixels(plane, resized, { signal });
  return resized;
}
