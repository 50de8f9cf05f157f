// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface ForegroundOptions extends KernelOptions {
  /** At each level of the pyramid, 1 to 6. Default 4. */
  readonly iterations?: number;
  /** Pull between neighbouring colours everywhere, 1e-6 to 1. Default 1e-5. */
  readonly regularisation?: number;
  /** More pull where the alpha changes, 0 to 10. Default 1. */
  readonly gradientWeight?: number;
}

const estimate =
  nativeFunction<
    (image: Pixels, alpha: Pixels, into: Pixels, options: ForegroundOptions, job: Int32Array) => Promise<void>
  >('estimateForeground');

/**
 * The foreground's own colours, free of the background that shows through soft edges (Germer et al. 2020). `into` has
 * 3 channels, or 4 of which the last receives `alpha`: a straight cut-out. Where alpha is 1 the picture is unchanged.
 * See foreground.h.
 */
export const estimateForeground = (
  image: Pixels,
  alpha: Pixels,
  into: Pixels,
  options: ForegroundOptions = {},
): Promise<void> => runKernel(options, (job) => estimate(image, alpha, into, options, job));
