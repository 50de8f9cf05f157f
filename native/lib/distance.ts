// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface DistanceOptions extends KernelOptions {
  /** `foreground`: to the nearest foreground pixel, exact. `contour`: to the line between pixels, negative inside. */
  readonly to: 'foreground' | 'contour';
  /** What counts as foreground, 0 to 1. Default 0.5. */
  readonly threshold?: number;
}

export interface TrimapOptions extends KernelOptions {
  /** Mattes from here (default 0.05) … */
  readonly low?: number;
  /** … to here (default 0.95) are uncertain by themselves. */
  readonly high?: number;
  /** Pixels of uncertainty on each side of any edge, 0 to 256. Default 3. */
  readonly margin?: number;
  /** More of it for each pixel of half the edge's own width, 0 to 8. Default 0.5. */
  readonly softness?: number;
  /** The most that one pixel makes uncertain around it, in pixels, 1 to 1024. Default 128. */
  readonly reach?: number;
}

type MatteKernel<O> = (matte: Pixels, into: Pixels, options: O, job: Int32Array) => Promise<void>;
const distance = nativeFunction<MatteKernel<DistanceOptions>>('distanceTransform');
const trimapOf = nativeFunction<MatteKernel<TrimapOptions>>('matteTrimap');

/** Euclidean distances in pixels. `into` is f32 or f16 and does not share the matte's memory. See distance.h. */
export const distanceTransform = (matte: Pixels, into: Pixels, options: DistanceOptions): Promise<void> =>
  runKernel(options, (job) => distance(matte, into, options, job));

/** Certain background (0), uncertain (128) and certain foreground (255) of a matte, as u8. See trimap.h. */
export const trimap = (matte: Pixels, into: Pixels, options: TrimapOptions = {}): Promise<void> =>
  runKernel(options, (job) => trimapOf(matte, into, options, job));
