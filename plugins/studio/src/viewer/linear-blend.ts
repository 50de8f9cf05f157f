// SPDX-License-Identifier: Apache-2.0
// Blending in linear light, as light passes were made to be blended. Both pictures are 8-bit sRGB RGBA, straight alpha.
import type { Blend } from '../document/layer.js';

const toLinear = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** Fine enough that every 8-bit value comes back as it was. */
const steps = 8192;
const toSrgb = Uint8ClampedArray.from({ length: steps + 1 }, (_, i) => {
  const v = i / steps;
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
});

const formulas = {
  normal: (_under, over) => over,
  add: (under, over) => under + over,
  multiply: (under, over) => under * over,
  screen: (under, over) => under + over - under * over,
} as const satisfies Record<Blend, (under: number, over: number) => number>;

/**
 * Blends `over` onto `under` in place, where `under` is opaque. `over` counts by its alpha times `opacity`. What lies
 * above 1.0 is cut off, as it is on the screen.
 */
export function blendLinear(
  under: Uint8ClampedArray,
  over: Uint8ClampedArray,
  blend: Blend,
  opacity: number,
): void {
  const formula: (u: number, o: number) => number = formulas[blend];
  for (let i = 0; i < under.length; i += 4) {
    const alpha = ((over[i + 3] ?? 0) / 255) * opacity;
    if (alpha === 0) continue;
    for (let c = i; c < i + 3; c++) {
      const below = toLinear[under[c] ?? 0] ?? 0;
      const blended = below + (formula(below, toLinear[over[c] ?? 0] ?? 0) - below) * alpha;
      under[c] = toSrgb[Math.min(steps, Math.round(blended * steps))] ?? 255;
    }
  }
}
