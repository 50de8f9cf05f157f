// SPDX-License-Identifier: Apache-2.0
import { denoise } from '@sfumato/native';
import { type Frame, isFloat } from '../../frame/index.js';
import type { ToolContext } from '../../tool/context.js';
import type { Noise } from './measure.js';
import type { Averaged } from './neighbours.js';

/** How much is taken out: 1 suits the noise that was found. */
export interface Strength {
  readonly luma: number;
  readonly chroma: number;
  /** 0..1. */
  readonly detail: number;
  /** Share of the removed luminance noise that is put back, 0..1. */
  readonly grain: number;
}

/** Colour noise is more disturbing than luminance noise, and colour detail is missed less. */
const colourOverLuminance = 1.2;

/**
 * Denoises `source` into `clean` (same format) without a model: what is left of its noise where its neighbours in a clip
 * were averaged in. Strength 0 copies every bit.
 */
export async function denoiseNatively(
  context: ToolContext,
  mode: 'fast' | 'quality',
  source: Frame,
  clean: Frame,
  noise: Noise,
  strength: Strength,
  averaged?: Averaged,
): Promise<void> {
  await denoise(averaged?.frame ?? source, clean, {
    mode,
    levels: noise.levels,
    spectrum: noise.spectrum,
    ...strength,
    chroma: strength.chroma * colourOverLuminance,
    premultiplied: source.alpha === 'premultiplied',
    clipped: !isFloat(source.dtype),
    ...(averaged && { averaged }),
    signal: context.signal,
    onProgress: (fraction) => context.progress('denoising', fraction),
  });
  context.progress('denoising', 1);
}
