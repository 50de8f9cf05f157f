// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface FeatherOptions extends KernelOptions {
  /** Standard deviation of the Gaussian in pixels, 0.1 to 4000. */
  readonly sigma: number;
}

export interface GrowOptions extends KernelOptions {
  /** How far the edge moves outwards in pixels, fractions too; negative shrinks. -2048 to 2048. */
  readonly radius: number;
}

export interface ContrastOptions extends KernelOptions {
  /** Values up to this become 0. 0 to 1, default 0. */
  readonly black?: number;
  /** Values from this on become 1. Above `black`, default 1. */
  readonly white?: number;
  /** Above 1 lifts the middle, below 1 lowers it. 0.1 to 10, default 1. */
  readonly gamma?: number;
}

export interface ElementOptions extends KernelOptions {
  readonly element: 'rectangle' | 'ellipse';
  /** The element is 2 radius + 1 pixels wide and high. 0 to 1024. */
  readonly radiusX: number;
  readonly radiusY: number;
}

type MatteKernel<O> = (matte: Pixels, into: Pixels, options: O, job: Int32Array) => Promise<void>;

function matteKernel<O extends KernelOptions>(name: string) {
  const kernel = nativeFunction<MatteKernel<O>>(name);
  return (matte: Pixels, into: Pixels, options: O): Promise<void> =>
    runKernel(options, (job) => kernel(matte, into, options, job));
}

/** Gaussian blur of a matte, at the same cost for any sigma. `into` must not share its memory. See feather.h. */
export const feather = matteKernel<FeatherOptions>('matteFeather');

/** Moves a matte's edge out or in by any distance, keeping how soft it is. In place allowed. See morphology.h. */
export const growShrink = matteKernel<GrowOptions>('matteGrow');

/** Levels on a matte: black point, white point, gamma. In place allowed. See levels.h. */
export const matteContrast = matteKernel<ContrastOptions>('matteLevels');

/** Maximum over a rectangle or ellipse. In place allowed. */
export const dilate = matteKernel<ElementOptions>('matteDilate');

/** Minimum over a rectangle or ellipse. In place allowed. */
export const erode = matteKernel<ElementOptions>('matteErode');
