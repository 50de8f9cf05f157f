// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

export interface MaskJoinInput {
  /** One channel, any format. NaN counts as 0. */
  readonly matte: Pixels;
  /** One channel of the same size: what the matte is combined with. */
  readonly existing?: Pixels | undefined;
  /** Four channels of the same size: where it is wholly transparent, the result is 0 (before the inversion). */
  readonly picture?: Pixels | undefined;
  /** One channel of the same size. May be `matte`. */
  readonly into: Pixels;
  /** The new alone (default), the larger of both, the existing without the new, the smaller of both. */
  readonly combine?: 'replace' | 'add' | 'subtract' | 'intersect' | undefined;
  /** 1 − result, last. Default: false. */
  readonly invert?: boolean | undefined;
}

export interface MaskCutOutInput {
  /** 1, 3 or 4 channels, straight alpha. */
  readonly picture: Pixels;
  /** One channel of the picture's size. */
  readonly matte: Pixels;
  /** Clean colours of what the matte shows, 3 or 4 channels. May be `into`. */
  readonly colours?: Pixels | undefined;
  /** How much of them is used where the matte is below 1, 0..1. Default: 1. */
  readonly decontaminate?: number | undefined;
  /** Four channels, straight alpha: the picture's alpha times the matte. */
  readonly into: Pixels;
}

export interface MaskDropFaintInput {
  /** One channel; changed in place. Meant for mattes of model size. */
  readonly matte: Pixels;
  /** Parts are connected where the matte exceeds this. */
  readonly floor: number;
  /** Parts that never reach this become 0. */
  readonly peak: number;
}

const join = nativeFunction<(input: MaskJoinInput, words: Int32Array) => Promise<void>>('maskJoin');
const cutOut = nativeFunction<(input: MaskCutOutInput, words: Int32Array) => Promise<void>>('maskCutOut');
const dropFaint =
  nativeFunction<(input: MaskDropFaintInput, words: Int32Array) => Promise<number>>('maskDropFaint');

/** Combines a matte with another, keeps it to what the picture shows and inverts it, in one pass. */
export const maskJoin = (input: MaskJoinInput, options?: KernelOptions): Promise<void> =>
  runKernel(options, (words) => join(input, words));

/** The picture with the matte as its alpha and, at its edges, clean colours. */
export const maskCutOut = (input: MaskCutOutInput, options?: KernelOptions): Promise<void> =>
  runKernel(options, (words) => cutOut(input, words));

/** Removes parts of a matte that are nowhere sure. Gives the number of pixels that reach `peak`. */
export const maskDropFaint = (input: MaskDropFaintInput, options?: KernelOptions): Promise<number> =>
  runKernel(options, (words) => dropFaint(input, words));
