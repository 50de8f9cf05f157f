// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fillHoles, fillLayer } from './fill.js';
import type { Channels, Pixels } from './pixels.js';
import { kernelThreads, setKernelThreads } from './runtime.js';

function picture(
  width: number,
  height: number,
  channels: Channels,
  value: (x: number, y: number, c: number) => number,
): Pixels {
  const bytes = new Uint8Array(width * height * channels);
  for (let i = 0; i < bytes.length; i++) {
    const pixel = Math.floor(i / channels);
    bytes[i] = value(pixel % width, Math.floor(pixel / width), i % channels);
  }
  return { bytes, width, height, channels, rowStride: width * channels, dtype: 'u8', range: 'full' };
}

const checks = (x: number, y: number) => (((x >> 2) + (y >> 2)) % 2 === 0 ? 60 : 180);
const inHole = (x: number, y: number) => x >= 40 && x < 88 && y >= 30 && y < 78;

describe('fillHoles', () => {
  it('continues a pattern, on any number of threads alike', async () => {
    const threads = kernelThreads();
    const results: Uint8Array[] = [];
    for (const count of [1, 3]) {
      setKernelThreads(count);
      const image = picture(128, 110, 3, (x, y) => (inHole(x, y) ? 255 : checks(x, y)));
      await fillHoles(
        image,
        picture(128, 110, 1, (x, y) => (inHole(x, y) ? 255 : 0)),
        { seed: 5 },
      );
      results.push(image.bytes);
    }
    setKernelThreads(threads);
    const [first, second] = results;
    expect(Buffer.compare(first ?? Buffer.of(), second ?? Buffer.of(1))).toBe(0);
    let wrong = 0;
    for (let y = 30; y < 78; y++)
      for (let x = 40; x < 88; x++)
        if (Math.abs((first?.[(y * 128 + x) * 3] ?? 0) - checks(x, y)) > 20) wrong++;
    expect(wrong / (48 * 48)).toBeLessThan(0.05);
  });

  it('says which argument is wrong', async () => {
    const image = picture(8, 8, 3, () => 0);
    await expect(
      fillHoles(
        image,
        picture(7, 8, 1, () => 0),
      ),
    ).rejects.toThrow(/Expected a picture of 8x8 for mask/);
    await expect(fillHoles(image, image)).rejects.toThrow(
      /Expected one channel for mask.channels but received 3/,
    );
    await expect(
      fillHoles(
        image,
        picture(8, 8, 1, () => 0),
        { grain: 2 },
      ),
    ).rejects.toThrow(/grain/);
  });

  it('rejects with the signal’s reason', async () => {
    const image = picture(300, 300, 3, checks);
    const mask = picture(300, 300, 1, (x, y) => (x > 60 && x < 240 && y > 60 && y < 240 ? 255 : 0));
    const stop = new AbortController();
    const done = fillHoles(image, mask, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
  });
});

describe('fillLayer', () => {
  it('blends half-covered pixels and keeps the filling in the layer', async () => {
    const filled = picture(4, 4, 3, () => 200);
    const layer = picture(2, 2, 4, () => 0);
    const mask = picture(4, 4, 1, (x) => (x === 1 ? 51 : x === 2 ? 255 : 0));
    const original = picture(4, 4, 3, () => 100);
    await fillLayer({ original, mask, filled, layer, x: 1, y: 1, premultiplied: false });
    expect([...layer.bytes.subarray(0, 8)]).toEqual([200, 200, 200, 51, 200, 200, 200, 255]);
    expect(filled.bytes[(4 + 1) * 3]).toBe(120);
    expect(filled.bytes[(4 + 2) * 3]).toBe(200);
    await expect(
      fillLayer({ original, mask, filled, layer, x: 3, y: 0, premultiplied: false }),
    ).rejects.toThrow(/Expected a whole number from 0 to 2 for x/);
  });
});
