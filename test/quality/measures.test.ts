// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextClick } from './clicks.mjs';
import {
  aligned,
  alphaErrors,
  colourShift,
  delta1,
  flicker,
  iou,
  psnr,
  spearman,
  ssim,
} from './measures.mjs';

const side = 32;
const disc = (cx: number, cy: number, r: number) =>
  Float32Array.from({ length: side * side }, (_, i) =>
    Math.hypot((i % side) - cx, Math.floor(i / side) - cy) < r ? 1 : 0,
  );
const textured = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 37) % 200);

describe('measures of pictures', () => {
  it('give what their formulas say for a constant difference', () => {
    const brighter = textured.map((value) => value + 10);
    expect(psnr(textured, brighter)).toBeCloseTo(10 * Math.log10(255 ** 2 / 100), 6);
    expect(colourShift(textured, brighter)).toBeCloseTo(10, 6);
    expect(ssim(textured, textured, side, side)).toBeCloseTo(1, 6);
    expect(ssim(textured, brighter, side, side)).toBeLessThan(1);
  });
});

describe('measures of mattes', () => {
  it('count what overlaps and what differs', () => {
    const [a, b] = [disc(16, 16, 8), disc(20, 16, 8)];
    expect(iou(a, a)).toBe(1);
    expect(iou(a, disc(4, 4, 3))).toBe(0);
    expect(iou(a, b)).toBeGreaterThan(0.4);
    expect(iou(a, b)).toBeLessThan(0.7);
    const half = a.map((value) => value / 2);
    const area = a.reduce((sum, value) => sum + value, 0);
    const { sad, mse, mae, gradient } = alphaErrors(a, half, side, side);
    expect(sad).toBeCloseTo(area / 2000, 9);
    expect(mse).toBeCloseTo(area / 4 / side ** 2, 9);
    expect(mae).toBeCloseTo(area / 2 / side ** 2, 9);
    expect(gradient).toBeGreaterThan(0);
    expect(alphaErrors(a, a, side, side).gradient).toBe(0);
  });

  it('look at the unknown band alone where one is given', () => {
    const a = disc(16, 16, 8);
    const wrongAtCorner = a.slice();
    wrongAtCorner[0] = 1;
    const band = Uint8Array.from(a);
    expect(alphaErrors(a, wrongAtCorner, side, side, band)).toMatchObject({ sad: 0, mse: 0 });
    expect(alphaErrors(a, wrongAtCorner, side, side).sad).toBeCloseTo(1e-3, 9);
  });
});

describe('measures of depth', () => {
  const values = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 60 });

  it('do not mind scale and offset, and see a reversed order', () => {
    fc.assert(
      fc.property(values, (list) => {
        fc.pre(new Set(list).size > 1);
        const map = Float32Array.from(list);
        const moved = map.map((value) => value / 4 + 100);
        expect(spearman(map, moved)).toBeCloseTo(1, 6);
        expect(
          spearman(
            map,
            map.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 6);
        const back = aligned(moved, map);
        expect(delta1(map, back)).toBe(1);
      }),
    );
  });

  it('count the share that is within a quarter', () => {
    expect(delta1([1, 1, 1, 1], [1, 1.24, 1.26, 0.79])).toBe(0.5);
  });

  it('see change only where the picture rests', () => {
    expect(flicker([0, 0, 0], [1, 5, 3], Uint8Array.of(1, 0, 1))).toBe(2);
  });
});

describe('the simulated user', () => {
  it('clicks into the middle of what is missed most, then takes away what is too much', () => {
    const truth = disc(16, 10, 7);
    const first = nextClick(truth, new Float32Array(truth.length), side, side);
    expect(first?.label).toBe('add');
    expect(Math.hypot((first?.x ?? 0) * side - 16, (first?.y ?? 0) * side - 10)).toBeLessThan(2);
    const tooMuch = truth.map((value, i) => Math.max(value, disc(16, 26, 4)[i] ?? 0));
    const second = nextClick(truth, tooMuch, side, side);
    expect(second?.label).toBe('remove');
    expect(second?.y).toBeGreaterThan(0.7);
    expect(nextClick(truth, truth, side, side)).toBeUndefined();
  });
});
