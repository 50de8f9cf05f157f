// SPDX-License-Identifier: Apache-2.0

/** IEC 61966-2-1: the linear value of an encoded one, and how fast the encoding rises there. */
export function encodeSrgbSlope(encoded: number): { linear: number; rate: number } {
  if (encoded <= 0.04045) return { linear: encoded / 12.92, rate: 12.92 };
  const linear = ((encoded + 0.055) / 1.055) ** 2.4;
  return { linear, rate: (1.055 / 2.4) * linear ** (1 / 2.4 - 1) };
}
