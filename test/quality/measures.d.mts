// SPDX-License-Identifier: Apache-2.0
type Plane = ArrayLike<number>;

export function mean(values: Plane): number;
export function psnr(truth: Uint8Array, result: Uint8Array): number;
export function ssim(truth: Uint8Array, result: Uint8Array, width: number, height: number): number;
export function colourShift(truth: Uint8Array, result: Uint8Array): number;
export function iou(truth: Plane, found: Plane): number;
export function alphaErrors(
  truth: Float32Array,
  found: Float32Array,
  width: number,
  height: number,
  where?: Uint8Array,
): { sad: number; mse: number; gradient: number; mae: number };
export function spearman(a: Float32Array, b: Float32Array): number;
export function aligned(map: Float32Array, truth: Float32Array): Float32Array;
export function delta1(truth: Plane, found: Plane): number;
export function flicker(before: Plane, after: Plane, still: Uint8Array): number;
