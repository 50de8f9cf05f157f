// SPDX-License-Identifier: Apache-2.0
import type { Rgb } from '../engine/port.js';

/**
 * What a light of a colour temperature looks like on a screen, 0..1, at its brightest: relight's own colours (black
 * bodies, 6504 K neutral) at some temperatures, with straight lines between them. For swatches only.
 */
const table = [
  [1000, 1.0, 0.191, 0.0],
  [1400, 1.0, 0.393, 0.0],
  [1800, 1.0, 0.518, 0.0],
  [1900, 1.0, 0.544, 0.0],
  [1950, 1.0, 0.556, 0.044],
  [2000, 1.0, 0.567, 0.084],
  [2100, 1.0, 0.59, 0.14],
  [2200, 1.0, 0.611, 0.184],
  [2600, 1.0, 0.684, 0.32],
  [3000, 1.0, 0.743, 0.431],
  [3500, 1.0, 0.804, 0.549],
  [4000, 1.0, 0.853, 0.651],
  [4500, 1.0, 0.893, 0.74],
  [5000, 1.0, 0.927, 0.818],
  [5500, 1.0, 0.955, 0.886],
  [6000, 1.0, 0.979, 0.946],
  [6504, 1.0, 1.0, 1.0],
  [7000, 0.955, 0.972, 1.0],
  [8000, 0.887, 0.928, 1.0],
  [9000, 0.838, 0.895, 1.0],
  [10_000, 0.802, 0.871, 1.0],
  [12_000, 0.752, 0.836, 1.0],
  [16_000, 0.697, 0.797, 1.0],
  [24_000, 0.651, 0.763, 1.0],
  [40_000, 0.62, 0.739, 1.0],
] as const;

export function screenOfTemperature(kelvin: number): Rgb {
  const above = table.findIndex(([at]) => at >= kelvin);
  const high = table[above === -1 ? table.length - 1 : above] ?? table[0];
  const low = table[Math.max(0, above === -1 ? table.length - 1 : above - 1)] ?? high;
  const share = high[0] === low[0] ? 0 : (kelvin - low[0]) / (high[0] - low[0]);
  const between = (i: 1 | 2 | 3) => low[i] + (high[i] - low[i]) * Math.min(1, Math.max(0, share));
  return [between(1), between(2), between(3)];
}

export const cssOfTemperature = (kelvin: number) =>
  `rgb(${screenOfTemperature(kelvin)
    .map((channel) => Math.round(channel * 255))
    .join(', ')})`;
