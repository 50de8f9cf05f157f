// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import type { KernelTransfer } from './convert.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface AlphaOptions extends KernelOptions {
  /**
   * The numbers' transfer function, to multiply light instead of numbers. Default: linear (the numbers as they are,
   * which is what premultiplied pixels mean in editors).
   */
  readonly transfer?: KernelTransfer | undefined;
}

export interface OverOptions extends AlphaOptions {
  /** How all three pictures hold their colours. Default: premultiplied. */
  readonly alpha?: 'straight' | 'premultiplied' | undefined;
  /** Of the front, 0..1. Default: 1. */
  readonly opacity?: number | undefined;
}

type Change = (from: Pixels, into: Pixels, o: object, job: Int32Array) => Promise<void>;
const multiply = nativeFunction<Change>('premultiplyAlpha');
const divide = nativeFunction<Change>('unpremultiplyAlpha');
const over =
  nativeFunction<
    (front: Pixels, backdrop: Pixels, into: Pixels, o: object, job: Int32Array) => Promise<void>
  >('compositeOver');
const attach =
  nativeFunction<(colour: Pixels, matte: Pixels, into: Pixels, job: Int32Array) => Promise<void>>(
    'attachAlpha',
  );

/** Colours times alpha. Four channels, one size, any sample types; `into` may be `from`. RGBA8 is exact. */
export const premultiplyAlpha = (from: Pixels, into: Pixels, options?: AlphaOptions): Promise<void> =>
  runKernel(options, (job) => multiply(from, into, options ?? {}, job));

/** Colours divided by alpha; 0 where alpha is 0. */
export const unpremultiplyAlpha = (from: Pixels, into: Pixels, options?: AlphaOptions): Promise<void> =>
  runKernel(options, (job) => divide(from, into, options ?? {}, job));

/**
 * `front` over `backdrop` (Porter and Duff) into `into`, which has the backdrop's channels and may be the backdrop.
 * Premultiplied RGBA8 at full opacity is exact; the rest is computed in float and rounded once.
 */
export const compositeOver = (
  front: Pixels,
  backdrop: Pixels,
  into: Pixels,
  options?: OverOptions,
): Promise<void> => runKernel(options, (job) => over(front, backdrop, into, options ?? {}, job));

/** The colours of `colour` with a one-channel matte as straight alpha, into four channels: a cut-out. */
export const attachAlpha = (
  colour: Pixels,
  matte: Pixels,
  into: Pixels,
  options?: KernelOptions,
): Promise<void> => runKernel(options, (job) => attach(colour, matte, into, job));
