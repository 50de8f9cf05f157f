// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/** Transfer functions that kernels compute (sfumato/transfer.h). */
export type KernelTransfer = 'srgb' | 'linear' | 'gamma22' | 'rec709';

export interface ConvertOptions extends KernelOptions {
  /** How the numbers of `from` relate to light, and those of `into`. Equal or absent: not recoded. */
  readonly fromTransfer?: KernelTransfer | undefined;
  readonly toTransfer?: KernelTransfer | undefined;
  /** Default: straight, and the same for `toAlpha`. */
  readonly fromAlpha?: 'straight' | 'premultiplied' | undefined;
  readonly toAlpha?: 'straight' | 'premultiplied' | undefined;
  /** What one channel is made of when three or four become one. Default: luma (Rec. 709 weights). */
  readonly pick?: 'luma' | 'red' | 'green' | 'blue' | 'alpha' | undefined;
  /** A seed: hides the steps of 8-bit output under blue noise. Default: plain rounding. */
  readonly dither?: number | undefined;
}

const convert =
  nativeFunction<(from: Pixels, into: Pixels, o: object, job: Int32Array) => Promise<void>>('convertPixels');

/**
 * Writes every pixel of `from` to `into` of the same size in whatever format it has: sample type, range, channels,
 * transfer function and alpha are changed in one pass. Colour primaries are not touched.
 */
export const convertPixels = (from: Pixels, into: Pixels, options?: ConvertOptions): Promise<void> =>
  runKernel(options, (job) => convert(from, into, options ?? {}, job));
