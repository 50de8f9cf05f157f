// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashPixels } from './hash.js';
import type { Pixels } from './pixels.js';

const picture = (bytes: Uint8Array, width: number, height: number, rowStride: number): Pixels => {
  return { bytes, width, height, channels: 1, dtype: 'u8', range: 'full', byteOffset: 0, rowStride };
};

describe('hashPixels', () => {
  it('is the same for the same pixels, another for any that differ, whatever the stride', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 0, max: 70 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (width, height, gap, place, bit) => {
          const stride = width + gap;
          const padded = Uint8Array.from({ length: stride * height }, (_, i) => (i * 37) >> 2);
          const tight = new Uint8Array(width * height);
          for (let y = 0; y < height; y++)
            tight.set(padded.subarray(y * stride, y * stride + width), y * width);
          const hash = hashPixels(picture(tight, width, height, width));
          expect(hash).toMatch(/^[0-9a-f]{32}$/);
          expect(hashPixels(picture(padded, width, height, stride))).toBe(hash);
          const at = place % tight.length;
          tight[at] = (tight[at] ?? 0) ^ (1 << bit);
          const other = hashPixels(picture(tight, width, height, width));
          expect(other.slice(0, 16)).not.toBe(hash.slice(0, 16));
          expect(other.slice(16)).not.toBe(hash.slice(16));
        },
      ),
    );
  });

  it('tells pictures of other shapes with the same bytes apart', () => {
    const bytes = new Uint8Array(64 * 64);
    const shapes = [
      [64, 64],
      [32, 64],
      [64, 32],
      [1, 1],
      [63, 64],
    ] as const;
    const hashes = shapes.map(([width, height]) => hashPixels(picture(bytes, width, height, width)));
    expect(new Set(hashes).size).toBe(shapes.length);
  });

  it('says what is wrong with its argument', () => {
    expect(() => hashPixels(picture(new Uint8Array(3), 4, 1, 4))).toThrow(/Expected .* but received/);
  });
});
