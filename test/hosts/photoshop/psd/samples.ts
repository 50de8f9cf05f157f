// SPDX-License-Identifier: Apache-2.0
// One channel between a plane and a file: big-endian, 16 bits as 0..65535.
import { unzlibSync } from 'fflate';
import { type Depth, depthOf, type Plane, type Samples } from '../plane.js';

/** Raw, as compression 0. */
export function channelBytes(plane: Plane, channel: number): Uint8Array {
  const { data, components: n } = plane;
  const count = data.length / n;
  const size = depthOf(data) / 8;
  const out = new Uint8Array(count * size);
  const view = new DataView(out.buffer);
  for (let i = 0, at = channel; i < count; i++, at += n) {
    const v = data[at] ?? 0;
    if (size === 1) out[i] = v;
    else if (size === 2) view.setUint16(2 * i, Math.round((v * 65535) / 32768));
    else view.setFloat32(4 * i, v);
  }
  return out;
}

/** Puts a channel of `width` x `height` in its place among the others. */
export function intoPlane(bytes: Uint8Array, into: Samples, channel: number, components: number): void {
  const size = depthOf(into) / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0, at = channel; at < into.length; i++, at += components) {
    if (size === 1) into[at] = view.getUint8(i);
    else if (size === 2) into[at] = Math.round((view.getUint16(2 * i) * 32768) / 65535);
    else into[at] = view.getFloat32(4 * i);
  }
}

/** Undoes a channel's compression: raw, PackBits, or deflated with or without prediction. */
export function unpacked(
  kind: number,
  data: Uint8Array,
  width: number,
  height: number,
  depth: Depth,
): Uint8Array {
  const rowBytes = (width * depth) / 8;
  if (kind === 0) return data.subarray(0, rowBytes * height);
  if (kind === 1) {
    let at = 2 * height;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const out = new Uint8Array(rowBytes * height);
    for (let y = 0; y < height; y++) {
      const length = view.getUint16(2 * y);
      packBits(data.subarray(at, at + length), out.subarray(y * rowBytes, (y + 1) * rowBytes));
      at += length;
    }
    return out;
  }
  if (kind !== 2 && kind !== 3) throw new Error(`The compression ${kind} is not known.`);
  const out = unzlibSync(data);
  if (kind === 3)
    for (let y = 0; y < height; y++) predicted(out.subarray(y * rowBytes, (y + 1) * rowBytes), depth);
  return out;
}

/** TIFF 6.0, section 9. */
export function packBits(from: Uint8Array, into: Uint8Array): void {
  for (let i = 0, o = 0; i < from.length; ) {
    const head = from[i++] ?? 0;
    if (head < 128) {
      into.set(from.subarray(i, i + head + 1), o);
      i += head + 1;
      o += head + 1;
    } else if (head > 128) {
      into.fill(from[i++] ?? 0, o, o + 257 - head);
      o += 257 - head;
    }
  }
}

/** Samples are kept as differences to their left; of 32 bits, the bytes lie apart and differ bytewise. */
function predicted(row: Uint8Array, depth: Depth): void {
  if (depth === 16) {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    for (let i = 2; i < row.length; i += 2) view.setUint16(i, view.getUint16(i - 2) + view.getUint16(i));
    return;
  }
  for (let i = 1; i < row.length; i++) row[i] = (row[i - 1] ?? 0) + (row[i] ?? 0);
  if (depth === 8) return;
  const apart = row.slice();
  const width = row.length / 4;
  for (let i = 0; i < row.length; i++) row[i] = apart[(i % 4) * width + Math.floor(i / 4)] ?? 0;
}
