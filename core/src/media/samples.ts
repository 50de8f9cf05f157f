// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises';
import type { Frame } from '../frame/index.js';

/** How long rows are worked on before the event loop gets its turn, in milliseconds. */
const sliceMs = 8;

/** Calls `work` for every row, with pauses, so that a process that serves others stays awake. */
export async function eachRow(height: number, work: (y: number) => void): Promise<void> {
  let sliceEnd = performance.now() + sliceMs;
  for (let y = 0; y < height; y++) {
    work(y);
    if (performance.now() < sliceEnd) continue;
    await setImmediate();
    sliceEnd = performance.now() + sliceMs;
  }
}

/** A frame's row as numbers of its type. Rows start at multiples of the sample size. */
export function shorts(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
}

export function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

/** Samples of `bits` that were stored in the high bits of 16, spread so that the largest becomes 65535. In place. */
export async function expandShifted(frame: Frame, bits: number): Promise<void> {
  await eachRow(frame.height, (y) => {
    const row = shorts(frame.row(y));
    for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) | ((row[i] ?? 0) >> bits);
  });
}

/** How many samples are NaN or infinite, and where the first is; undefined when all are finite. */
export async function firstNotFinite(
  frame: Frame,
): Promise<{ count: number; x: number; y: number } | undefined> {
  let count = 0;
  let first = { x: 0, y: 0 };
  await eachRow(frame.height, (y) => {
    const row = floats(frame.row(y));
    for (let i = 0; i < row.length; i++) {
      if (Number.isFinite(row[i])) continue;
      if (count === 0) first = { x: Math.floor(i / frame.channels), y };
      count++;
    }
  });
  return count > 0 ? { count, ...first } : undefined;
}

/** Float grey and alpha pairs as RGBA. */
export function greyAlphaToRgba(data: Uint8Array): Uint8Array {
  const pairs = floats(data);
  const out = new Float32Array(pairs.length * 2);
  for (let i = 0, o = 0; i < pairs.length; i += 2, o += 4) {
    const grey = pairs[i] ?? 0;
    out[o] = grey;
    out[o + 1] = grey;
    out[o + 2] = grey;
    out[o + 3] = pairs[i + 1] ?? 0;
  }
  return new Uint8Array(out.buffer);
}
