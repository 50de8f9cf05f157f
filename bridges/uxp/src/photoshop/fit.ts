// SPDX-License-Identifier: Apache-2.0
// Brings a result to the samples that a document holds: depth, range, transfer curve and number of channels.
import type { FrameInfo } from '@sfumato/core/protocol';
import { type Curve, gamma22, identity, rec709, srgb } from './curves.js';
import { type Bits, type DocumentStamp, exchangeOf } from './document.js';
import type { PsSamples } from './port.js';
import { misfit, type ResultPixels } from './write.js';

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** How the stored numbers of a frame become values, 1.0 being white. */
function reader({ dtype, range }: Pick<FrameInfo, 'dtype' | 'range'>): Curve {
  if (dtype === 'u8') return (v) => v / 255;
  if (dtype === 'u16') return range === 'photoshop' ? (v) => v / 32768 : (v) => v / 65535;
  return dtype === 'f16' ? half : identity;
}

/** How values become the document's samples. What is no number becomes black. */
function writer(bits: Bits): Curve {
  const top = bits === 8 ? 255 : 32768;
  if (bits === 32) return (v) => (Number.isNaN(v) ? 0 : v);
  return (v) => (v > 0 ? Math.round(Math.min(1, v) * top) : 0);
}

function stored({ dtype }: Pick<FrameInfo, 'dtype'>, bytes: Uint8Array): PsSamples {
  if (dtype === 'u8') return bytes;
  const size = dtype === 'f32' ? 4 : 2;
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return dtype === 'f32'
    ? new Float32Array(buffer, byteOffset, byteLength / 4)
    : new Uint16Array(buffer, byteOffset, byteLength / 2);
}

const made = (bits: Bits, length: number): PsSamples =>
  bits === 8 ? new Uint8Array(length) : bits === 16 ? new Uint16Array(length) : new Float32Array(length);

/** A conversion of single samples, by a table where there are few different ones. */
function converter(dtype: FrameInfo['dtype'], convert: Curve, bits: Bits): Curve {
  if (dtype === 'f32') return convert;
  const table = made(bits, dtype === 'u8' ? 256 : 65536);
  for (let i = 0; i < table.length; i++) table[i] = convert(i);
  return (v) => table[v] ?? 0;
}

/**
 * The pixels of a frame as the document holds them. Frames in linear light are encoded by the document's curve (not in
 * 32-bit documents, which are linear themselves); mattes are numbers and stay as they are. Grey becomes RGB in RGB documents.
 */
export function fitToDocument(
  info: FrameInfo,
  pixels: Uint8Array,
  stamp: DocumentStamp,
  matte: boolean,
): ResultPixels {
  const { bits } = stamp;
  const { colorSpace, colour } = exchangeOf(stamp);
  const spread = !matte && info.channels === 1 && colorSpace === 'RGB';
  const linear = !matte && bits !== 32 && info.colour.transfer === 'linear' && colour.transfer !== 'linear';
  if (!spread && !linear && misfit({ info, pixels }, stamp) === null) return { info, pixels };
  const curve = !linear
    ? identity
    : colour.transfer === 'gamma22'
      ? gamma22
      : colour.transfer === 'rec709'
        ? rec709
        : srgb;
  const [read, write] = [reader(info), writer(bits)];
  const colours = converter(info.dtype, (v) => write(curve(read(v))), bits);
  const alphas = converter(info.dtype, (v) => write(read(v)), bits);
  const from = stored(info, pixels);
  const channels = spread ? 3 : info.channels;
  const out = made(bits, (from.length / info.channels) * channels);
  if (spread) {
    for (let i = 0, o = 0; i < from.length; i++, o += 3) {
      out[o] = out[o + 1] = out[o + 2] = colours(from[i] ?? 0);
    }
  } else if (channels === 4) {
    for (let i = 0; i < from.length; i++)
      out[i] = (i & 3) === 3 ? alphas(from[i] ?? 0) : colours(from[i] ?? 0);
  } else {
    for (let i = 0; i < from.length; i++) out[i] = colours(from[i] ?? 0);
  }
  const dtype = bits === 8 ? 'u8' : bits === 16 ? 'u16' : 'f32';
  const range = bits === 16 ? 'photoshop' : bits === 32 ? 'unit' : 'full';
  return {
    info: { ...info, channels, dtype, range },
    pixels: new Uint8Array(out.buffer, out.byteOffset, out.byteLength),
  };
}
