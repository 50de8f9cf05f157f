// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/index.js';

/** Calls `each` for the stretches of tight rows between two bytes of the wire. */
function stretches(
  frame: Frame,
  from: number,
  to: number,
  each: (row: Uint8Array, start: number) => void,
): void {
  const rowBytes = frame.row(0).length;
  for (let at = from; at < to; ) {
    const inRow = at % rowBytes;
    const length = Math.min(rowBytes - inRow, to - at);
    each(frame.row(Math.floor(at / rowBytes)).subarray(inRow, inRow + length), at - from);
    at += length;
  }
}

/** Writes bytes of tight rows, as they come over the wire, to where they belong in a frame. */
export function writeTight(frame: Frame, offset: number, bytes: Uint8Array): void {
  stretches(frame, offset, offset + bytes.length, (row, start) => {
    row.set(bytes.subarray(start, start + row.length));
  });
}

/** The bytes of tight rows from `offset` on. */
export function readTight(frame: Frame, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  stretches(frame, offset, offset + length, (row, start) => bytes.set(row, start));
  return bytes;
}
