// SPDX-License-Identifier: Apache-2.0
import { estimateNoise, type NoiseEstimate } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import type { ToolContext } from '../../tool/context.js';

/** A picture's noise, and how much of it there is. */
export interface Noise extends NoiseEstimate {
  /** 0: the picture is clean and should stay as it is. 1: plainly noisy. */
  readonly presence: number;
  /** The deviation over all frequencies in parts of the one that `levels` give, which is that of the finest. */
  readonly coarseness: number;
}

/**
 * Deviations (in 8-bit steps) between which a picture turns from clean to noisy. Below, the noise is no more than the
 * rounding of an 8-bit picture, and texture is easily taken for it.
 */
const clean = 0.4;
const noisy = 1;

/** Estimates the frame's noise and tells the person its level. */
export async function measureNoise(context: ToolContext, frame: Frame): Promise<Noise> {
  const { signal } = context;
  context.progress('measuring noise', 0);
  const estimate = await estimateNoise(frame, {
    signal,
    onProgress: (fraction) => context.progress('measuring noise', fraction),
  });
  const coarser = coarseness(estimate);
  const level = 255 * Math.max(...estimate.sigma) * coarser;
  const presence = Math.min(1, Math.max(0, (level - clean) / (noisy - clean)));
  context.note(
    presence === 0
      ? { id: 'no-noise', text: 'The picture has hardly any noise and was left as it is.' }
      : { id: 'noise-level', text: describe(estimate) },
  );
  return { ...estimate, presence, coarseness: coarser };
}

/** Of white noise, the share of power in each octave, finest first. */
const octaveShares = [3 / 4, 3 / 16, 3 / 64, 1 / 64];

/**
 * How much larger the deviation over all frequencies is than that of white noise with the same finest octave. JPEG
 * leaves little of the finest octave, and much of the others.
 */
function coarseness({ spectrum }: NoiseEstimate): number {
  let largest = 0;
  for (let plane = 0; plane < spectrum.length; plane += 4) {
    const power = octaveShares.reduce((sum, share, k) => sum + share * (spectrum[plane + k] ?? 1) ** 2, 0);
    largest = Math.max(largest, power);
  }
  return Math.sqrt(largest);
}

function describe(estimate: NoiseEstimate): string {
  const { sigma, levels, spectrum } = estimate;
  const coarser = coarseness(estimate);
  const steps = [...sigma].map((s) => (255 * s * coarser).toFixed(1));
  const level =
    steps.length === 1
      ? `${steps[0]} of 255`
      : `${steps[0]} (red), ${steps[1]} (green), ${steps[2]} (blue) of 255`;
  const slope = levels[0] ?? 0;
  const offset = levels[1] ?? 0;
  const growing = slope > 0.5 * offset ? ', growing with brightness' : '';
  const coarse = spectrum.some((octave) => octave > 1.25) ? ', coarser than a sensor makes it' : '';
  return `Noise of standard deviation ${level} was found${growing}${coarse}.`;
}
