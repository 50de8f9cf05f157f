// SPDX-License-Identifier: Apache-2.0
// Linear-light sRGB and what screens show (IEC 61966-2-1).
import type { Rgb } from '../engine/port.js';

const encode = (linear: number) =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
const decode = (shown: number) => (shown <= 0.04045 ? shown / 12.92 : ((shown + 0.055) / 1.055) ** 2.4);

const each = ([r, g, b]: Rgb, f: (channel: number) => number): Rgb => [f(r), f(g), f(b)];

export const toScreen = (linear: Rgb): Rgb => each(linear, encode);
export const toLinear = (shown: Rgb): Rgb => each(shown, decode);

const byte = (shown: number) => Math.round(Math.min(1, Math.max(0, shown)) * 255);

/** What a screen can show of a linear colour, as #rrggbb: brighter than white is cut off. */
export const hexOf = (linear: Rgb): string =>
  `#${toScreen(linear)
    .map((channel) => byte(channel).toString(16).padStart(2, '0'))
    .join('')}`;

/** #rgb or #rrggbb, with or without #, as a linear colour. */
export function parseHex(typed: string): Rgb | undefined {
  const digits = typed.trim().replace(/^#/, '');
  const full = /^[0-9a-f]{3}$/i.test(digits) ? digits.replace(/./g, '$&$&') : digits;
  if (!/^[0-9a-f]{6}$/i.test(full)) return undefined;
  const at = (i: number) => Number.parseInt(full.slice(i, i + 2), 16) / 255;
  return toLinear([at(0), at(2), at(4)]);
}

/** The largest channel: over 1 is brighter than white. */
export const brightnessOf = (linear: Rgb) => Math.max(...linear);
