// SPDX-License-Identifier: Apache-2.0
// Transfer curves: linear light to encoded values. 0..1, and no further down.

export type Curve = (value: number) => number;

export const identity: Curve = (v) => v;
export const gamma22: Curve = (v) => (v > 0 ? v ** (1 / 2.2) : 0);
/** IEC 61966-2-1. */
export const srgb: Curve = (v) => (v > 0.0031308 ? 1.055 * v ** (1 / 2.4) - 0.055 : Math.max(0, v) * 12.92);
/** ITU-R BT.709. */
export const rec709: Curve = (v) => (v >= 0.018 ? 1.099 * v ** 0.45 - 0.099 : Math.max(0, v) * 4.5);

/** By the names of transfer functions; others are near to sRGB's. */
export const encodings: Readonly<Record<string, Curve>> = { gamma22, rec709, srgb };
