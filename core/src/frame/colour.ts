// SPDX-License-Identifier: Apache-2.0
import type { KernelTransfer } from '@sfumato/native';

export type Primaries = 'srgb' | 'display-p3' | 'adobe-rgb' | 'rec2020' | 'acescg';
export type Transfer = 'srgb' | 'linear' | 'gamma22' | 'rec709' | 'unknown';

/**
 * What a frame's numbers mean as colour. `icc` is the document's own profile, carried untouched and written back;
 * where it is present, `primaries` and `transfer` are the nearest description, for kernels that must linearise.
 */
export interface Colour {
  readonly primaries: Primaries;
  readonly transfer: Transfer;
  readonly icc?: Uint8Array;
}

/** The curve that kernels decode a colour by; what is not known is taken for sRGB. */
export const transferOf = ({ transfer }: Colour): KernelTransfer =>
  transfer === 'unknown' ? 'srgb' : transfer;

/** Whether numbers mean the same colours. */
export const sameColour = (a: Colour, b: Colour): boolean =>
  a.primaries === b.primaries &&
  a.transfer === b.transfer &&
  a.icc?.length === b.icc?.length &&
  (a.icc?.every((byte, i) => byte === b.icc?.[i]) ?? true);

export const srgb: Colour = { primaries: 'srgb', transfer: 'srgb' };
export const linearSrgb: Colour = { primaries: 'srgb', transfer: 'linear' };
/** Mattes, depth and other pictures of numbers that are not colours. */
export const noColour: Colour = { primaries: 'srgb', transfer: 'linear' };
