// SPDX-License-Identifier: Apache-2.0
import { averageNeighbours } from '@sfumato/native';
import { Frame, sameColour } from '../../frame/index.js';
import type { Inputs } from '../../protocol/tool-description.js';
import type { ToolContext } from '../../tool/context.js';
import type { Noise } from './measure.js';
import type { Strength } from './native.js';

/** The frames of a clip that help to clean the one between them. */
export const neighbourInputs = {
  previous: {
    title: 'Previous frame',
    help: 'The frame of the clip before it.',
    optional: true,
    clipFrame: -1,
  },
  next: { title: 'Next frame', help: 'The frame of the clip after it.', optional: true, clipFrame: 1 },
  previous2: {
    title: 'Previous frame but one',
    help: 'The frame of the clip before that.',
    optional: true,
    clipFrame: -2,
  },
  next2: {
    title: 'Next frame but one',
    help: 'The frame of the clip after that.',
    optional: true,
    clipFrame: 2,
  },
} as const satisfies Inputs;

/** A picture whose neighbours in the clip were averaged in. */
export interface Averaged {
  /** Floats in the picture's encoding. */
  readonly frame: Frame;
  /** One channel of floats: the noise's deviation that full averaging leaves, in parts of the picture's. */
  readonly remaining: Frame;
  /** Shares of the average that were kept, in luminance and in colour. */
  readonly luma: number;
  readonly chroma: number;
  /** The noise, as the differences of the frames tell it better than one of them. */
  readonly noise: Noise;
}

/** Besides the average: the map of what remains, and the brightness pyramids of two frames. */
const ownBytesPerPixel = 4 + 2 * 6;

/**
 * Averages a picture's neighbours in, along their motion and where they agree with it. Undefined where there are none,
 * nothing is to be taken out, or the memory budget is too small. Neighbours of another size or encoding are left out. The
 * person is told of both.
 */
export async function withNeighbours(
  context: ToolContext,
  source: Frame,
  given: readonly (Frame | undefined)[],
  noise: Noise,
  strength: Strength,
): Promise<Averaged | undefined> {
  const frames = given.filter((frame): frame is Frame => frame !== undefined);
  const neighbours = frames.filter((frame) => isAlike(frame, source));
  if (neighbours.length < frames.length) {
    context.note({
      id: 'neighbours-left-out',
      text: 'Frames of another size or colour space than the one between them were not used.',
    });
  }
  // What grain puts back is the frame's own noise, so less of it is averaged away.
  const luma = Math.min(1, strength.luma) * (1 - strength.grain);
  const chroma = Math.min(1, strength.chroma);
  if (neighbours.length === 0 || (luma === 0 && chroma === 0)) return undefined;
  const { width, height, channels, colour } = source;
  if (width * height * (channels * 4 + ownBytesPerPixel) > context.memoryBudget) {
    context.note({
      id: 'neighbours-without-memory',
      text: 'The frames around were not used, because the memory that the tool may take is too small for them.',
    });
    return undefined;
  }
  const frame = Frame.allocate({ ...source.format(), dtype: 'f32', range: 'unit' });
  const remaining = Frame.allocate({ width, height, channels: 1, dtype: 'f32' });
  context.progress('following motion', 0);
  const variance = await averageNeighbours(source, neighbours, frame, {
    levels: noise.levels,
    coarseness: noise.coarseness,
    lowFrequencies: Math.max(1, noise.spectrum[2] ?? 1),
    luma,
    chroma,
    linear: colour.transfer === 'linear',
    remaining,
    signal: context.signal,
    onProgress: (fraction) => context.progress('following motion', fraction),
  });
  return { frame, remaining, luma, chroma, noise: scaled(noise, variance) };
}

function scaled(noise: Noise, variance: number): Noise {
  const { levels, sigma } = noise;
  return {
    ...noise,
    levels: levels.map((level) => level * variance),
    sigma: sigma.map((deviation) => deviation * Math.sqrt(variance)),
  };
}

/** Whether numbers of the two frames mean the same. */
const isAlike = (a: Frame, b: Frame): boolean =>
  a.width === b.width &&
  a.height === b.height &&
  a.channels === b.channels &&
  a.alpha === b.alpha &&
  sameColour(a.colour, b.colour);
