// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { convertPixels } from './convert.js';
import type { Pixels } from './pixels.js';

const grey = (bytes: Uint8Array, dtype: 'u8' | 'f32', width: number): Pixels => ({
  bytes,
  width,
  height: 1,
  channels: 1,
  rowStride: bytes.byteLength,
  dtype,
  range: dtype === 'u8' ? 'full' : 'unit',
});

describe('convertPixels', () => {
  it('decodes sRGB bytes to linear floats', async () => {
    const out = new Float32Array(3);
    const into = grey(new Uint8Array(out.buffer), 'f32', 3);
    const from = grey(Uint8Array.of(0, 128, 255), 'u8', 3);
    await convertPixels(from, into, { fromTransfer: 'srgb', toTransfer: 'linear' });
    expect(out[0]).toBe(0);
    expect(out[1]).toBeCloseTo(0.2158605, 6);
    expect(out[2]).toBeCloseTo(1, 6);
  });

  it('says what is wrong with an argument, and stops when told', async () => {
    const a = grey(new Uint8Array(2), 'u8', 2);
    const b = grey(new Uint8Array(3), 'u8', 3);
    await expect(convertPixels(a, b)).rejects.toThrow(
      'Expected the size of from (2x1) for into but received "3x1"',
    );
    const options = { fromTransfer: 'log' as 'linear' };
    await expect(convertPixels(a, a, options)).rejects.toThrow(
      'Expected one of srgb, linear, gamma22, rec709 for fromTransfer but received "log"',
    );
    await expect(convertPixels(a, a, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});
