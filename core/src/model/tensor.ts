// SPDX-License-Identifier: Apache-2.0

/** Numbers for a model, in C order. `dims` are whole and positive; their product is the data's length. */
export type Tensor =
  | { readonly dtype: 'f32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'f16'; readonly dims: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: 'i64'; readonly dims: readonly number[]; readonly data: BigInt64Array };

export type FloatTensor = Extract<Tensor, { dtype: 'f32' }>;

const word = new Uint32Array(1);
const asFloat = new Float32Array(word.buffer);

/** The value of an IEEE 754 binary16. */
export function halfToFloat(half: number): number {
  const exponent = (half >> 10) & 31;
  const mantissa = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

/** The nearest IEEE 754 binary16, ties to even; too large becomes infinity. */
export function floatToHalf(value: number): number {
  asFloat[0] = value;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal: a multiple of 2^-24. Scaling by a power of two is exact, so rounding happens once.
    const scaled = Math.abs(value) * 2 ** 24;
    const down = Math.floor(scaled);
    const rest = scaled - down;
    return sign | (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}
