// SPDX-License-Identifier: Apache-2.0
// Photographs with noise that is known, for tests of what takes it out.
import { fileURLToPath } from 'node:url';
import { Frame } from '../../core/src/frame/index.js';
import { readStill } from '../../core/src/media/index.js';

/** Draws of the standard normal distribution, the same for a seed. */
export function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** 300 × 236 pixels of a photograph of test/data, as 8-bit colour. */
export async function photograph(name: string): Promise<Frame> {
  const { frame } = await readStill(fileURLToPath(new URL(`../data/${name}`, import.meta.url)));
  return frame.crop({ x: 100, y: 60, width: 300, height: 236 });
}

/** `frame` (u8) with noise of variance slope · x + offset, in 8-bit steps. */
export function withNoise(frame: Frame, slope: number, offset: number, seed = 9): Frame {
  const out = Frame.allocate(frame.format());
  const normal = normals(seed);
  for (let y = 0; y < frame.height; y++) {
    const row = out.row(y);
    frame.row(y).forEach((x, i) => {
      row[i] = Math.max(0, Math.min(255, Math.round(x + Math.sqrt(slope * x + offset) * normal())));
    });
  }
  return out;
}

/** In dB, of two 8-bit pictures of one size. */
export function psnr(a: Frame, b: Frame): number {
  const one = a.packed();
  let sum = 0;
  b.packed().forEach((value, i) => {
    sum += (value - (one[i] ?? 0)) ** 2;
  });
  return 10 * Math.log10((255 ** 2 * one.length) / sum);
}
