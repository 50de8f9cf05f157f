// SPDX-License-Identifier: Apache-2.0
export function nextClick(
  truth: Float32Array,
  found: Float32Array,
  width: number,
  height: number,
): { x: number; y: number; label: 'add' | 'remove' } | undefined;
