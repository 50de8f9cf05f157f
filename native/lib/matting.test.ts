// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { refineBand } from './matting.js';
import type { Channels, Pixels } from './pixels.js';

const [width, height] = [80, 30];
const bytes = (channels: Channels, value: (x: number) => number): Pixels => ({
  bytes: Uint8Array.from({ length: width * height * channels }, (_, i) =>
    value(Math.floor(i / channels) % width),
  ),
  width,
  height,
  channels,
  rowStride: width * channels,
  dtype: 'u8',
  range: 'full',
});
const image = bytes(3, (x) => (x < 40 ? 200 : 60));
const soft = bytes(1, (x) => Math.min(255, Math.max(0, 128 + (40 - x) * 25)));
const trimap = bytes(1, (x) => (x < 30 ? 255 : x < 50 ? 128 : 0));

it('sharpens the band along the picture and keeps what is certain', async () => {
  const into = bytes(1, () => 9);
  await refineBand(image, soft, trimap, into, { radius: 4 });
  const row = into.bytes.subarray(15 * width, 16 * width);
  expect(row[0]).toBe(255);
  expect(row[79]).toBe(0);
  expect((row[39] ?? 0) - (row[40] ?? 0)).toBeGreaterThan(60);
});

it('says which argument is wrong, and gives up when asked', async () => {
  const into = bytes(1, () => 9);
  await expect(refineBand(image, soft, image, into)).rejects.toThrow('Expected 1 for trimap.channels');
  await expect(refineBand(image, soft, trimap, soft)).rejects.toThrow(
    "memory apart from the input's for into",
  );
  await expect(refineBand(image, soft, trimap, into, { radius: 0 })).rejects.toThrow('for radius');
  await expect(refineBand(image, soft, trimap, into, { signal: AbortSignal.abort() })).rejects.toThrow(
    'aborted',
  );
});
