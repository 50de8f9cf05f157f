// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { dilate, erode, feather, growShrink, matteContrast } from './morphology.js';
import type { Pixels } from './pixels.js';

const width = 101;
const matte = (value: (x: number, y: number) => number): Pixels => ({
  bytes: Uint8Array.from({ length: width * 61 }, (_, i) => value(i % width, Math.floor(i / width))),
  width,
  height: 61,
  channels: 1,
  rowStride: width,
  dtype: 'u8',
  range: 'full',
});
const square = () => matte((x, y) => (x >= 40 && x < 60 && y >= 20 && y < 40 ? 255 : 0));
const at = (m: Pixels, x: number, y: number) => m.bytes[y * width + x];
const empty = () => matte(() => 7);

describe('matte kernels', () => {
  it('grows and shrinks by whole and fractional pixels', async () => {
    const out = empty();
    await growShrink(square(), out, { radius: 3.5 });
    expect([at(out, 37, 30), at(out, 36, 30), at(out, 35, 30)]).toEqual([255, 128, 0]);
    await growShrink(square(), out, { radius: -2 });
    expect([at(out, 41, 30), at(out, 42, 30)]).toEqual([0, 255]);
  });

  it('feathers as wide as asked', async () => {
    const out = empty();
    await feather(
      matte((x) => (x < 50 ? 255 : 0)),
      out,
      { sigma: 6 },
    );
    expect(at(out, 49, 30)).toBeCloseTo(0.533 * 255, -0.5);
    expect(at(out, 43, 30)).toBeCloseTo(0.861 * 255, -0.5);
  });

  it('dilates, erodes and sets contrast, in place too', async () => {
    const m = square();
    await dilate(m, m, { element: 'rectangle', radiusX: 4, radiusY: 0 });
    expect([at(m, 36, 20), at(m, 35, 20), at(m, 40, 19)]).toEqual([255, 0, 0]);
    await erode(m, m, { element: 'rectangle', radiusX: 4, radiusY: 0 });
    expect(m.bytes).toEqual(square().bytes);
    const grey = matte((x) => x);
    await matteContrast(grey, grey, { black: 20 / 255, white: 80 / 255 });
    expect([at(grey, 20, 0), at(grey, 51, 0), at(grey, 80, 0)]).toEqual([0, 132, 255]);
  });

  it('says which argument is wrong', async () => {
    const m = square();
    await expect(feather(m, m, { sigma: 3 })).rejects.toThrow("memory apart from the input's for into");
    await expect(feather(m, empty(), { sigma: Number.NaN })).rejects.toThrow('for sigma but received NaN');
    await expect(growShrink(m, m, { radius: 1e9 })).rejects.toThrow('from -2048 to 2048 for radius');
    await expect(matteContrast(m, m, { black: 0.5, white: 0.5 })).rejects.toThrow(
      'a number above black for white',
    );
  });

  it('gives up when asked', async () => {
    await expect(growShrink(square(), empty(), { radius: 5, signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted',
    );
  });
});
