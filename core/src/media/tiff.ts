// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import { bytesPerSample } from '@sfumato/native';
import type { Frame } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import { byteOrder, type NewEntry, numbersEntry, readIfd, serialiseIfd, tags } from './ifd.js';
import { shorts } from './samples.js';

const deflateAsync = promisify(deflate);

/** What goes into a TIFF beside its pixels. */
export interface TiffMetadata {
  /** An Exif blob whose orientation is already 1. */
  readonly exif?: Uint8Array;
  readonly xmp?: string;
  readonly icc?: Uint8Array;
}

const stripBytes = 1 << 20;
const maxFileBytes = 2 ** 32 - 1;
/** Tags of the new first directory; whatever the Exif blob says for these gives way. */
const structural = new Set<number>([
  254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279, 284, 317, 330, 338, 339, 513, 514,
  700, 34675,
]);

/**
 * A TIFF 6.0 file of a frame of u8, u16 (full range) or f32 samples with straight alpha, as the pieces to write one after
 * another: deflate strips with the horizontal (integers) or floating-point predictor (Adobe technical note 3).
 * sharp writes no float TIFF, which is why this writer exists. An Exif blob becomes the head of the file, so that every
 * offset inside it, maker notes too, stays true. Throws NOT_SUPPORTED beyond TIFF's 4 GB.
 */
export async function encodeTiff(frame: Frame, metadata: TiffMetadata = {}): Promise<Uint8Array[]> {
  const head = metadata.exif ? Uint8Array.from(metadata.exif) : emptyHead();
  const little = byteOrder(head) !== 'big';
  const kept = await keptEntries(head, little);
  const pad = new Uint8Array(head.length % 2);
  const strips = await encodeStrips(frame, little);
  let end = head.length + pad.length;
  const offsets = strips.map((strip) => {
    const at = end;
    end += strip.length;
    return at;
  });
  const evenEnd = new Uint8Array(end % 2);
  end += evenEnd.length;
  const entries = [
    ...kept,
    ...layoutEntries(frame, little),
    numbersEntry(tags.stripOffsets, 4, offsets, little),
    numbersEntry(
      tags.stripByteCounts,
      4,
      strips.map((s) => s.length),
      little,
    ),
    ...metadataEntries(metadata),
  ];
  const directory = serialiseIfd(entries, end, little);
  if (end + directory.length > maxFileBytes) {
    throw new SfumatoError(
      'NOT_SUPPORTED',
      'The picture is larger than the 4 GB that a TIFF file can hold.',
      {
        remedy: ['Write fewer bits (--bits 16) or another format.'],
      },
    );
  }
  new DataView(head.buffer).setUint32(4, end, little);
  return [head, pad, ...strips, evenEnd, directory];
}

function emptyHead(): Uint8Array {
  return Uint8Array.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
}

/** The Exif blob's own first directory, but for what this file says itself. Pointers in it stay valid. */
async function keptEntries(head: Uint8Array, little: boolean): Promise<NewEntry[]> {
  const at = new DataView(head.buffer).getUint32(4, little);
  if (at === 0) return [];
  const first = await readIfd((offset, length) => head.subarray(offset, offset + length), at, little);
  return [...first.entries.values()].filter((entry) => !structural.has(entry.tag));
}

function layoutEntries(frame: Frame, little: boolean): NewEntry[] {
  const { width, height, channels, dtype } = frame;
  const each = (value: number) => new Array<number>(channels).fill(value);
  const short = (tag: number, ...values: number[]) => numbersEntry(tag, 3, values, little);
  return [
    numbersEntry(tags.imageWidth, 4, [width], little),
    numbersEntry(tags.imageLength, 4, [height], little),
    short(tags.bitsPerSample, ...each(8 * bytesPerSample[dtype])),
    short(tags.compression, 8),
    short(tags.photometric, channels === 1 ? 1 : 2),
    short(tags.orientation, 1),
    short(tags.samplesPerPixel, channels),
    numbersEntry(tags.rowsPerStrip, 4, [rowsPerStrip(frame)], little),
    short(tags.planarConfiguration, 1),
    short(tags.predictor, dtype === 'f32' ? 3 : 2),
    ...(channels === 4 ? [short(tags.extraSamples, 2)] : []),
    short(tags.sampleFormat, ...each(dtype === 'f32' ? 3 : 1)),
  ];
}

function metadataEntries({ xmp, icc }: TiffMetadata): NewEntry[] {
  const entries: NewEntry[] = [];
  if (xmp !== undefined) {
    const value = Buffer.from(xmp, 'utf8');
    entries.push({ tag: tags.xmp, type: 1, count: value.length, value });
  }
  if (icc) entries.push({ tag: tags.icc, type: 7, count: icc.length, value: icc });
  return entries;
}

function rowsPerStrip(frame: Frame): number {
  const row = frame.width * frame.channels * bytesPerSample[frame.dtype];
  return Math.min(frame.height, Math.max(1, Math.floor(stripBytes / row)));
}

/** Compresses a few strips at a time on the thread pool, so that the event loop and memory stay free. */
async function encodeStrips(frame: Frame, little: boolean): Promise<Uint8Array[]> {
  const rows = rowsPerStrip(frame);
  const count = Math.ceil(frame.height / rows);
  const strips = new Array<Uint8Array>(count);
  let next = 0;
  const work = async () => {
    for (let i = next++; i < count; i = next++) {
      const raw = predictedStrip(frame, i * rows, Math.min(rows, frame.height - i * rows), little);
      strips[i] = await deflateAsync(raw, { level: 3, strategy: constants.Z_FILTERED });
    }
  };
  await Promise.all([work(), work(), work()]);
  return strips;
}

function predictedStrip(frame: Frame, top: number, rows: number, little: boolean): Uint8Array {
  const rowBytes = frame.width * frame.channels * bytesPerSample[frame.dtype];
  const strip = new Uint8Array(rowBytes * rows);
  for (let y = 0; y < rows; y++) {
    const out = strip.subarray(y * rowBytes, (y + 1) * rowBytes);
    if (frame.dtype === 'f32') {
      shuffleFloats(frame.row(top + y), out);
      differences(out, frame.channels);
    } else {
      out.set(frame.row(top + y));
      differences(frame.dtype === 'u16' ? shorts(out) : out, frame.channels);
    }
  }
  return frame.dtype === 'u16' && !little ? Buffer.from(strip.buffer).swap16() : strip;
}

/** Replaces each sample by its difference from the one `step` before it, modulo the type. */
function differences(samples: Uint8Array | Uint16Array, step: number): void {
  for (let i = samples.length - 1; i >= step; i--) {
    samples[i] = (samples[i] ?? 0) - (samples[i - step] ?? 0);
  }
}

/** Groups the bytes of a row of little-endian floats by significance, most significant first. */
function shuffleFloats(row: Uint8Array, out: Uint8Array): void {
  const count = row.length >> 2;
  for (let i = 0; i < count; i++) {
    out[i] = row[4 * i + 3] ?? 0;
    out[count + i] = row[4 * i + 2] ?? 0;
    out[2 * count + i] = row[4 * i + 1] ?? 0;
    out[3 * count + i] = row[4 * i] ?? 0;
  }
}
