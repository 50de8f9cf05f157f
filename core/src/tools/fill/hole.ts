// SPDX-License-Identifier: Apache-2.0
import { convertPixels, feather, growShrink, type Rect } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/error.js';

/** What is to be filled: one channel of the picture's size, and the bounds of what is above zero. */
export interface Hole {
  readonly mask: Frame;
  readonly bounds: Rect;
}

/** A frame of zeros for masks over `image`: 8 bits for 8-bit pictures, 16 for others, so that soft edges have no steps. */
export function blankMask(image: { width: number; height: number; dtype: Frame['dtype'] }): Frame {
  const { width, height } = image;
  const dtype = image.dtype === 'u8' ? 'u8' : 'u16';
  return Frame.allocate({ width, height, channels: 1, dtype, colour: noColour });
}

/** A mask that a person gave, as one channel. Colour pictures count by their luma. Throws INPUT_INVALID for another size. */
export async function readMask(
  image: Frame,
  given: Frame,
  name: string,
  signal: AbortSignal,
): Promise<Frame> {
  if (given.width !== image.width || given.height !== image.height) {
    throw new SfumatoError(
      'INPUT_INVALID',
      `The ${name} is ${given.width} × ${given.height} pixels but the picture is ${image.width} × ${image.height}.`,
      { remedy: [`Give a ${name} of the same size as the picture.`] },
    );
  }
  const mask = blankMask(image);
  await convertPixels(given, mask, { signal });
  return mask;
}

/** The smallest rectangle that holds every non-zero pixel, if there is one. */
export function boundsOf(mask: Frame): Rect | undefined {
  const sample = mask.dtype === 'u8' ? 1 : 2;
  const nothing = new Uint8Array(mask.width * sample);
  let top = -1;
  let bottom = -1;
  let left = mask.width;
  let right = -1;
  for (let y = 0; y < mask.height; y++) {
    const row = mask.row(y);
    if (Buffer.compare(row, nothing) === 0) continue;
    if (top < 0) top = y;
    bottom = y;
    const first = row.findIndex((value) => value !== 0);
    let last = row.length - 1;
    while (row[last] === 0) last--;
    left = Math.min(left, Math.floor(first / sample));
    right = Math.max(right, Math.floor(last / sample));
  }
  return bottom < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** `rect` with `by` pixels more at every side, within `frame`. */
export function grownWithin(rect: Rect, by: number, frame: Frame): Rect {
  const x = Math.max(0, rect.x - by);
  const y = Math.max(0, rect.y - by);
  const right = Math.min(frame.width, rect.x + rect.width + by);
  const bottom = Math.min(frame.height, rect.y + rect.height + by);
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * Moves the mask's edge by `grow` pixels and adds a soft transition of about `width` pixels outside it, in place:
 * what was wholly masked stays so.
 */
export async function softenMask(
  mask: Frame,
  grow: number,
  width: number,
  signal: AbortSignal,
): Promise<Hole | undefined> {
  const bounds = boundsOf(mask);
  if (!bounds || (grow === 0 && width === 0)) return bounds && { mask, bounds };
  const part = mask.crop(grownWithin(bounds, Math.ceil(Math.max(0, grow) + 2 * width) + 2, mask));
  await growShrink(part, part, { radius: grow + width, signal });
  if (width > 0) {
    // The edge lies `width` further out; four deviations inside it the Gaussian is full again.
    const soft = Frame.allocate(part.format());
    await feather(part, soft, { sigma: Math.max(0.1, width / 4), signal });
    for (let y = 0; y < part.height; y++) part.row(y).set(soft.row(y));
  }
  const softened = boundsOf(mask);
  return softened && { mask, bounds: softened };
}
