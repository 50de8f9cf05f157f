// SPDX-License-Identifier: Apache-2.0
// Pictures as tight samples, top row first, in every depth that hosts have, and the command line's results for them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeStill, Frame, linearSrgb, readStill, srgb } from '@sfumato/core';
import sharp from 'sharp';
import { run, sfumato } from '../../../cli/spawn.js';
import type { DepthName } from '../replies.js';

const photograph = fileURLToPath(new URL('../../../data/chelsea.png', import.meta.url));

/** Samples of any depth as numbers, 1 = full scale. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly depth: DepthName;
  readonly bytes: Buffer;
}

const sampleBytes = { byte: 1, short: 2, half: 2, float: 4 } as const satisfies Record<DepthName, number>;

function halfBits(value: number): number {
  const float = new Float32Array([value]);
  const bits = new Uint32Array(float.buffer)[0] ?? 0;
  const exponent = ((bits >> 23) & 255) - 112;
  return exponent <= 0 ? 0 : ((bits >> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 1023);
}

function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const value = exponent === 0 ? fraction / 2 ** 24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -value : value;
}

/** The samples as numbers, 1 = full scale. */
export function valuesOf({ depth, bytes }: Pick<Picture, 'depth' | 'bytes'>): Float32Array {
  const count = bytes.length / sampleBytes[depth];
  return Float32Array.from({ length: count }, (_, i) => {
    if (depth === 'byte') return (bytes[i] ?? 0) / 255;
    if (depth === 'short') return bytes.readUInt16LE(2 * i) / 65_535;
    return depth === 'half' ? halfValue(bytes.readUInt16LE(2 * i)) : bytes.readFloatLE(4 * i);
  });
}

export function bytesOf(values: Float32Array, depth: DepthName): Buffer {
  const bytes = Buffer.alloc(values.length * sampleBytes[depth]);
  values.forEach((value, i) => {
    if (depth === 'byte') bytes[i] = Math.round(Math.min(1, Math.max(0, value)) * 255);
    else if (depth === 'short')
      bytes.writeUInt16LE(Math.round(Math.min(1, Math.max(0, value)) * 65_535), 2 * i);
    else if (depth === 'half') bytes.writeUInt16LE(halfBits(value), 2 * i);
    else bytes.writeFloatLE(value, 4 * i);
  });
  return bytes;
}

/**
 * A part of a photograph with grain on it. Floats hold values above 1 too. Alpha, where there is any, runs from 1/4 at the
 * left to 1.
 */
export async function photographOf(
  width: number,
  height: number,
  channels: 3 | 4,
  depth: DepthName,
): Promise<Picture> {
  const left = 100;
  const top = 60;
  const { data } = await sharp(photograph)
    .removeAlpha()
    .extract({ left, top, width, height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let state = 12_345;
  const grain = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.08;
  };
  const bright = depth === 'float' || depth === 'half' ? 1.5 : 1;
  const values = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const channel = i % channels;
    if (channel === 3) return Math.min(1, 0.25 + (pixel % width) / width);
    return Math.max(0, ((data[pixel * 3 + channel] ?? 0) / 255 + grain()) * bright);
  });
  return { width, height, channels, depth, bytes: bytesOf(values, depth) };
}

const dtypes = { byte: 'u8', short: 'u16', float: 'f32' } as const;
const depthOf = { u8: 'byte', u16: 'short', f16: 'half', f32: 'float' } as const;

/** Writes a picture as TIFF: floats are linear light, as files have it; half is written as float. */
export async function writeTiff(picture: Picture, file: string): Promise<void> {
  const depth = picture.depth === 'half' ? 'float' : picture.depth;
  const bytes = picture.depth === 'half' ? bytesOf(valuesOf(picture), 'float') : picture.bytes;
  const frame = Frame.allocate({
    width: picture.width,
    height: picture.height,
    channels: picture.channels,
    dtype: dtypes[depth],
    colour: depth === 'float' ? linearSrgb : srgb,
  });
  const row = bytes.length / picture.height;
  for (let y = 0; y < picture.height; y++) frame.row(y).set(bytes.subarray(y * row, (y + 1) * row));
  const { parts } = await encodeStill(frame, { format: 'tiff' });
  await writeFile(file, Buffer.concat(parts));
}

/** What the command line makes of that picture. Half pictures go there as floats, and come back as floats. */
export async function byCommandLine(
  picture: Picture,
  tool: string,
  flags: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Picture> {
  const file = join(folder, `in-${picture.depth}.tif`);
  const result = join(folder, `out-${picture.depth}.tif`);
  await writeTiff(picture, file);
  const { status, err } = await run(sfumato, [tool, file, result, '--overwrite', ...flags], env);
  if (status !== 0) throw new Error(`sfumato ${tool} failed: ${err}`);
  const { frame: made } = await readStill(result);
  const { channels } = made;
  if (channels === 1 || channels === 3 || channels === 4)
    return {
      width: made.width,
      height: made.height,
      channels,
      depth: depthOf[made.dtype],
      bytes: Buffer.from(made.packed()),
    };
  throw new Error(`The command line wrote ${channels} channels.`);
}

/** The largest difference of two pictures' samples, 1 = full scale; infinite where sizes differ. */
export function largestDifference(a: Pick<Picture, 'depth' | 'bytes'>, b: Pick<Picture, 'depth' | 'bytes'>) {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  return left.reduce((most, value, i) => {
    const difference = Math.abs(value - (right[i] ?? Number.NaN));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(most, difference);
  }, 0);
}
