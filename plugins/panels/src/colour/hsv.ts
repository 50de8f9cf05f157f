// SPDX-License-Identifier: Apache-2.0
// Hue, saturation and value of colours as screens show them (Smith 1978), for choosing by hand.
import type { Rgb } from '../engine/port.js';
import { toLinear, toScreen } from './srgb.js';

export interface Hsv {
  /** Degrees, 0..360. */
  readonly hue: number;
  /** 0..1. */
  readonly saturation: number;
  /** 0..1; above 1 is brighter than white. */
  readonly value: number;
}

/** `before` gives the hue of greys and the saturation of black, so that sliders do not jump. */
export function hsvOf(linear: Rgb, before?: Hsv): Hsv {
  const [r, g, b] = toScreen(linear);
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  if (value <= 1e-6) return { hue: before?.hue ?? 0, saturation: before?.saturation ?? 0, value: 0 };
  if (chroma <= 1e-6) return { hue: before?.hue ?? 0, saturation: 0, value };
  const sixth = value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  return { hue: (sixth * 60 + 360) % 360, saturation: chroma / value, value };
}

export function rgbOf({ hue, saturation, value }: Hsv): Rgb {
  const channel = (offset: number) => {
    const k = (offset + hue / 60) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return toLinear([channel(5), channel(3), channel(1)]);
}
