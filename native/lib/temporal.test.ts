// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Pixels } from './pixels.js';
import { averageNeighbours, estimateMotion } from './temporal.js';

/** Grey texture that moved right by `shift` pixels, with noise of deviation 20 that differs by `seed`. */
function frame(side: number, shift: number, seed: number): Pixels {
  const bytes = new Uint8Array(side * side);
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  for (let i = 0; i < bytes.length; i++) {
    const [x, y] = [(i % side) - shift, Math.floor(i / side)];
    const texture = 40 * Math.sin(0.31 * x + Math.sin(0.13 * y)) * Math.cos(0.27 * y);
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    bytes[i] = Math.round(128 + texture + 20 * normal);
  }
  return { bytes, width: side, height: side, channels: 1, rowStride: side, dtype: 'u8', range: 'full' };
}

const floats = (like: Pixels): Pixels => ({
  ...like,
  bytes: new Uint8Array(like.bytes.length * 4),
  rowStride: like.width * 4,
  dtype: 'f32',
  range: 'unit',
});
const levels = Float32Array.of(0, (20 / 255) ** 2);
const middle = (values: Float32Array) => [...values].sort((a, b) => a - b)[values.length >> 1];

describe('temporal', () => {
  it('finds motion and averages along it', async () => {
    const now = frame(256, 0, 1);
    const field = await estimateMotion(now, frame(256, 4, 2), { noise: 20 / 255 });
    expect([field.step, field.columns, field.rows]).toEqual([8, 32, 32]);
    expect(middle(field.x)).toBeCloseTo(4, 0);
    const [out, remaining] = [floats(now), floats(now)];
    await averageNeighbours(now, [frame(256, 4, 2), frame(256, -4, 3)], out, { levels, remaining });
    const left = middle(new Float32Array(remaining.bytes.buffer)) ?? 1;
    expect(left).toBeGreaterThan(0.5);
    expect(left).toBeLessThan(0.66);
  });

  it('stops when asked, with the reason of the signal', async () => {
    const now = frame(1200, 0, 1);
    const controller = new AbortController();
    const options = { levels, remaining: floats(now), signal: controller.signal };
    const running = averageNeighbours(now, [now, now, now, now], floats(now), options);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  it('says what is wrong with an argument', async () => {
    const now = frame(32, 0, 1);
    const options = { levels, remaining: floats(now) };
    const small = frame(16, 0, 1);
    await expect(estimateMotion(now, small)).rejects.toThrow(
      'Expected the size and channels of the frame for other',
    );
    await expect(averageNeighbours(now, [now, small], floats(now), options)).rejects.toThrow(
      'Expected the size and channels of the frame for neighbour 1',
    );
    await expect(averageNeighbours(now, [now], floats(small), options)).rejects.toThrow('for out');
    await expect(averageNeighbours(now, [], floats(now), { ...options, remaining: now })).rejects.toThrow(
      "Expected one channel of f32 of the frame's size for remaining",
    );
    await expect(
      averageNeighbours(now, [], floats(now), { ...options, levels: new Float32Array(6) }),
    ).rejects.toThrow('Expected two numbers per colour channel for levels');
  });
});
