// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/**
 * What a byte of a `marks` picture says about its pixel. `limits`: outside a box, so not wanted, though nobody pointed
 * there.
 */
export const mark = { none: 0, inside: 1, outside: 2, limits: 3 } as const;

export interface SelectInput {
  /** The picture at proxy size (512 to 1024 pixels on the longer side), 1, 3 or 4 channels, display-encoded. */
  readonly image: Pixels;
  /** One 8-bit channel of `mark` bytes, of the picture's size. */
  readonly marks: Pixels;
  /** One channel: how likely each pixel is wanted before anything was said, 0..1. */
  readonly prior?: Pixels | undefined;
  /** One channel, any dtype: the soft matte, 0..1. */
  readonly out: Pixels;
  /** How much edges count against colours, 0.1..10. Default: 1. */
  readonly smoothness?: number | undefined;
  /** Trust in the prior, 0..4. Default: 1. */
  readonly priorTrust?: number | undefined;
  /** Whether parts of the prior without an inside mark stay wanted while other places have one. Default: false. */
  readonly keepUnmarkedParts?: boolean | undefined;
}

const select = nativeFunction<(input: SelectInput, words: Int32Array) => Promise<void>>('selectRegion');

/**
 * Selects the region that marks and prior mean by minimum cuts over colour models, place and edges. With neither
 * inside marks, a box (`limits`), nor a prior above 1/2, the matte is empty.
 */
export const selectRegion = (input: SelectInput, options?: KernelOptions): Promise<void> =>
  runKernel(options, (words) => select(input, words));

export interface SettleInput {
  /** The picture at proxy size, as for `selectRegion`. */
  readonly image: Pixels;
  /** One channel of floats at any size over the same area; changed in place. */
  readonly matte: Pixels;
}

const settle = nativeFunction<(input: SettleInput, words: Int32Array) => Promise<void>>('selectSettle');

/** Decides what a model's matte leaves open over wide areas; edges and what is sure stay. See select.h. */
export const selectSettle = (input: SettleInput, options?: KernelOptions): Promise<void> =>
  runKernel(options, (words) => settle(input, words));
