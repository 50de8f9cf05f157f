// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import type { KernelTransfer } from './convert.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels, Rect } from './pixels.js';

/**
 * How a sample is made from its neighbours (sfumato/resize.h). All but `nearest` and `bilinear-aliased` widen with
 * the reduction, so that nothing aliases.
 */
export type ResizeFilter = 'nearest' | 'bilinear' | 'bilinear-aliased' | 'area' | 'cubic' | 'lanczos3';

export interface ResizeOptions extends KernelOptions {
  /** Default: area (an axis that is enlarged uses bilinear). */
  readonly filter?: ResizeFilter | undefined;
  /** The part of `from` to use; pixels outside it are never read. Default: all. */
  readonly region?: Rect | undefined;
  /** The numbers' transfer function, to average light instead of numbers. Default: linear (as they are). */
  readonly transfer?: KernelTransfer | undefined;
  /** `straight`: colours are weighted by alpha. Default: premultiplied (all channels alike). */
  readonly alpha?: 'straight' | 'premultiplied' | undefined;
  /** A seed: hides the steps of 8-bit output under blue noise. Default: plain rounding. */
  readonly dither?: number | undefined;
}

const resize =
  nativeFunction<(from: Pixels, into: Pixels, o: object, job: Int32Array) => Promise<void>>('resizePixels');

/** Writes `from`, or its region, to `into` of any size and sample type but the same channels. */
export const resizePixels = (from: Pixels, into: Pixels, options?: ResizeOptions): Promise<void> =>
  runKernel(options, (job) => resize(from, into, options ?? {}, job));
