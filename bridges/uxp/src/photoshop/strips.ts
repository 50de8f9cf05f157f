// SPDX-License-Identifier: Apache-2.0
// Pictures are read and written in strips of whole rows, so that no host call is long and no buffer large.
import type { WireFormat } from '@sfumato/core/protocol';
import type { Bits } from './document.js';
import type { PsBounds, PsImageData, PsSamples } from './port.js';

export const dtypes = { 8: 'u8', 16: 'u16', 32: 'f32' } as const satisfies Record<Bits, WireFormat['dtype']>;
export const ranges = { 8: 'full', 16: 'photoshop', 32: 'unit' } as const satisfies Record<
  Bits,
  WireFormat['range']
>;
export const sampleBytes: Readonly<Record<WireFormat['dtype'], number>> = { u8: 1, u16: 2, f16: 2, f32: 4 };

/** Most bytes of one host call, unless a test asks for less. */
export const usualStrip = 16 * 2 ** 20;

/** Rows of `rowBytes` that go into one strip, at least one. */
export const stripRows = (rowBytes: number, stripBytes: number) =>
  Math.max(1, Math.floor(stripBytes / rowBytes));

export const bytesOf = (data: PsSamples) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The pixels of a handle, which is given back. */
export async function takeData(image: PsImageData): Promise<PsSamples> {
  try {
    return await image.getData({ chunky: true, fullRange: false });
  } finally {
    await image.dispose();
  }
}

/** Where pixels that were found at `from` lie in tight rows of `to`, with zeros around them; themselves when they fill it. */
export function spreadOver(data: Uint8Array, from: PsBounds, to: PsBounds, pixelBytes: number): Uint8Array {
  const stride = (to.right - to.left) * pixelBytes;
  const row = (from.right - from.left) * pixelBytes;
  if (row === stride && from.top === to.top && from.bottom === to.bottom) return data;
  const out = new Uint8Array(stride * (to.bottom - to.top));
  for (let y = from.top; y < from.bottom; y++) {
    const start = (y - from.top) * row;
    out.set(data.subarray(start, start + row), (y - to.top) * stride + (from.left - to.left) * pixelBytes);
  }
  return out;
}

/** Opaque strips come without alpha, others with: this adds it. */
export function withAlpha(pixels: Uint8Array, colours: number, bits: Bits): Uint8Array {
  const bytes = bits / 8;
  const opaque = bits === 8 ? [255] : bits === 16 ? [0, 0x80] : [0, 0, 0x80, 0x3f];
  const from = colours * bytes;
  const to = from + bytes;
  const out = new Uint8Array((pixels.length / from) * to);
  for (let i = 0, o = 0; i < pixels.length; i += from, o += to) {
    out.set(pixels.subarray(i, i + from), o);
    out.set(opaque, o + from);
  }
  return out;
}
