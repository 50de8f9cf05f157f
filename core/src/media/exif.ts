// SPDX-License-Identifier: Apache-2.0
import {
  byteOrder,
  firstNumber,
  type Ifd,
  type NewEntry,
  type ReadBytes,
  readIfd,
  serialiseIfd,
  tags,
} from './ifd.js';

/** Entries of a TIFF file's first directory that describe the picture to people rather than its storage. */
const descriptive = new Set([
  269, 270, 271, 272, 282, 283, 285, 296, 305, 306, 315, 316, 18246, 18249, 33432, 40091, 40092, 40093, 40094,
  40095,
]);

const readerOf =
  (bytes: Uint8Array): ReadBytes =>
  (offset, length) =>
    bytes.subarray(offset, offset + length);

/** An Exif blob as a TIFF header starts it: without the `Exif\0\0` that JPEG puts before it. */
export function bareExif(blob: Uint8Array): Uint8Array | undefined {
  const prefixed = Buffer.from(blob.subarray(0, 6)).equals(Buffer.from('Exif\0\0'));
  const bare = prefixed ? blob.subarray(6) : blob;
  return bare.length >= 14 && byteOrder(bare) ? bare : undefined;
}

/**
 * A copy of an Exif blob for a picture whose pixels were turned upright and changed: orientation 1, the size given,
 * and no thumbnail (it would show the old picture). Everything else, maker notes included, keeps its bytes and place.
 */
export async function exifForResult(
  exif: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const out = Uint8Array.from(exif);
  const little = byteOrder(out) === 'little';
  const view = new DataView(out.buffer);
  const read = readerOf(out);
  const first = await readIfd(read, view.getUint32(4, little), little);
  setNumber(view, first, tags.orientation, 1, little);
  if (first.next !== 0 && first.nextAt + 4 <= out.length) view.setUint32(first.nextAt, 0, little);
  const inner = firstNumber(first.entries.get(tags.exif), little);
  if (inner !== undefined) {
    const details = await readIfd(read, inner, little);
    setNumber(view, details, tags.exifWidth, size.width, little);
    setNumber(view, details, tags.exifHeight, size.height, little);
  }
  return out;
}

function setNumber(view: DataView, ifd: Ifd, tag: number, value: number, little: boolean): void {
  const entry = ifd.entries.get(tag);
  if (entry?.type === 3 && value <= 0xffff) view.setUint16(entry.at + 8, value, little);
  if (entry?.type === 4) view.setUint32(entry.at + 8, value, little);
}

/**
 * The Exif of a TIFF file as a blob of its own: the descriptive entries of its first directory, with the Exif and GPS
 * directories. Undefined when the file has none.
 */
export async function exifOfTiff(read: ReadBytes): Promise<Uint8Array | undefined> {
  const header = await read(0, 8);
  const order = byteOrder(header);
  if (!order || header.length < 8) return undefined;
  const little = order === 'little';
  const offset = new DataView(header.buffer, header.byteOffset).getUint32(4, little);
  const first = await readIfd(read, offset, little);
  const kept: NewEntry[] = [...first.entries.values()].filter((e) => descriptive.has(e.tag));
  const parts: Uint8Array[] = [];
  let end = 8;
  for (const tag of [tags.exif, tags.gps]) {
    const at = firstNumber(first.entries.get(tag), little);
    if (at === undefined) continue;
    const inner = await readIfd(read, at, little);
    // The interoperability directory would need its own copy; it only repeats the colour space.
    const entries = [...inner.entries.values()].filter((e) => e.tag !== tags.interop);
    if (entries.length === 0) continue;
    const bytes = serialiseIfd(entries, end, little);
    kept.push({ tag, type: 4, count: 1, value: long(end, little) });
    parts.push(bytes);
    end += bytes.length;
  }
  if (kept.length === 0) return undefined;
  const start = Uint8Array.from(header);
  start.set(long(end, little), 4);
  return Buffer.concat([start, ...parts, serialiseIfd(kept, end, little)]);
}

function long(value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, little);
  return bytes;
}
