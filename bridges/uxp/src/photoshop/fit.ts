// SPDX-License-Identifier: Apache-2.0
// Brings a result to the samples that a document holds: depth, range, transfer curve and number of channels.
import type { FrameInfo } from '@sfumato/core/protocol';
import { type Curve, encodings, identity, srgb } from './curves.js';
import { type Bits, type DocumentStamp, exchangeOf } from './document.js';
import type { PsSamples } from './port.js';
import { bytesOf, dtypes, ranges } from './strips.js';
import { misfit, type ResultInfo } from './write.js';

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

/** A frame's format in a document, and the way of its rows there. */
export interface Fitting {
  readonly info: ResultInfo;
  /** Any whole pixels; may give back what it was given. */
  readonly convert: (pixels: Uint8Array) => Uint8Array;
}

/**
 * How the pixels of a frame become those of the document. Frames in linear light are encoded by the document's curve (not
 * in 32-bit documents, which are linear themselves); mattes are numbers and stay as they are. Grey becomes RGB in RGB
 * documents, and colours become their luma in grey ones, which keep alpha.
 */
export function fitting(info: FrameInfo, stamp: DocumentStamp, matte: boolean): Fitting {
  const { bits } = stamp;
  const { colorSpace, colour } = exchangeOf(stamp);
  const spread = !matte && info.channels === 1 && colorSpace === 'RGB';
  const toGrey = !matte && info.channels > 1 && colorSpace === 'Grayscale';
  const linear = !matte && bits !== 32 && info.colour.transfer === 'linear' && colour.transfer !== 'linear';
  if (!spread && !toGrey && !linear && misfit({ info }, stamp) === null)
    return { info, convert: (pixels) => pixels };
  const curve = linear ? (encodings[colour.transfer] ?? srgb) : identity;
  const [read, write] = [reader(info), writer(bits)];
  const colours = converter(info.dtype, (v) => write(curve(read(v))), bits);
  const alphas = converter(info.dtype, (v) => write(read(v)), bits);
  const channels = spread ? 3 : toGrey ? (info.channels === 4 ? 2 : 1) : info.channels;
  return {
    info: { ...info, channels, dtype: dtypes[bits], range: ranges[bits] },
    convert(pixels) {
      const from = stored(info, pixels);
      const out = made(bits, (from.length / info.channels) * channels);
      const at = (i: number) => from[i] ?? 0;
      if (spread) {
        for (let i = 0, o = 0; i < from.length; i++, o += 3)
          out[o] = out[o + 1] = out[o + 2] = colours(at(i));
      } else if (toGrey) {
        for (let i = 0, o = 0; i < from.length; i += info.channels, o += channels) {
          const luma = 0.2126 * colours(at(i)) + 0.7152 * colours(at(i + 1)) + 0.0722 * colours(at(i + 2));
          out[o] = bits === 32 ? luma : Math.round(luma);
          if (channels === 2) out[o + 1] = alphas(at(i + 3));
        }
      } else if (channels === 4) {
        for (let i = 0; i < from.length; i++) out[i] = (i & 3) === 3 ? alphas(at(i)) : colours(at(i));
      } else {
        for (let i = 0; i < from.length; i++) out[i] = colours(at(i));
      }
      return bytesOf(out);
    },
  };
}
