// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Frame } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { ResultNote } from '../tool/index.js';
import type { StillMetadata } from './decode.js';
import { type FileDType, forFile, isOpaque, withoutAlpha } from './depth.js';
import { type Embedded, embedInJpeg, embedInPng, embedInWebp, pngChunk, pngMetadata } from './embed.js';
import { exifForResult } from './exif.js';
import { type BitDepth, type StillFormat, traitsOf } from './format.js';
import { describeIcc } from './icc.js';
import { eachRow, shorts } from './samples.js';
import { encodeTiff } from './tiff.js';

export interface EncodeOptions {
  readonly format: Exclude<StillFormat, 'psd'>;
  /** Bits of a sample; refused where the format does not hold them. Default: `own`, or the nearest that it holds. */
  readonly depth?: BitDepth;
  /** The depth that the result is worth, such as its source file's. Default: the frame's. */
  readonly own?: BitDepth;
  /** 1..100 for JPEG, WebP and AVIF; 100 is lossless in WebP and AVIF. Default: 95. */
  readonly quality?: number;
  /** Carried over; the Exif's orientation and size are set to the frame's. */
  readonly metadata?: StillMetadata;
  /** Whether the samples are numbers rather than colours (mattes, depth): no transfer function is applied. */
  readonly numbers?: boolean;
}

export interface Encoded {
  /** The file's bytes, piece after piece. */
  readonly parts: readonly Uint8Array[];
  readonly notes: readonly ResultNote[];
}

/** The depth of a frame's samples in a file that could hold anything. */
export const bitsOf = (frame: Frame): BitDepth =>
  frame.dtype === 'u8' ? 8 : frame.dtype === 'u16' ? 16 : 32;

/** The depth that a result gets: what was asked for if the format has it, else the nearest it has to its own. */
export function chooseDepth(format: StillFormat, own: BitDepth, asked?: BitDepth): BitDepth {
  const { depths, title } = traitsOf(format);
  if (asked !== undefined) {
    if (depths.includes(asked)) return asked;
    throw new SfumatoError(
      'NOT_SUPPORTED',
      `${title} holds ${depths.join(', ')} bits a sample, not ${asked}.`,
      {
        remedy: ['Leave --bits out, or choose PNG for 16 bits and TIFF for 16 bits or float.'],
      },
    );
  }
  return depths.find((d) => d >= own) ?? depths.at(-1) ?? 8;
}

/**
 * A frame as the bytes of a file. Profile and Exif go in byte for byte; where a frame carries no profile, none is
 * written. Throws NOT_SUPPORTED when the format cannot hold the picture (depth, transparency, size).
 */
export async function encodeStill(frame: Frame, options: EncodeOptions): Promise<Encoded> {
  const traits = traitsOf(options.format);
  const notes: ResultNote[] = [];
  if (Math.max(frame.width, frame.height) > traits.maxSide) {
    const cause = `${traits.title} holds at most ${traits.maxSide} pixels a side; the result has ${frame.width}x${frame.height}.`;
    throw new SfumatoError('NOT_SUPPORTED', cause, { remedy: ['Write PNG or TIFF.'] });
  }
  const own = options.own ?? bitsOf(frame);
  const depth = chooseDepth(options.format, own, options.depth);
  if (options.depth === undefined && depth < own && !options.numbers) {
    const text = `${traits.title} holds ${depth} bits a sample; the result had ${own}.`;
    notes.push({ id: 'depth-reduced', text });
  }
  const dtype: FileDType = depth === 8 ? 'u8' : depth === 32 ? 'f32' : 'u16';
  const held = await forFile(await dropAlphaIfNeeded(frame, options.format), dtype, {
    numbers: options.numbers === true,
  });
  const embedded = await embeddedOf(held, options.metadata, notes);
  const parts = await encodeAs(held, options, depth, embedded, notes);
  return { parts, notes };
}

async function dropAlphaIfNeeded(frame: Frame, format: StillFormat): Promise<Frame> {
  const { alpha, title } = traitsOf(format);
  if (frame.channels !== 4 || alpha) return frame;
  if (await isOpaque(frame)) return withoutAlpha(frame);
  throw new SfumatoError('NOT_SUPPORTED', `${title} holds no transparency, which this result has.`, {
    remedy: ['Write PNG, TIFF, WebP or AVIF.'],
  });
}

async function embeddedOf(
  frame: Frame,
  metadata: StillMetadata | undefined,
  notes: ResultNote[],
): Promise<Embedded> {
  const { exif, xmp } = metadata ?? {};
  const { icc } = frame.colour;
  const fits = icc && describeIcc(icc)?.space === (frame.channels === 1 ? 'grey' : 'rgb');
  if (icc && !fits) {
    notes.push({ id: 'profile-unfit', text: "The picture's colour profile does not fit this result." });
  }
  return {
    ...(icc && fits && { icc }),
    ...(exif && { exif: await exifForResult(exif, frame) }),
    ...(xmp !== undefined && { xmp }),
  };
}

async function encodeAs(
  frame: Frame,
  { format, quality = 95 }: EncodeOptions,
  depth: BitDepth,
  embedded: Embedded,
  notes: ResultNote[],
): Promise<readonly Uint8Array[]> {
  const lossless = quality === 100;
  switch (format) {
    case 'tiff':
      return encodeTiff(frame, embedded);
    case 'png':
      return embedInPng(
        await rawInput(frame).png({ compressionLevel: 3, adaptiveFiltering: true }).toBuffer(),
        embedded,
      );
    case 'jpeg': {
      const jpeg = await rawInput(frame)
        .jpeg({
          quality,
          chromaSubsampling: '4:4:4',
          optimiseCoding: frame.width * frame.height < maxTwoPass,
        })
        .toBuffer();
      const { parts, left } = embedInJpeg(jpeg, embedded);
      for (const what of left) {
        const text = `The ${what} is larger than JPEG's 64 KB and was left out.`;
        notes.push({ id: `${what.toLowerCase()}-too-large`, text });
      }
      return parts;
    }
    case 'webp': {
      const webp = await rawInput(frame)
        .webp({ quality, lossless, exact: true, smartSubsample: true, effort: 2 })
        .toBuffer();
      return embedInWebp(webp, embedded, { ...frame, alpha: frame.channels === 4 });
    }
    case 'avif':
      return [await encodeAvif(frame, embedded, { quality, lossless, depth })];
  }
}

const deflateAsync = promisify(deflate);
/** Optimal Huffman tables need all coefficients in memory: 12 bytes a pixel. Above this the file is a few percent larger. */
const maxTwoPass = 50_000_000;

const unlimited = { limitInputPixels: false } as const;

/** A pipeline over the frame's pixels as they are, told what they mean so that nothing is converted. */
function rawInput(frame: Frame): Sharp {
  const { width, height, channels, dtype } = frame;
  const rowBytes = frame.row(0).length;
  const tight = height === 1 || frame.rowStride === rowBytes;
  const bytes = tight
    ? frame.bytes.subarray(frame.byteOffset, frame.byteOffset + rowBytes * height)
    : frame.packed();
  const samples = dtype === 'u16' ? shorts(bytes) : bytes;
  const pipeline = sharp(samples, { ...unlimited, raw: { width, height, channels } });
  const wide = dtype === 'u16';
  return pipeline.toColourspace(channels === 1 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb');
}

/**
 * AVIF keeps its metadata in boxes with offsets; the encoder writes them right when the picture reaches it as a PNG that
 * has them. That PNG is stored, not compressed, and never leaves memory.
 */
async function encodeAvif(
  frame: Frame,
  embedded: Embedded,
  options: { quality: number; lossless: boolean; depth: BitDepth },
): Promise<Uint8Array> {
  const { quality, lossless, depth } = options;
  const bitdepth = depth === 10 || depth === 12 ? depth : 8;
  const png = await storedPng(frame, embedded, bitdepth);
  const wide = frame.dtype === 'u16';
  return await sharp(png, { ...unlimited, unlimited: true })
    .keepMetadata()
    .toColourspace(frame.channels === 1 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb')
    .avif({ quality, lossless, bitdepth, chromaSubsampling: '4:4:4', effort: 1 })
    .toBuffer();
}

async function storedPng(frame: Frame, embedded: Embedded, bits: 8 | 10 | 12): Promise<Uint8Array> {
  const { width, height, channels, dtype } = frame;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = dtype === 'u16' ? 16 : 8;
  header[9] = { 1: 0, 3: 2, 4: 6 }[channels];
  const rowBytes = frame.row(0).length;
  const raw = Buffer.alloc((rowBytes + 1) * height);
  await eachRow(height, (y) => {
    const at = y * (rowBytes + 1) + 1;
    if (dtype === 'u8') raw.set(frame.row(y), at);
    else writeRounded(raw, at, shorts(frame.row(y)), bits);
  });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...pngMetadata(embedded),
    pngChunk('IDAT', await deflateAsync(raw, { level: 0 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rounds to the bits that the encoder keeps; it would cut them off. */
function writeRounded(out: Buffer, at: number, row: Uint16Array, bits: number): void {
  const full = 2 ** bits - 1;
  for (let i = 0; i < row.length; i++) {
    const value = Math.round(((row[i] ?? 0) * full) / 65_535) << (16 - bits);
    out[at + 2 * i] = value >> 8;
    out[at + 2 * i + 1] = value & 0xff;
  }
}
