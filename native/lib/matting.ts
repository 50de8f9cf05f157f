// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface RefineBandOptions extends KernelOptions {
  /** Radius of the windows in pixels, 1 to 32. Default 2. */
  readonly radius?: number;
  /** Colour variance that counts as flat, in squared full-scale units, 1e-6 to 1. Default 1e-4. */
  readonly epsilon?: number;
}

type Refine = (
  image: Pixels,
  matte: Pixels,
  trimap: Pixels,
  into: Pixels,
  options: RefineBandOptions,
  job: Int32Array,
) => Promise<void>;
const refine = nativeFunction<Refine>('matteRefineBand');

/**
 * Makes a full-size matte (of `jointBilateralUpsample`, say) finer where `trimap` (u8) is neither 0 nor 255, by a colour
 * line in every small window of the picture. Certain pixels come out as 0 and 1 exactly. See matting.h.
 */
export const refineBand = (
  image: Pixels,
  matte: Pixels,
  trimap: Pixels,
  into: Pixels,
  options: RefineBandOptions = {},
): Promise<void> => runKernel(options, (job) => refine(image, matte, trimap, into, options, job));
