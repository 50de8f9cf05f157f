// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';
import type { Pixels } from './pixels.js';

/**
 * A light for `relightShade`. `x` and `y` are parts of the picture's width and height, `z` and `size` parts of its
 * longer side; `z` rises from the picture plane towards the viewer. Directional lights shine from their position
 * towards their target. `colour` is linear light in the picture's own primaries, intensity included.
 */
export interface KernelLight {
  readonly kind: 'ambient' | 'directional' | 'point' | 'spot';
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
  readonly targetX?: number;
  readonly targetY?: number;
  readonly targetZ?: number;
  readonly colour: readonly [number, number, number];
  /** Radius of the source. Default 0.05. */
  readonly size?: number;
  /** Exponent, 0..8. Default 0. */
  readonly falloff?: number;
  /** Spot: full opening, 1..180 degrees. Default 60. */
  readonly angle?: number;
  /** Spot: share of the opening over which the edge fades. Default 0.5. */
  readonly edge?: number;
  /** Default false. */
  readonly shadows?: boolean;
}

/** Where to put the parts of a relit picture: linear light, of the picture's size. */
export interface RelightPasses {
  /** 1 channel, multiply. */
  readonly ambient?: Pixels;
  /** 1 channel, multiply. */
  readonly shadow?: Pixels;
  /** 4 channels, straight alpha, normal. */
  readonly fog?: Pixels;
  /** 3 channels: x right, y down, z towards the viewer; integers hold 0.5 + 0.5 n. */
  readonly normals?: Pixels;
  /** One a light, for the first lights or all; add. */
  readonly lights?: readonly Pixels[];
}

export interface RelightShadeOptions {
  /** 1, 3 or 4 channels. */
  readonly picture: Pixels;
  /** 1 channel of the same size: larger is nearer, nominally 0..1. */
  readonly nearness: Pixels;
  /** 1 channel of the same size: weighs the whole effect. */
  readonly matte?: Pixels;
  /** 1 channel of the same size: how much of the surface is there; elsewhere the ground is flat, at nearness 0. */
  readonly solid?: Pixels;
  /** Of the picture's format; may be the picture itself. */
  readonly out: Pixels;
  /** At most 16. */
  readonly lights: readonly KernelLight[];
  readonly transfer: 'linear' | 'srgb' | 'gamma22' | 'rec709';
  /** Default straight. */
  readonly alpha?: 'straight' | 'premultiplied';
  /** Of the light that is in the picture already. Default 1. */
  readonly gain?: number;
  /** Height of the surface at nearness 1, in parts of the longer side. Default 0.25. */
  readonly relief?: number;
  /** Slopes well above this are taken for jumps. Default 6. */
  readonly edgeSlope?: number;
  /** Default 0.15. */
  readonly specular?: number;
  /** 0.05..1, default 0.4. */
  readonly roughness?: number;
  /** 0..1, default 0.6. */
  readonly shadowStrength?: number;
  /** Scales lights' sizes for shadow edges. Default 1. */
  readonly shadowSoftness?: number;
  /** Longest shadow looked for, in parts of the longer side. Default 0.35. */
  readonly shadowReach?: number;
  /** Nearness from which shadows fall fully, fading to none at 0. Default 0: everywhere. */
  readonly shadowFade?: number;
  /** 4..256, default 32. */
  readonly shadowSteps?: number;
  /** Shadows are traced at one n-th of the resolution. 1..32, default 2. */
  readonly shadowScale?: number;
  /** Most that fog covers, 0..1. Default 0. */
  readonly fog?: number;
  /** Distance (1 - nearness) at which fog begins. Default 0. */
  readonly fogStart?: number;
  readonly fogColour?: readonly [number, number, number];
  /** Added light approaches 1.0 smoothly instead of clipping. Default false. */
  readonly rollOff?: boolean;
  readonly passes?: RelightPasses;
}

type Start<O> = (options: O, words: Int32Array) => Promise<void>;

const shade = nativeFunction<Start<RelightShadeOptions>>('relightShade');
const smooth =
  nativeFunction<Start<{ nearness: Pixels; out: Pixels; radius: number; noise: number }>>('relightSmooth');
const sharpen =
  nativeFunction<Start<{ nearness: Pixels; out: Pixels; radius: number; noise: number }>>('relightSharpen');
const upsample =
  nativeFunction<Start<{ nearness: Pixels; guide: Pixels; out: Pixels; edge: number }>>('relightUpsample');
const inflate = nativeFunction<Start<{ matte: Pixels; out: Pixels }>>('relightInflate');

/** Lights a picture by its depth. See native/include/sfumato/relight.h for what every part means. */
export const relightShade = (options: RelightShadeOptions, run?: KernelOptions): Promise<void> =>
  runKernel(run, (words) => shade(options, words));

/**
 * Smooths noise of deviation `noise` out of one channel of nearness and keeps its jumps. `out` is one channel of f32,
 * `radius` 1..256 pixels.
 */
export const relightSmooth = (
  options: { nearness: Pixels; out: Pixels; radius: number; noise: number },
  run?: KernelOptions,
): Promise<void> => runKernel(run, (words) => smooth(options, words));

/**
 * Turns ramps at jumps of one channel of nearness into steps, up to which the slopes on both sides go on. `out` is one
 * channel of f32, `radius` 1..16 pixels, half of the widest ramp; `noise` above 0 is what deviates from a plane as noise.
 */
export const relightSharpen = (
  options: { nearness: Pixels; out: Pixels; radius: number; noise: number },
  run?: KernelOptions,
): Promise<void> => runKernel(run, (words) => sharpen(options, words));

/**
 * Enlarges one channel of nearness to the size of `guide`: smooth slopes inside surfaces, jumps (differences above
 * `edge`) along the guide's edges. `out` is one channel of f32.
 */
export const relightUpsample = (
  options: { nearness: Pixels; guide: Pixels; out: Pixels; edge: number },
  run?: KernelOptions,
): Promise<void> => runKernel(run, (words) => upsample(options, words));

/** A smooth bulge over a matte, as nearness, where no depth is known. `out` is one channel of f32. */
export const relightInflate = (options: { matte: Pixels; out: Pixels }, run?: KernelOptions): Promise<void> =>
  runKernel(run, (words) => inflate(options, words));
