// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { estimateForeground } from './foreground.js';
import type { Channels, Pixels } from './pixels.js';

const [width, height] = [64, 24];
const bytes = (channels: Channels, value: (x: number, channel: number) => number): Pixels => ({
  bytes: Uint8Array.from({ length: width * height * channels }, (_, i) =>
    value(Math.floor(i / channels) % width, i % channels),
  ),
  width,
  height,
  channels,
  rowStride: width * channels,
  dtype: 'u8',
  range: 'full',
});
const coverage = (x: number) => Math.min(1, Math.max(0, (x - 24) / 16));
const red = [220, 40, 30];
const blue = [20, 60, 200];
const alpha = bytes(1, (x) => Math.round(255 * coverage(x)));
const image = bytes(3, (x, c) =>
  Math.round(coverage(x) * (red[c] ?? 0) + (1 - coverage(x)) * (blue[c] ?? 0)),
);

it('takes the background out of the edge and hands the alpha on', async () => {
  const into = bytes(4, () => 9);
  await estimateForeground(image, alpha, into);
  for (const x of [30, 34, 38, 50]) {
    const at = (12 * width + x) * 4;
    expect(Math.abs((into.bytes[at] ?? 0) - 220)).toBeLessThan(12);
    expect(Math.abs((into.bytes[at + 2] ?? 0) - 30)).toBeLessThan(12);
    expect(into.bytes[at + 3]).toBe(alpha.bytes[12 * width + x]);
  }
});

it('says which argument is wrong, and gives up when asked', async () => {
  const into = bytes(3, () => 9);
  await expect(estimateForeground(image, image, into)).rejects.toThrow('Expected 1 for alpha.channels');
  await expect(estimateForeground(image, alpha, alpha)).rejects.toThrow('Expected 3 or 4 for into.channels');
  await expect(estimateForeground(image, alpha, image)).rejects.toThrow(
    "memory apart from the input's for into",
  );
  await expect(estimateForeground(image, alpha, into, { iterations: 99 })).rejects.toThrow('for iterations');
  await expect(estimateForeground(image, alpha, into, { signal: AbortSignal.abort() })).rejects.toThrow(
    'aborted',
  );
});
