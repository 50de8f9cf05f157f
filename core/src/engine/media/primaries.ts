// SPDX-License-Identifier: Apache-2.0
import type { Primaries } from '../../frame/index.js';
import { xyzOf } from '../../media/index.js';

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Linear RGB of some primaries to linear RGB of sRGB's, row by row; both relative to D50. */
export function toSrgbMatrix(primaries: Primaries): Matrix {
  return multiply(inverse(xyzOf('srgb')), xyzOf(primaries));
}

/** Applies a matrix to the colours of interleaved linear floats, in place. Alpha stays. */
export function applyMatrix(values: Float32Array, channels: 3 | 4, matrix: Matrix): void {
  const [a, b, c, d, e, f, g, h, k] = matrix;
  for (let i = 0; i + 2 < values.length; i += channels) {
    const [r, y, z] = [values[i] ?? 0, values[i + 1] ?? 0, values[i + 2] ?? 0];
    values[i] = a * r + b * y + c * z;
    values[i + 1] = d * r + e * y + f * z;
    values[i + 2] = g * r + h * y + k * z;
  }
}

function multiply(l: Matrix, r: Matrix): Matrix {
  const at = (row: 0 | 3 | 6, column: 0 | 1 | 2) =>
    l[row] * r[column] +
    (row === 0 ? l[1] : row === 3 ? l[4] : l[7]) * (column === 0 ? r[3] : column === 1 ? r[4] : r[5]) +
    (row === 0 ? l[2] : row === 3 ? l[5] : l[8]) * (column === 0 ? r[6] : column === 1 ? r[7] : r[8]);
  return [at(0, 0), at(0, 1), at(0, 2), at(3, 0), at(3, 1), at(3, 2), at(6, 0), at(6, 1), at(6, 2)];
}

function inverse([a, b, c, d, e, f, g, h, k]: Matrix): Matrix {
  const [A, B, C] = [e * k - f * h, f * g - d * k, d * h - e * g];
  const s = 1 / (a * A + b * B + c * C);
  return [
    A * s,
    (c * h - b * k) * s,
    (b * f - c * e) * s,
    B * s,
    (a * k - c * g) * s,
    (c * d - a * f) * s,
    C * s,
    (b * g - a * h) * s,
    (a * e - b * d) * s,
  ];
}
