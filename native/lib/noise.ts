// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/** How noisy a picture is, in units of full scale (1.0). Alpha is not measured. */
export interface NoiseEstimate {
  /** Variance of the noise by clean value x, per channel (grey; or red, green, blue): slope, offset of slope · x + offset. */
  readonly levels: Float32Array;
  /** Deviation averaged over the picture, per channel. */
  readonly sigma: Float32Array;
  /**
   * Deviation by octave of frequency (finest first, four each), relative to white noise of the level; per plane:
   * grey, or luma and two chroma planes.
   */
  readonly spectrum: Float32Array;
  /** 0..1: how much of what was measured looked like noise rather than texture. */
  readonly confidence: number;
}

/** The input is an average of a clip's frames, as `averageNeighbours` makes it. */
export interface AveragedFrames {
  /** f32, one channel, the input's size: the noise's deviation that is left, in parts of the levels. */
  readonly remaining: Pixels;
  /** Shares of the average that were kept, 0..1. Default: 1. */
  readonly luma?: number;
  readonly chroma?: number;
}

/** What `denoise` does. Levels and spectrum are as in NoiseEstimate. */
export interface DenoiseOptions {
  /** fast: one pass, for drafts. quality: three passes. */
  readonly mode: 'fast' | 'quality';
  readonly levels: Float32Array;
  readonly spectrum: Float32Array;
  /** Strength on luminance: the noise is taken to be this many times stronger (default 1; 0 leaves it as it is). */
  readonly luma?: number;
  /** Strength on colour, likewise. */
  readonly chroma?: number;
  /** 0 smooths most, 1 keeps most of what may be texture. Default 0.5. */
  readonly detail?: number;
  /** Share of the removed luminance noise that is put back, 0..1. Default 0. */
  readonly grain?: number;
  /** The colours of the four channels are stored multiplied by alpha. */
  readonly premultiplied?: boolean;
  /** The noise was cut off at 0 and 1, as integer formats do: undo the bias that this makes. */
  readonly clipped?: boolean;
  /** Levels and spectrum are then those of one frame. */
  readonly averaged?: AveragedFrames;
}

const estimate = nativeFunction<(image: Pixels, job: Int32Array) => Promise<NoiseEstimate>>('noiseEstimate');
const run =
  nativeFunction<(input: Pixels, output: Pixels, options: DenoiseOptions, job: Int32Array) => Promise<void>>(
    'denoise',
  );

const removed =
  nativeFunction<(before: Pixels, after: Pixels, output: Pixels, job: Int32Array) => Promise<void>>(
    'removedNoise',
  );

/**
 * Estimates a picture's noise from the picture alone, on its values as stored. Large pictures are
 * sampled: 24 megapixels take hardly longer than four (some 0.1 s). All zeros when there is nothing to measure.
 */
export const estimateNoise = (image: Pixels, options?: KernelOptions): Promise<NoiseEstimate> =>
  runKernel(options, (job) => estimate(image, job));

/**
 * Writes `input` without its noise to `output`, which has the same size and channels and other memory. Alpha, and pixels with a
 * NaN or infinity, are copied; floats beyond 0..1 stay so.
 */
export const denoise = (
  input: Pixels,
  output: Pixels,
  options: DenoiseOptions & KernelOptions,
): Promise<void> => runKernel(options, (job) => run(input, output, options, job));

/** Writes before − after to `output`: f32 colours (one or three channels) of the same size, without alpha. */
export const removedNoise = (
  before: Pixels,
  after: Pixels,
  output: Pixels,
  options?: KernelOptions,
): Promise<void> => runKernel(options, (job) => removed(before, after, output, job));
