// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { guidedRefine, jointBilateralUpsample } from './guided.js';
import type { Channels, Pixels } from './pixels.js';

function bytes(
  width: number,
  height: number,
  channels: Channels,
  value: (x: number, y: number) => number,
): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = value(pixel % width, Math.floor(pixel / width));
  }
  return { bytes: data, width, height, channels, rowStride: width * channels, dtype: 'u8', range: 'full' };
}

function floats(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    value(i % width, Math.floor(i / width)),
  );
  const bytes = new Uint8Array(data.buffer);
  return { bytes, width, height, channels: 1, rowStride: width * 4, dtype: 'f32', range: 'unit' };
}

const guide = bytes(160, 120, 3, (x) => (x < 70 ? 40 : 200));
const matte = floats(16, 12, (x) => (x < 7 ? 0 : 1));

describe.each([
  ['guidedRefine', guidedRefine],
  ['jointBilateralUpsample', jointBilateralUpsample],
])('%s', (_, upsample) => {
  it('moves a coarse edge onto the edge of the picture', async () => {
    const into = bytes(160, 120, 1, () => 99);
    await upsample(guide, matte, into);
    const row = into.bytes.subarray(60 * 160, 61 * 160);
    expect(row[69]).toBeLessThan(40);
    expect(row[70]).toBeGreaterThan(215);
    expect(row[0]).toBe(0);
    expect(row[159]).toBe(255);
  });

  it('says which argument is wrong', async () => {
    const small = bytes(20, 20, 1, () => 0);
    await expect(upsample(guide, matte, small)).rejects.toThrow(
      'Expected 160 for into.width but received 20',
    );
    await expect(upsample(guide, guide, small)).rejects.toThrow(
      'Expected 1 for matte.channels but received 3',
    );
    await expect(
      upsample(
        guide,
        matte,
        bytes(160, 120, 1, () => 0),
        { radius: 0 },
      ),
    ).rejects.toThrow(/Expected a whole number from 1 to \d+ for radius but received 0/);
  });

  it('gives up when asked', async () => {
    const into = bytes(160, 120, 1, () => 0);
    await expect(upsample(guide, matte, into, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
