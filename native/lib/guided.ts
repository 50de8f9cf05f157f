// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface GuidedRefineOptions extends KernelOptions {
  /** Radius of the windows in pixels of the guide, 1 to 1024. Default 32. */
  readonly radius?: number;
  /** Guide variance that counts as flat, in squared full-scale units, 1e-6 to 1. Default 1e-4. */
  readonly epsilon?: number;
  /** The coefficients are found at 1/subsample of the guide's size, 1 to 8. Default 4. */
  readonly subsample?: number;
  /** `colour` also keeps apart what differs in hue alone, at about twice the time. Default `luma`. */
  readonly guide?: 'luma' | 'colour';
}

export interface BilateralUpsampleOptions extends KernelOptions {
  /** Radius of the window in pixels of the matte, 1 to 4. Default 2. */
  readonly radius?: number;
  /** In pixels of the matte, 0.3 to 4. Default 1. */
  readonly sigmaSpace?: number;
  /** In full-scale units of the guide, 0.005 to 1. Default 0.08. */
  readonly sigmaColour?: number;
}

type Upsample<O> = (guide: Pixels, matte: Pixels, into: Pixels, options: O, job: Int32Array) => Promise<void>;

const refine = nativeFunction<Upsample<GuidedRefineOptions>>('guidedRefine');
const upsample = nativeFunction<Upsample<BilateralUpsampleOptions>>('bilateralUpsample');

/**
 * Brings a matte of any size to the guide's size along the guide's edges: the fast guided filter (He & Sun 2015).
 * `matte` and `into` have one channel; `into` is as large as `guide`. Parts that are all 0 or all 1 within two radii
 * stay exactly so; nothing is stretched. Wide windows let texture into the matte: for subjects with hair take
 * `jointBilateralUpsample`, then `refineBand`. See guided.h.
 */
export const guidedRefine = (
  guide: Pixels,
  matte: Pixels,
  into: Pixels,
  options: GuidedRefineOptions = {},
): Promise<void> => runKernel(options, (job) => refine(guide, matte, into, options, job));

/** The same by joint bilateral upsampling (Kopf et al. 2007): never leaves the range of the matte's nearby samples. */
export const jointBilateralUpsample = (
  guide: Pixels,
  matte: Pixels,
  into: Pixels,
  options: BilateralUpsampleOptions = {},
): Promise<void> => runKernel(options, (job) => upsample(guide, matte, into, options, job));
