// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../../frame/index.js';
import type { LoadedModel } from '../../model/access.js';
import { runDenoise } from '../../model/contracts/denoise.js';
import type { NoiseLevel } from '../../model/contracts/denoise-tensors.js';
import type { ToolContext } from '../../tool/context.js';
import type { Noise } from './measure.js';
import type { Strength } from './native.js';
import type { Averaged } from './neighbours.js';
import { encodeSrgbSlope } from './srgb.js';

/**
 * Denoises `source` into `clean` (same format) with a model of contract denoise.noise-map.v1, told the noise that was
 * measured, and what is left of it where neighbours in a clip were averaged in. Values beyond 0..1 are carried round the model, alpha and values that are no numbers stay.
 */
export async function denoiseWithModel(
  context: ToolContext,
  model: LoadedModel,
  source: Frame,
  clean: Frame,
  noise: Noise,
  strength: Strength,
  averaged?: Averaged,
): Promise<void> {
  const { contract } = model.manifest;
  const encodes = contract.name === 'denoise.noise-map.v1' && contract.input.domain === 'srgb';
  context.progress('denoising', 0);
  await runDenoise(model, averaged?.frame ?? source, clean, {
    ...(averaged && { remaining: { deviation: averaged.remaining, share: averaged.luma } }),
    noise: expected(noise, strength, encodes && source.colour.transfer === 'linear'),
    luma: Math.min(1, strength.luma) * (1 - strength.grain),
    chroma: Math.min(1, strength.chroma),
    memoryBudget: context.memoryBudget,
    signal: context.signal,
    onProgress: (fraction) => context.progress('denoising', fraction),
  });
}

/**
 * The deviation to expect by colour as the model sees it: what was measured, over all frequencies, more of it for less
 * detail. `encoded`: it was measured in linear light, and the model sees sRGB numbers.
 */
function expected({ levels, coarseness }: Noise, strength: Strength, encoded: boolean): NoiseLevel {
  const factor = Math.max(strength.luma, strength.chroma) * coarseness * (1.2 - 0.4 * strength.detail);
  const channels = levels.length / 2;
  const variance = (channel: number, value: number) => {
    const k = 2 * Math.min(channel, channels - 1);
    return varianceAt(levels[k] ?? 0, levels[k + 1] ?? 0, value, encoded);
  };
  return (red, green, blue) =>
    factor * Math.sqrt((variance(0, red) + variance(1, green) + variance(2, blue)) / 3);
}

/** Variance at a value as the model sees it. Noise that was measured in linear light changes with the encoding's slope. */
function varianceAt(slope: number, offset: number, value: number, encoded: boolean): number {
  const least = 0.04 * Math.max(0, slope * 0.5 + offset);
  if (!encoded) return Math.max(least, slope * value + offset);
  const { linear, rate } = encodeSrgbSlope(value);
  return Math.max(least, slope * linear + offset) * rate * rate;
}
