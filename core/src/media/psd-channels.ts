// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Frame } from '../frame/index.js';
import { eachRow, shorts } from './samples.js';

/** How a channel's samples are packed (Adobe Photoshop File Formats Specification). */
export const compressions = { raw: 0, packBits: 1, deflatedDifferences: 3 } as const;

const deflateAsync = promisify(deflate);
/** Photographs hardly shrink more at higher levels, which take several times as long. */
const level = 1;

/**
 * One channel of a frame (`u8` or `u16`) as a layer holds it, its kind of compression first: as Photoshop does, PackBits
 * of rows for 8 bits, and differences, deflated, for 16.
 */
export async function layerChannel(frame: Frame, channel: number): Promise<readonly Uint8Array[]> {
  if (frame.dtype === 'u8') {
    const { counts, rows } = await packedRows(frame, channel);
    return [bigEndian16([compressions.packBits]), counts, rows];
  }
  const differences = Buffer.alloc(2 * frame.width * frame.height);
  await eachRow(frame.height, (y) => {
    const row = shorts(frame.row(y));
    let left = 0;
    for (let i = channel, at = 2 * frame.width * y; i < row.length; i += frame.channels, at += 2) {
      const value = row[i] ?? 0;
      differences.writeUInt16BE((value - left) & 0xffff, at);
      left = value;
    }
  });
  return [bigEndian16([compressions.deflatedDifferences]), await deflateAsync(differences, { level })];
}

/** The flattened picture's channels, the first `count` of a frame: PackBits of rows for 8 bits, raw samples for 16. */
export async function flattenedChannels(frame: Frame, count: number): Promise<readonly Uint8Array[]> {
  const channels = Array.from({ length: count }, (_, c) => c);
  if (frame.dtype === 'u8') {
    const packed = [];
    for (const channel of channels) packed.push(await packedRows(frame, channel));
    const [counts, rows] = [packed.map((part) => part.counts), packed.map((part) => part.rows)];
    return [bigEndian16([compressions.packBits]), ...counts, ...rows];
  }
  const planes = channels.map(() => Buffer.alloc(2 * frame.width * frame.height));
  await eachRow(frame.height, (y) => {
    const row = shorts(frame.row(y));
    for (const [channel, plane] of planes.entries()) {
      for (let i = channel, at = 2 * frame.width * y; i < row.length; i += frame.channels, at += 2)
        plane.writeUInt16BE(row[i] ?? 0, at);
    }
  });
  return [bigEndian16([compressions.raw]), ...planes];
}

async function packedRows(frame: Frame, channel: number): Promise<{ counts: Uint8Array; rows: Uint8Array }> {
  const { width, height, channels } = frame;
  const counts: number[] = [];
  const row = new Uint8Array(width);
  let out = new Uint8Array(width * height + 1024);
  let used = 0;
  await eachRow(height, (y) => {
    const from = frame.row(y);
    for (let x = 0; x < width; x++) row[x] = from[x * channels + channel] ?? 0;
    if (out.length - used < longestPacked(width)) out = grown(out, used, longestPacked(width));
    const length = packBits(row, out, used);
    counts.push(length);
    used += length;
  });
  return { counts: bigEndian16(counts), rows: out.subarray(0, used) };
}

const longestPacked = (width: number) => width + Math.ceil(width / 128);

function grown(bytes: Uint8Array, used: number, room: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.ceil(bytes.length * 1.25) + room);
  larger.set(bytes.subarray(0, used));
  return larger;
}

/** Writes a row (TIFF 6.0, section 9) and returns the bytes that it took. Runs of two are left among other bytes. */
function packBits(row: Uint8Array, out: Uint8Array, at: number): number {
  let o = at;
  for (let i = 0; i < row.length; ) {
    let end = i + 1;
    while (end < row.length && end - i < 128 && row[end] === row[i]) end++;
    if (end - i > 2) {
      out[o++] = 257 - (end - i);
      out[o++] = row[i] ?? 0;
    } else {
      while (end < row.length && end - i < 128 && !startsRun(row, end)) end++;
      out[o++] = end - i - 1;
      out.set(row.subarray(i, end), o);
      o += end - i;
    }
    i = end;
  }
  return o - at;
}

const startsRun = (row: Uint8Array, i: number) => row[i] === row[i + 1] && row[i] === row[i + 2];

function bigEndian16(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
}
