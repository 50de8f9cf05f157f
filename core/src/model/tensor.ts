// SPDX-License-Identifier: Apache-2.0

/** Numbers for a model, in C order. `dims` are whole and positive; their product is the data's length. */
export type Tensor =
  | { readonly dtype: 'f32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'f16'; readonly dims: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: 'i64'; readonly dims: readonly number[]; readonly data: BigInt64Array };
