// SPDX-License-Identifier: Apache-2.0
import { bytesPerSample } from '@sfumato/native';
import { Frame, type FrameFormat } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/error.js';
import type { FillParams } from './declaration.js';
import { blankMask } from './hole.js';

/** Pixels added at each side. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function marginsOf(image: Frame, values: FillParams): Margins {
  const { unit, left, right, top, bottom } = values;
  const pixels = (amount: number, side: number) =>
    Math.round(unit === 'percent' ? (amount / 100) * side : amount);
  return {
    left: pixels(left, image.width),
    right: pixels(right, image.width),
    top: pixels(top, image.height),
    bottom: pixels(bottom, image.height),
  };
}

/** `frame` on a larger canvas of zeros. */
export function onCanvas(frame: Frame, margins: Margins, allocate: (format: FrameFormat) => Frame): Frame {
  const { left, right, top, bottom } = margins;
  const canvas = allocate({
    ...frame.format(),
    width: frame.width + left + right,
    height: frame.height + top + bottom,
    origin: { x: frame.bounds.x - left, y: frame.bounds.y - top },
  });
  const start = left * frame.channels * bytesPerSample[frame.dtype];
  for (let y = 0; y < frame.height; y++) canvas.row(y + top).set(frame.row(y), start);
  return canvas;
}

/** The canvas, opaque where it is new, and the mask of what is new (with `mask` in its place, where given). */
export function expandCanvas(
  image: Frame,
  mask: Frame | undefined,
  margins: Margins,
  allocate: (format: FrameFormat) => Frame,
): { canvas: Frame; mask: Frame } {
  const { left, right, top, bottom } = margins;
  if (left + right + top + bottom === 0) {
    throw new SfumatoError('PARAM_INVALID', 'Nothing is added: left, right, top and bottom are all 0.');
  }
  const canvas = onCanvas(image, margins, allocate);
  const fresh = mask ? onCanvas(mask, margins, Frame.allocate) : blankMask(canvas);
  const opaque = opaqueWriter(canvas);
  for (let y = 0; y < canvas.height; y++) {
    const inside = y >= top && y < canvas.height - bottom;
    const spans = inside
      ? [
          [0, left],
          [canvas.width - right, canvas.width],
        ]
      : [[0, canvas.width]];
    for (const [from = 0, to = 0] of spans) {
      const sample = bytesPerSample[fresh.dtype];
      fresh.row(y).fill(255, from * sample, to * sample);
      opaque(y, from, to);
    }
  }
  return { canvas, mask: fresh };
}

/** Writes full alpha to pixels of a row, in a frame that has alpha. */
function opaqueWriter(frame: Frame): (y: number, from: number, to: number) => void {
  if (frame.channels !== 4) return () => {};
  const { dtype, range } = frame;
  return (y, from, to) => {
    const row = frame.row(y);
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    for (let x = from; x < to; x++) {
      const i = 4 * x + 3;
      if (dtype === 'u8') row[i] = 255;
      else if (dtype === 'u16') view.setUint16(2 * i, range === 'photoshop' ? 32_768 : 65_535, true);
      else if (dtype === 'f16') view.setUint16(2 * i, 0x3c00, true);
      else view.setFloat32(4 * i, 1, true);
    }
  };
}
