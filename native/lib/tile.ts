// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface BlendOptions extends KernelOptions {
  /** Columns and rows over which the tile fades in, as a raised cosine. Default: 0, the tile is copied. */
  readonly left?: number | undefined;
  readonly top?: number | undefined;
}

const cut =
  nativeFunction<(from: Pixels, tile: Pixels, at: object, job: Int32Array) => Promise<void>>('cutTile');
const blend =
  nativeFunction<(tile: Pixels, canvas: Pixels, o: object, job: Int32Array) => Promise<void>>('blendTile');

/** Copies what lies at `at` in `from` into `tile` of the same format; outside the picture stands its mirror image. */
export const cutTile = (
  from: Pixels,
  tile: Pixels,
  at: { readonly x: number; readonly y: number },
  options?: KernelOptions,
): Promise<void> => runKernel(options, (job) => cut(from, tile, at, job));

/** Fades `tile` in over a float `canvas` of the same size and channels. Where both are equal nothing changes. */
export const blendTile = (tile: Pixels, canvas: Pixels, options?: BlendOptions): Promise<void> =>
  runKernel(options, (job) => blend(tile, canvas, options ?? {}, job));
