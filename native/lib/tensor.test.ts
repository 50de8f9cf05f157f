// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Pixels } from './pixels.js';
import { letterbox, pixelsToTensor, type TensorPicture, tensorToPixels } from './tensor.js';

const rgb = (width: number, height: number): Pixels => ({
  bytes: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256),
  width,
  height,
  channels: 3,
  rowStride: width * 3,
  dtype: 'u8',
  range: 'full',
});

const tensor = (width: number, height: number): TensorPicture => ({
  data: new Float32Array(width * height * 3),
  width,
  height,
  channels: 3,
});

describe('pixelsToTensor and tensorToPixels', () => {
  it('bring a picture through a letterbox and back', async () => {
    const from = rgb(6, 3);
    const middle = tensor(6, 8);
    const place = letterbox(from, middle);
    expect(place).toEqual({ x: 0, y: 2, width: 6, height: 3 });
    const normal = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], order: 'bgr' } as const;
    await pixelsToTensor(from, middle, { ...normal, place, pad: 0.5 });
    expect(middle.data[0]).toBeCloseTo((0.5 - 0.485) / 0.229, 6);
    const back = rgb(6, 3);
    back.bytes.fill(0);
    await tensorToPixels(middle, back, { ...normal, region: place });
    expect([...back.bytes]).toEqual([...from.bytes]);
  });

  it('refuse data of another length, a wrong count of numbers, and too few channels', async () => {
    const short = { ...tensor(2, 2), data: new Float32Array(5) };
    await expect(pixelsToTensor(rgb(2, 2), short)).rejects.toThrow(
      'Expected 12 numbers for data but received 5',
    );
    await expect(pixelsToTensor(rgb(2, 2), tensor(2, 2), { mean: [1, 2] })).rejects.toThrow(
      'Expected one number or 3 for mean but received an array',
    );
    await expect(pixelsToTensor(rgb(2, 2), tensor(2, 2), { std: 0 })).rejects.toThrow(
      'Expected positive numbers for std',
    );
    const grey = { ...rgb(2, 2), channels: 1, rowStride: 2 } as const;
    await expect(tensorToPixels(tensor(2, 2), grey)).rejects.toThrow('Expected at least 3 channels for into');
  });
});
