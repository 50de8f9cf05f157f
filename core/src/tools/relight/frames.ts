// SPDX-License-Identifier: Apache-2.0
import { convertPixels, resizePixels } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';

/** A private one-channel float frame. */
export const floatPlane = (width: number, height: number): Frame =>
  Frame.allocate({ width, height, channels: 1, dtype: 'f32', colour: noColour });

/** The samples of one row of such a frame. */
export function floatRow(plane: Frame, y: number): Float32Array {
  const row = plane.row(y);
  return new Float32Array(row.buffer, row.byteOffset, plane.width);
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
