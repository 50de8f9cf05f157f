// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo } from '@sfumato/core/protocol';
import { type Bits, type DocumentStamp, fitting } from '@sfumato/uxp';
import { describe, expect, it } from 'vitest';

const fitToDocument = (info: FrameInfo, pixels: Uint8Array, stamp: DocumentStamp, matte: boolean) => {
  const { info: fitted, convert } = fitting(info, stamp, matte);
  return { info: fitted, pixels: convert(pixels) };
};

const stampFor = (bits: Bits, mode: DocumentStamp['mode'] = 'RGB', profile = 'sRGB IEC61966-2.1') =>
  ({
    id: 1,
    title: 'd',
    width: 2,
    height: 1,
    mode,
    bits,
    profile,
    history: 1,
    layer: 1,
  }) satisfies DocumentStamp;

function frame(
  dtype: FrameInfo['dtype'],
  channels: FrameInfo['channels'],
  transfer: FrameInfo['colour']['transfer'],
) {
  const bounds = { x: 0, y: 0, width: 2, height: 1 };
  const range = dtype === 'u8' || dtype === 'u16' ? 'full' : 'unit';
  const alpha = channels === 4 ? 'straight' : 'none';
  const colour = { primaries: 'srgb', transfer } as const;
  return {
    frame: 'f1',
    width: 2,
    height: 1,
    channels,
    dtype,
    range,
    alpha,
    bounds,
    colour,
  } satisfies FrameInfo;
}

const bytesOf = (data: Uint16Array | Float32Array) => new Uint8Array(data.buffer);
const words = (bytes: Uint8Array) => [...new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)];
const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)];

describe('fitting a result to a document', () => {
  it('brings mattes of any kind to the document’s samples without a curve', () => {
    const float = bytesOf(new Float32Array([0.5, 1.5]));
    const info = frame('f32', 1, 'linear');
    expect([...fitToDocument(info, float, stampFor(8), true).pixels]).toEqual([128, 255]);
    expect(words(fitToDocument(info, float, stampFor(16), true).pixels)).toEqual([16384, 32768]);
    const short = bytesOf(new Uint16Array([65535, 32768]));
    expect(words(fitToDocument(frame('u16', 1, 'linear'), short, stampFor(16), true).pixels)).toEqual([
      32768, 16384,
    ]);
    const byte = new Uint8Array([255, 51]);
    expect(floats(fitToDocument(frame('u8', 1, 'linear'), byte, stampFor(32), true).pixels)).toEqual([
      1,
      Math.fround(0.2),
    ]);
  });

  it('encodes light in halves by the document’s curve and leaves alpha alone', () => {
    // 0.2140 in linear light is 0.5 in sRGB; halves: 0.214 = 0x32d9, 0.5 = 0x3800, infinity, not a number.
    const halves = bytesOf(new Uint16Array([0x32d9, 0x3c00, 0x7c00, 0x3800, 0x7e00, 0x0000, 0x8000, 0x3c00]));
    const { info, pixels } = fitToDocument(frame('f16', 4, 'linear'), halves, stampFor(16), false);
    expect(info).toMatchObject({ channels: 4, dtype: 'u16', range: 'photoshop' });
    const [r, ...rest] = words(pixels);
    expect(Math.abs((r ?? 0) - 16384)).toBeLessThan(12);
    expect(rest).toEqual([32768, 32768, 16384, 0, 0, 0, 32768]);
  });

  it('keeps linear light above 1 in 32-bit documents', () => {
    const halves = bytesOf(new Uint16Array([0x4400, 0x3800]));
    const fitted = fitToDocument(frame('f16', 1, 'linear'), halves, stampFor(32), false);
    expect(fitted.info.channels).toBe(3);
    expect(floats(fitted.pixels)).toEqual([4, 4, 4, 0.5, 0.5, 0.5]);
  });

  it('gives back what fits already, untouched', () => {
    const info = { ...frame('u16', 3, 'srgb'), range: 'photoshop' } as const;
    const pixels = bytesOf(new Uint16Array([1, 2, 3, 4, 5, 6]));
    expect(fitToDocument(info, pixels, stampFor(16), false).pixels).toBe(pixels);
  });
});
