// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { mark, type Pixels, selectRegion } from './index.js';

const side = 64;

function plane(value: (x: number, y: number) => number): Pixels {
  const bytes = Uint8Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side)));
  return { bytes, width: side, height: side, channels: 1, rowStride: side, dtype: 'u8', range: 'full' };
}

const inDisc = (x: number, y: number) => (x - 30) ** 2 + (y - 34) ** 2 < 15 ** 2;
const image = plane((x, y) => (inDisc(x, y) ? 200 : 60) + ((x * 7 + y * 13) % 9));

describe('selectRegion', () => {
  it('selects the disc that was clicked', async () => {
    const out = plane(() => 7);
    const marks = plane((x, y) => (Math.hypot(x - 30, y - 34) < 2 ? mark.inside : mark.none));
    await selectRegion({ image, marks, out });
    let wrong = 0;
    for (let i = 0; i < side * side; i++) {
      const wanted = inDisc(i % side, Math.floor(i / side));
      if ((out.bytes[i] ?? 0) > 127 !== wanted) wrong++;
    }
    expect(wrong).toBeLessThan(20);
  });

  it('says what is wrong with an argument', async () => {
    const marks = plane(() => 0);
    const small = { ...marks, width: 10 };
    await expect(() => selectRegion({ image, marks: small, out: marks })).rejects.toThrow(
      /Expected one channel of the image's size for marks/,
    );
    await expect(() => selectRegion({ image, marks, out: marks, smoothness: 100 })).rejects.toThrow(
      /smoothness/,
    );
  });

  it('stops with its signal', async () => {
    const marks = plane(() => mark.inside);
    await expect(
      selectRegion({ image, marks, out: plane(() => 0) }, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
