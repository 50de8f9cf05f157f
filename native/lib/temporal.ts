// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/** Where the content of one frame lies in another, on a grid of cells of step × step pixels, row by row. */
export interface MotionField {
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
  /** In pixels, right and down: what is at a cell's centre lies that much further in the other frame. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The mean squared difference there in parts of what noise alone makes of it: about 1 where the frames agree. */
  readonly error: Float32Array;
}

export interface MotionOptions {
  /** Deviation of the noise of one sample, of full scale. Default: 2 / 255. */
  readonly noise?: number;
  /** The values are linear light. */
  readonly linear?: boolean;
}

export interface TemporalOptions {
  /** Variance of one frame's noise, as NoiseEstimate has it. */
  readonly levels: Float32Array;
  /** The noise's deviation over all frequencies, and at low ones, in parts of `levels`. Default: 1, white noise. */
  readonly coarseness?: number;
  readonly lowFrequencies?: number;
  /** How much of what averaging changes is kept, 0..1: in luminance and in colour. Default: 1. */
  readonly luma?: number;
  readonly chroma?: number;
  /** The values are linear light (the motion estimate wants to know). */
  readonly linear?: boolean;
  /**
   * Written: f32, one channel. The deviation of the noise that full averaging leaves, in parts of the frame's own: 1 where no
   * neighbour agrees.
   */
  readonly remaining: Pixels;
}

const estimate =
  nativeFunction<
    (frame: Pixels, other: Pixels, options: MotionOptions, job: Int32Array) => Promise<MotionField>
  >('motionEstimate');
const average =
  nativeFunction<
    (
      frame: Pixels,
      neighbours: readonly Pixels[],
      output: Pixels,
      options: TemporalOptions,
      job: Int32Array,
    ) => Promise<number>
  >('temporalAverage');

/** Estimates where what `frame` shows lies in `other`, of the same size and channels. What rests has exactly 0. */
export const estimateMotion = (
  frame: Pixels,
  other: Pixels,
  options: MotionOptions & KernelOptions = {},
): Promise<MotionField> => runKernel(options, (job) => estimate(frame, other, options, job));

/**
 * Writes `frame` with its neighbours in the clip averaged in along their motion, where they agree with it, to `output`,
 * of the same size and channels and any dtype (floats keep what rounding would lose). Alpha is the frame's. Resolves to
 * the variance of the noise as the frames' differences show it, in parts of what `levels` say, 0.5 to 2; 1 where too
 * little agrees to tell.
 */
export const averageNeighbours = (
  frame: Pixels,
  neighbours: readonly Pixels[],
  output: Pixels,
  options: TemporalOptions & KernelOptions,
): Promise<number> => runKernel(options, (job) => average(frame, neighbours, output, options, job));
