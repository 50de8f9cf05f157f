// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/error.js';
import type { PsdSections } from './psd-sections.js';
import { eachRow } from './samples.js';

/**
 * The flattened picture of a Photoshop document: samples of so many channels, interleaved, in the byte order of this
 * machine. Raw and PackBits rows are read, which is all that Photoshop writes there. Throws INPUT_INVALID.
 */
export async function readFlattened(
  bytes: Uint8Array,
  psd: PsdSections,
  channels: number,
  name: string,
): Promise<Uint8Array> {
  const { width, height, depth, large, picture } = psd;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = () =>
    new SfumatoError('INPUT_INVALID', `${name} is damaged or incomplete: rows are missing.`);
  if (picture + 2 > bytes.length) throw damaged();
  const compression = view.getUint16(picture);
  const sample = depth / 8;
  const rowBytes = width * sample;
  const out = new Uint8Array(rowBytes * height * channels);
  const row = new Uint8Array(rowBytes);
  const starts = rowStarts(view, psd, compression, rowBytes);
  if (!starts) {
    throw new SfumatoError(
      'INPUT_INVALID',
      `${name} holds its picture in the unknown compression ${compression}.`,
    );
  }
  await eachRow(height, (y) => {
    for (let c = 0; c < channels; c++) {
      const start = starts[c * height + y] ?? bytes.length;
      const end = starts[c * height + y + 1] ?? bytes.length;
      const from = bytes.subarray(start, compression === 0 ? start + rowBytes : end);
      if (compression === 0 ? from.length < rowBytes : !unpack(from, row)) throw damaged();
      scatter(compression === 0 ? from : row, out, y * rowBytes * channels, { sample, channels, channel: c });
    }
  });
  return out;

  function rowStarts(
    v: DataView,
    { channels: all }: PsdSections,
    kind: number,
    stride: number,
  ): number[] | undefined {
    const starts: number[] = [];
    if (kind === 0) {
      for (let i = 0; i < channels * height; i++) starts.push(picture + 2 + i * stride);
      return starts;
    }
    if (kind !== 1) return undefined;
    const countBytes = large ? 4 : 2;
    let at = picture + 2 + all * height * countBytes;
    if (at > bytes.length) throw damaged();
    for (let i = 0; i < channels * height; i++) {
      starts.push(at);
      at += large ? v.getUint32(picture + 2 + i * 4) : v.getUint16(picture + 2 + i * 2);
    }
    return [...starts, at];
  }
}

/** PackBits (TIFF 6.0, section 9). Returns whether exactly a row came out. */
function unpack(from: Uint8Array, into: Uint8Array): boolean {
  let o = 0;
  for (let i = 0; i < from.length && o < into.length; ) {
    const head = from[i++] ?? 0;
    if (head < 128) {
      const length = Math.min(head + 1, into.length - o, from.length - i);
      into.set(from.subarray(i, i + length), o);
      o += length;
      i += head + 1;
    } else if (head > 128) {
      const length = Math.min(257 - head, into.length - o);
      into.fill(from[i++] ?? 0, o, o + length);
      o += length;
    }
  }
  return o === into.length;
}

/** A channel's big-endian row to its places among the others, little-endian. */
function scatter(
  row: Uint8Array,
  out: Uint8Array,
  at: number,
  { sample, channels, channel }: { sample: number; channels: number; channel: number },
): void {
  const step = sample * channels;
  for (let i = 0, o = at + channel * sample; i < row.length; i += sample, o += step) {
    for (let b = 0; b < sample; b++) out[o + b] = row[i + sample - 1 - b] ?? 0;
  }
}
