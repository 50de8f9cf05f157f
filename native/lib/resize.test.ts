// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Pixels } from './pixels.js';
import { resizePixels } from './resize.js';

const grey = (bytes: Uint8Array, width: number): Pixels => ({
  bytes,
  width,
  height: bytes.length / width,
  channels: 1,
  rowStride: width,
  dtype: 'u8',
  range: 'full',
});

describe('resizePixels', () => {
  it('averages a region, whatever lies around it', async () => {
    const from = grey(Uint8Array.of(9, 9, 9, 9, 9, 10, 20, 9, 9, 30, 40, 9), 4);
    const into = grey(new Uint8Array(1), 1);
    await resizePixels(from, into, { region: { x: 1, y: 1, width: 2, height: 2 } });
    expect([...into.bytes]).toEqual([25]);
  });

  it('refuses regions outside the picture and other channels', async () => {
    const from = grey(new Uint8Array(4), 2);
    const region = { x: 1, y: 0, width: 2, height: 1 };
    await expect(resizePixels(from, from, { region })).rejects.toThrow(
      'Expected a whole number from 1 to 1 for width but received 2',
    );
    const rgb = { ...grey(new Uint8Array(3), 1), channels: 3, rowStride: 3, height: 1 } as const;
    await expect(resizePixels(from, rgb)).rejects.toThrow(/Expected 1 channels, as from has, for into/);
  });
});
