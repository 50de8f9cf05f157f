// SPDX-License-Identifier: Apache-2.0
import { estimateNoise, type NoiseEstimate } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import type { ToolContext } from '../../tool/context.js';

/** A picture's noise, and how much of it there is. */
export interface Noise extends NoiseEstimate {
  /** 0: the picture is clean and should stay as it is. 1: plainly noisy. */
  readonly presence: number;
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
  const level = 255 * Math.max(...estimate.sigma);
  const presence = Math.min(1, Math.max(0, (level - clean) / (noisy - clean)));
  context.note(
    presence === 0
      ? { id: 'no-noise', text: 'The picture has hardly any noise and was left as it is.' }
      : { id: 'noise-level', text: describe(estimate) },
  );
  return { ...estimate, presence };
}

function describe(estimate: NoiseEstimate): string {
  const { sigma, levels, spectrum } = estimate;
  const steps = [...sigma].map((s) => (255 * s).toFixed(1));
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
