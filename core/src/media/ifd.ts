// SPDX-License-Identifier: Apache-2.0

/**
 * Image file directories: the structure that TIFF files and Exif blobs share (TIFF 6.0, section 2). An Exif blob is a
 * small TIFF file, so that one reader serves both.
 */
export interface IfdEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The value's bytes, in the file's own byte order. */
  readonly value: Uint8Array;
  /** Where the 12-byte entry lies. */
  readonly at: number;
}

export interface Ifd {
  readonly entries: ReadonlyMap<number, IfdEntry>;
  /** Offset of the next directory, 0 if none. */
  readonly next: number;
  /** Where the offset of the next directory is stored. */
  readonly nextAt: number;
}

export const tags = {
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  extraSamples: 338,
  sampleFormat: 339,
  xmp: 700,
  exif: 34665,
  icc: 34675,
  gps: 34853,
  interop: 40965,
  exifWidth: 40962,
  exifHeight: 40963,
} as const;

/** Bytes of one value of each TIFF type. */
export const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};

/** Reads `length` bytes at `offset`, fewer where the source ends. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array> | Uint8Array;

const maxEntries = 1000;
const maxValueBytes = 64 * 1024 * 1024;

/** The byte order of a TIFF header, or undefined when it is none (BigTIFF included). */
export function byteOrder(header: Uint8Array): 'little' | 'big' | undefined {
  const mark = String.fromCharCode(...header.subarray(0, 4));
  if (mark === 'II*\0') return 'little';
  if (mark === 'MM\0*') return 'big';
  return undefined;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads the directory at `offset`. Damaged entries are left out; a directory outside the source is empty. */
export async function readIfd(read: ReadBytes, offset: number, little: boolean): Promise<Ifd> {
  const head = await read(offset, 2);
  const empty: Ifd = { entries: new Map(), next: 0, nextAt: 0 };
  if (offset < 8 || head.length < 2) return empty;
  const count = viewOf(head).getUint16(0, little);
  if (count > maxEntries) return empty;
  const table = await read(offset + 2, 12 * count + 4);
  if (table.length < 12 * count) return empty;
  const view = viewOf(table);
  const entries = new Map<number, IfdEntry>();
  for (let i = 0; i < count; i++) {
    const type = view.getUint16(12 * i + 2, little);
    const values = view.getUint32(12 * i + 4, little);
    const bytes = (typeBytes[type] ?? Number.NaN) * values;
    if (!(bytes >= 1 && bytes <= maxValueBytes)) continue;
    const value =
      bytes <= 4
        ? table.subarray(12 * i + 8, 12 * i + 8 + bytes)
        : await read(view.getUint32(12 * i + 8, little), bytes);
    if (value.length < bytes) continue;
    const tag = view.getUint16(12 * i, little);
    entries.set(tag, { tag, type, count: values, value, at: offset + 2 + 12 * i });
  }
  const next = table.length >= 12 * count + 4 ? view.getUint32(12 * count, little) : 0;
  return { entries, next, nextAt: offset + 2 + 12 * count };
}

/** The first number of an entry of bytes, shorts or longs. */
export function firstNumber(entry: IfdEntry | undefined, little: boolean): number | undefined {
  if (!entry) return undefined;
  const view = viewOf(entry.value);
  if (entry.type === 1) return view.getUint8(0);
  if (entry.type === 3) return view.getUint16(0, little);
  if (entry.type === 4 || entry.type === 13) return view.getUint32(0, little);
  return undefined;
}

/** An entry for writing: the value's bytes must be in the byte order given to `serialiseIfd`. */
export type NewEntry = Pick<IfdEntry, 'tag' | 'type' | 'count' | 'value'>;

/** Bytes of a number list as a TIFF type (3 short, 4 long). */
export function numbersEntry(tag: number, type: 3 | 4, values: readonly number[], little: boolean): NewEntry {
  const size = type === 3 ? 2 : 4;
  const value = new Uint8Array(values.length * size);
  const view = viewOf(value);
  values.forEach((v, i) => {
    if (type === 3) view.setUint16(2 * i, v, little);
    else view.setUint32(4 * i, v, little);
  });
  return { tag, type, count: values.length, value };
}

/**
 * A directory that will lie at `offset`, followed by the values that do not fit in their entries. `next` is the
 * offset of the following directory.
 */
export function serialiseIfd(
  entries: readonly NewEntry[],
  offset: number,
  little: boolean,
  next = 0,
): Uint8Array {
  const sorted = [...entries].sort((a, b) => a.tag - b.tag);
  const tableBytes = 2 + 12 * sorted.length + 4;
  const even = (n: number) => n + (n % 2);
  const total = sorted.reduce(
    (sum, e) => sum + (e.value.length > 4 ? even(e.value.length) : 0),
    even(tableBytes),
  );
  const out = new Uint8Array(total);
  const view = viewOf(out);
  view.setUint16(0, sorted.length, little);
  let free = even(tableBytes);
  sorted.forEach((entry, i) => {
    const at = 2 + 12 * i;
    view.setUint16(at, entry.tag, little);
    view.setUint16(at + 2, entry.type, little);
    view.setUint32(at + 4, entry.count, little);
    if (entry.value.length <= 4) {
      out.set(entry.value, at + 8);
    } else {
      view.setUint32(at + 8, offset + free, little);
      out.set(entry.value, free);
      free += even(entry.value.length);
    }
  });
  view.setUint32(2 + 12 * sorted.length, next, little);
  return out;
}
