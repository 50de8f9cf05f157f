// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:buffer';
import { convertPixels, type DType } from '@sfumato/native';
import sharp, { type Metadata, type OutputInfo } from 'sharp';
import { type Colour, Frame, linearSrgb, srgb } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { ResultNote } from '../tool/index.js';
import { bareExif, exifOfTiff } from './exif.js';
import type { BitDepth, StillFormat } from './format.js';
import { colourOfIcc, describeIcc } from './icc.js';
import { byteOrder, firstNumber, type ReadBytes, readIfd, tags } from './ifd.js';
import { expandShifted, firstNotFinite, greyAlphaToRgba } from './samples.js';
import { nameOf, type StillSource, sniffFormat, withBytes } from './sniff.js';

// Pictures come one at a time and tools use every core themselves; a cache could serve a file that has changed since.
sharp.concurrency(2);
sharp.cache(false);

/** What a file said beside its pixels and its profile (which the frame's colour carries). */
export interface StillMetadata {
  /** An Exif blob, as a TIFF header starts it, in the file's own orientation and size. */
  readonly exif?: Uint8Array;
  /** An XMP packet. */
  readonly xmp?: string;
}

export interface Still {
  /** Upright: an orientation that the file asks for has been applied. Alpha is straight. */
  readonly frame: Frame;
  readonly metadata: StillMetadata;
  readonly format: StillFormat;
  /** Bits of a sample in the file: what a result of the same depth needs. */
  readonly bits: BitDepth;
  /** What was changed on the way in, for the person to know. */
  readonly notes: readonly ResultNote[];
}

export interface ReadOptions {
  /** Whether the frame lies in shared memory. Default: false. */
  readonly shared?: boolean;
  /** What messages call the picture. Default: its path. */
  readonly name?: string;
}

/** More is refused before anything is decoded: a small file can claim to be huge. */
const maxPixels = 1_000_000_000;

/**
 * Reads a PNG, TIFF, JPEG, WebP or AVIF at the depth that it has: 8 bits as u8, up to 16 as u16 with full range, float
 * TIFF as f32. Grey stays one channel; grey with alpha becomes RGBA; CMYK becomes sRGB by its own profile; palettes and
 * bilevel pictures become 8-bit. Untagged integers are sRGB, untagged floats linear sRGB. Of several pages the first is
 * read. Throws FILE_UNREADABLE, FORMAT_UNSUPPORTED, INPUT_INVALID (damaged, or samples of another kind) or
 * MEMORY_SHORT.
 */
export async function readStill(source: StillSource, options: ReadOptions = {}): Promise<Still> {
  const name = options.name ?? nameOf(source);
  return withBytes(source, async (read) => {
    const format = sniffFormat(await read(0, 64), name);
    const header = await readHeader(source, name);
    const plan = planDecode(header, name);
    checkSize(header, plan, name);
    const notes = [...plan.notes];
    if ((header.pages ?? 1) > 1) {
      notes.push({ id: 'first-page', text: `Only the first of ${header.pages} pages was read.` });
    }
    const tiff = format === 'tiff' ? await readTiffExtras(read) : {};
    if ((tiff.samples ?? 0) > 4 && header.space !== 'cmyk') {
      notes.push({ id: 'extra-channels', text: 'Channels beyond colour and alpha were left out.' });
    }
    const frame = await decode(source, header, plan, name);
    const exif = tiff.exif ?? (header.exif && bareExif(header.exif));
    return {
      frame: options.shared ? await shared(frame) : frame,
      metadata: {
        ...(exif && { exif }),
        ...(header.xmp && header.xmp.length > 0 && { xmp: header.xmp.toString('utf8') }),
      },
      format,
      bits: plan.dtype === 'f32' ? 32 : plan.dtype === 'u8' ? 8 : shortBits(header),
      notes,
    };
  });
}

interface DecodePlan {
  readonly space: 'srgb' | 'rgb16' | 'scrgb' | 'b-w' | 'grey16';
  readonly dtype: Exclude<DType, 'f16'>;
  readonly channels: 1 | 3 | 4;
  readonly colour: Colour;
  /** Whether the file's profile is applied, because the frame cannot carry it. */
  readonly convert: boolean;
  readonly notes: readonly ResultNote[];
}

/** One frame for every kind of file: which space and depth to ask of the decoder, and what the numbers mean. */
function planDecode(header: Metadata, name: string): DecodePlan {
  const { depth, space } = header;
  const alpha = header.hasAlpha === true;
  const refuse = (what: string) =>
    new SfumatoError('INPUT_INVALID', `${name} has ${what}, which Sfumato does not read.`);
  if (depth !== 'uchar' && depth !== 'ushort' && depth !== 'float') {
    throw refuse(`samples of type ${depth ?? 'unknown'}`);
  }
  const dtype = ({ uchar: 'u8', ushort: 'u16', float: 'f32' } as const)[depth];
  const wide = ({ u8: 'srgb', u16: 'rgb16', f32: 'scrgb' } as const)[dtype];
  if (space === 'cmyk') {
    if (dtype === 'f32') throw refuse('floating-point CMYK');
    const by = header.icc ? 'its own profile' : 'a general CMYK profile, because it carries none';
    const note = { id: 'cmyk-converted', text: `CMYK was converted to sRGB by ${by}.` };
    return { space: 'srgb', dtype: 'u8', channels: 3, colour: srgb, convert: true, notes: [note] };
  }
  if (space === 'b-w' || space === 'grey16') {
    const colour = colourOf(header, dtype, alpha ? 'rgb' : 'grey');
    if (alpha) return { space: wide, dtype, channels: 4, convert: false, ...colour };
    return { space: dtype === 'u16' ? 'grey16' : 'b-w', dtype, channels: 1, convert: false, ...colour };
  }
  if (space === 'srgb' || space === 'rgb16' || space === 'scrgb' || space === 'rgb') {
    return { space: wide, dtype, channels: alpha ? 4 : 3, convert: false, ...colourOf(header, dtype, 'rgb') };
  }
  throw refuse(`the colour space ${space ?? 'unknown'}`);
}

function colourOf(
  header: Metadata,
  dtype: DType,
  space: 'rgb' | 'grey',
): { colour: Colour; notes: ResultNote[] } {
  const untagged = dtype === 'f32' ? linearSrgb : srgb;
  if (!header.icc) return { colour: untagged, notes: [] };
  const described = describeIcc(header.icc);
  if (described?.space === space)
    return { colour: colourOfIcc(Uint8Array.from(header.icc)) ?? untagged, notes: [] };
  const text = 'The colour profile in the file does not fit its pixels and was left out.';
  return { colour: untagged, notes: [{ id: 'profile-unfit', text }] };
}

const inputOptions = {
  // Warnings (an odd profile, a stray tag) are common in good files; truncation and bad data are errors.
  failOn: 'error',
  limitInputPixels: maxPixels,
  sequentialRead: true,
} as const;

async function readHeader(source: StillSource, name: string): Promise<Metadata> {
  try {
    return await sharp(source, inputOptions).metadata();
  } catch (error) {
    throw damaged(name, error);
  }
}

function checkSize(header: Metadata, plan: DecodePlan, name: string): void {
  const { width = 0, height = 0 } = header;
  const bytes = width * height * plan.channels * { u8: 1, u16: 2, f32: 4 }[plan.dtype];
  if (width * height <= maxPixels && bytes <= constants.MAX_LENGTH) return;
  const size = `${width}x${height} pixels (${(bytes / 1e9).toFixed(1)} GB decoded)`;
  throw new SfumatoError('INPUT_INVALID', `${name} has ${size}, more than Sfumato takes at once.`, {
    remedy: ['Work on a crop, or on a smaller copy.'],
  });
}

async function decode(source: StillSource, header: Metadata, plan: DecodePlan, name: string): Promise<Frame> {
  const depth = ({ u8: 'uchar', u16: 'ushort', f32: 'float' } as const)[plan.dtype];
  const greyAlpha = plan.dtype === 'f32' && plan.channels === 4 && header.channels === 2;
  const space = greyAlpha ? 'b-w' : plan.space;
  let result: { data: Buffer; info: OutputInfo };
  try {
    const pipeline = sharp(source, { ...inputOptions, ignoreIcc: !plan.convert }).autoOrient();
    if (!plan.convert) pipeline.pipelineColourspace(space);
    result = await pipeline.toColourspace(space).raw({ depth }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw damaged(name, error);
  }
  const { width, height, channels } = result.info;
  const data = greyAlpha ? greyAlphaToRgba(result.data) : result.data;
  if (!greyAlpha && channels !== plan.channels) {
    const cause = `${name} was decoded to ${channels} channels where ${plan.channels} were expected.`;
    throw new SfumatoError('INPUT_INVALID', cause);
  }
  const { dtype, colour } = plan;
  const frame = Frame.over(data, { width, height, channels: plan.channels, dtype, colour });
  if (dtype === 'u16' && shortBits(header) < 16) await expandShifted(frame, shortBits(header));
  if (dtype === 'f32') await refuseNotFinite(frame, name);
  return frame;
}

/** 16-bit kernels and models have no answer to NaN; a stray one would spread over the whole picture. */
async function refuseNotFinite(frame: Frame, name: string): Promise<void> {
  const found = await firstNotFinite(frame);
  if (!found) return;
  const cause = `${name} has ${found.count} samples that are not finite numbers, the first at ${found.x},${found.y}.`;
  throw new SfumatoError('INPUT_INVALID', cause, {
    remedy: ['Replace NaN and infinite values in the program that made the file, and save it again.'],
  });
}

function shortBits(header: Metadata): BitDepth {
  const bits = header.format === 'heif' ? header.bitsPerSample : undefined;
  return bits === 10 || bits === 12 ? bits : 16;
}

/** The same pixels in shared memory, copied on the kernels' threads. */
async function shared(frame: Frame): Promise<Frame> {
  const copy = await Frame.allocateShared(frame.format());
  await convertPixels(frame, copy);
  return copy;
}

async function readTiffExtras(read: ReadBytes): Promise<{ exif?: Uint8Array; samples?: number }> {
  const header = await read(0, 8);
  const order = byteOrder(header);
  if (!order || header.length < 8) return {};
  const little = order === 'little';
  const at = new DataView(header.buffer, header.byteOffset).getUint32(4, little);
  const first = await readIfd(read, at, little);
  const samples = firstNumber(first.entries.get(tags.samplesPerPixel), little);
  const exif = await exifOfTiff(read);
  return { ...(exif && { exif }), ...(samples !== undefined && { samples }) };
}

/** libvips' reason, one line of it, as the cause. */
function damaged(name: string, error: unknown): SfumatoError {
  if (error instanceof SfumatoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/out of memory|cannot allocate|bad_alloc/i.test(message)) {
    return new SfumatoError('MEMORY_SHORT', `${name} does not fit in memory: ${firstLine(message)}.`, {
      source: error,
    });
  }
  return new SfumatoError('INPUT_INVALID', `${name} is damaged or incomplete: ${firstLine(message)}.`, {
    source: error,
  });
}

function firstLine(message: string): string {
  const line = message.split('\n').find((l) => l.trim() !== '') ?? 'no reason given';
  return line.trim().replace(/\.$/, '');
}
