// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { distanceTransform, trimap } from './distance.js';
import type { Pixels } from './pixels.js';

const side = 32;
const bytes = (value: (x: number, y: number) => number): Pixels => ({
  bytes: Uint8Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side))),
  width: side,
  height: side,
  channels: 1,
  rowStride: side,
  dtype: 'u8',
  range: 'full',
});
const floats = (): Pixels => ({
  ...bytes(() => 0),
  bytes: new Uint8Array(side * side * 4),
  rowStride: side * 4,
  dtype: 'f32',
  range: 'unit',
});
const half = bytes((x) => (x < 16 ? 255 : 0));

it('measures distances to the foreground and to its contour', async () => {
  const into = floats();
  const values = new Float32Array(into.bytes.buffer);
  await distanceTransform(half, into, { to: 'foreground' });
  expect([values[15], values[16], values[31]]).toEqual([0, 1, 16]);
  await distanceTransform(half, into, { to: 'contour' });
  expect(values[0]).toBeCloseTo(-15.5, 3);
  expect(values[31]).toBeCloseTo(15.5, 3);
});

it('marks the edge as uncertain', async () => {
  const into = bytes(() => 1);
  await trimap(half, into, { margin: 2 });
  expect([...into.bytes.subarray(12, 20)]).toEqual([255, 255, 128, 128, 128, 128, 0, 0]);
});

it('says which argument is wrong, and gives up when asked', async () => {
  await expect(
    distanceTransform(
      half,
      bytes(() => 0),
      { to: 'contour' },
    ),
  ).rejects.toThrow('Expected f32 or f16 for into.dtype but received "u8"');
  await expect(trimap(half, floats())).rejects.toThrow('Expected u8 for into.dtype');
  await expect(
    trimap(
      half,
      bytes(() => 0),
      { low: 0.5, high: 0.4 },
    ),
  ).rejects.toThrow('a number above low for high');
  await expect(
    trimap(
      half,
      bytes(() => 0),
      { signal: AbortSignal.abort() },
    ),
  ).rejects.toThrow('aborted');
});
