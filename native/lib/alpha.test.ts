// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { attachAlpha, compositeOver, premultiplyAlpha, unpremultiplyAlpha } from './alpha.js';
import type { Pixels } from './pixels.js';

const rgba = (...bytes: number[]): Pixels => ({
  bytes: Uint8Array.from(bytes),
  width: bytes.length / 4,
  height: 1,
  channels: 4,
  rowStride: bytes.length,
  dtype: 'u8',
  range: 'full',
});

describe('alpha', () => {
  it('is multiplied in, taken out, composited and attached', async () => {
    const pixels = rgba(255, 100, 0, 128, 9, 9, 9, 0);
    await premultiplyAlpha(pixels, pixels);
    expect([...pixels.bytes]).toEqual([128, 50, 0, 128, 0, 0, 0, 0]);
    const back = rgba(100, 100, 100, 255, 1, 2, 3, 4);
    await compositeOver(pixels, back, back);
    expect([...back.bytes]).toEqual([178, 100, 50, 255, 1, 2, 3, 4]);
    await unpremultiplyAlpha(pixels, pixels);
    expect([...pixels.bytes]).toEqual([255, 100, 0, 128, 0, 0, 0, 0]);
    const matte = { ...rgba(0, 0, 0, 0), bytes: Uint8Array.of(7, 8), width: 2, channels: 1 } as const;
    await attachAlpha(back, matte, pixels);
    expect([...pixels.bytes]).toEqual([178, 100, 50, 7, 1, 2, 3, 8]);
  });

  it('refuses pictures of other sizes or channels, and stops when told', async () => {
    const one = rgba(1, 2, 3, 4);
    const two = rgba(1, 2, 3, 4, 5, 6, 7, 8);
    await expect(premultiplyAlpha(one, two)).rejects.toThrow(
      'Expected 1x1 pixels for into but received "2x1"',
    );
    const rgb = { ...one, channels: 3, rowStride: 3 } as const;
    await expect(compositeOver(rgb, one, one)).rejects.toThrow(
      'Expected 4 channels for front but received 3',
    );
    await expect(premultiplyAlpha(one, one, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});
