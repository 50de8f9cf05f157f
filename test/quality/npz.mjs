// SPDX-License-Identifier: Apache-2.0
import { inflateRawSync } from 'node:zlib';

/**
 * The first array of a NumPy .npz file: a zip of .npy files. Little-endian float32 or float64, C order. Throws TypeError for
 * others.
 */
export function readNpz(file) {
  // The central directory knows the sizes; local headers may leave them out.
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entry = file.readUInt32LE(end + 16);
  const method = file.readUInt16LE(entry + 10);
  const packed = file.readUInt32LE(entry + 20);
  const local = file.readUInt32LE(entry + 42);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const body = file.subarray(start, start + packed);
  const array = method === 8 ? inflateRawSync(body) : body;
  const version = array[6];
  const [length, first] = version === 1 ? [array.readUInt16LE(8), 10] : [array.readUInt32LE(8), 12];
  const header = array.toString('latin1', first, first + length);
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)?.[1]
    ?.split(',')
    .filter((part) => part.trim())
    .map(Number);
  const data = array.subarray(first + length);
  const copy = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
  if (header.includes("'<f4'")) return { shape, values: new Float32Array(copy) };
  if (header.includes("'<f8'")) return { shape, values: Float32Array.from(new Float64Array(copy)) };
  throw new TypeError(`Expected an array of floats but received ${header}`);
}
