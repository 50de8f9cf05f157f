// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { denoise, estimateNoise } from './noise.js';
import type { Pixels } from './pixels.js';

const white = { levels: Float32Array.of(0, 0.006), spectrum: Float32Array.of(1, 1, 1, 1) };

/** A grey ramp with noise of deviation `sigma` (8-bit units), the same every time. */
function ramp(side: number, sigma: number): Pixels {
  const bytes = new Uint8Array(side * side);
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < bytes.length; i++) {
    const normal = Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
    bytes[i] = Math.max(0, Math.min(255, Math.round(60 + (120 * (i % side)) / side + sigma * normal)));
  }
  return { bytes, width: side, height: side, channels: 1, rowStride: side, dtype: 'u8', range: 'full' };
}

const blank = (like: Pixels): Pixels => ({ ...like, bytes: new Uint8Array(like.bytes.length) });

describe('noise', () => {
  it('is estimated and removed', async () => {
    const noisy = ramp(256, 20);
    const estimate = await estimateNoise(noisy);
    expect(estimate.sigma[0] ?? 0).toBeGreaterThan(18 / 255);
    expect(estimate.sigma[0] ?? 0).toBeLessThan(22 / 255);
    const out = blank(noisy);
    await denoise(noisy, out, { mode: 'quality', levels: estimate.levels, spectrum: estimate.spectrum });
    let error = 0;
    out.bytes.forEach((v, i) => {
      error += (v - (60 + (120 * (i % 256)) / 256)) ** 2 / out.bytes.length;
    });
    expect(Math.sqrt(error)).toBeLessThan(3);
  });

  it('stops when asked, with the reason of the signal', async () => {
    const noisy = ramp(1500, 20);
    const controller = new AbortController();
    const running = denoise(noisy, blank(noisy), { mode: 'quality', ...white, signal: controller.signal });
    const asked = performance.now();
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(performance.now() - asked).toBeLessThan(1000);
  });

  it('says what is wrong with an argument', async () => {
    const noisy = ramp(16, 5);
    const out = blank(noisy);
    await expect(denoise(noisy, { ...out, width: 8 }, { mode: 'fast', ...white })).rejects.toThrow(
      'Expected the size and channels of the input for out',
    );
    await expect(denoise(noisy, out, { mode: 'fast', ...white, levels: Float32Array.of(1) })).rejects.toThrow(
      'Expected two numbers per colour channel for levels',
    );
    await expect(denoise(noisy, out, { mode: 'fast', ...white, detail: 2 })).rejects.toThrow(
      'Expected a number from 0 to 1 for detail but received 2',
    );
  });
});
