// SPDX-License-Identifier: Apache-2.0
import { removedNoise } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import type { LoadedModel } from '../../model/access.js';
import type { ToolContext } from '../../tool/context.js';
import { defineTool } from '../../tool/define.js';
import { denoiseWithModel } from './learned.js';
import { measureNoise } from './measure.js';
import { denoiseNatively } from './native.js';
import { neighbourInputs, withNeighbours } from './neighbours.js';

export const denoise = defineTool({
  id: 'denoise',
  title: 'Denoise',
  help: 'Takes out noise and keeps detail. How noisy the picture is, it finds out itself.',
  media: 'frame',
  inputs: { image: { title: 'Picture', help: 'What is cleaned.' }, ...neighbourInputs },
  groups: {
    strength: { title: 'Strength' },
    result: { title: 'Result' },
  },
  params: {
    luma: {
      kind: 'number',
      title: 'Luminance',
      help: 'How much luminance noise is taken out; 100 suits the noise that was found.',
      group: 'strength',
      min: 0,
      max: 200,
      step: 1,
      default: 100,
      unit: '%',
    },
    colour: {
      kind: 'number',
      title: 'Colour',
      help: 'How much colour noise is taken out; 100 suits the noise that was found.',
      group: 'strength',
      min: 0,
      max: 200,
      step: 1,
      default: 100,
      unit: '%',
    },
    detail: {
      kind: 'number',
      title: 'Detail',
      help: 'What may be fine texture is kept more at higher values, with some noise in it.',
      group: 'strength',
      min: 0,
      max: 100,
      step: 1,
      default: 50,
      unit: '%',
    },
    grain: {
      kind: 'number',
      title: 'Grain',
      help: 'Puts back a share of the luminance noise, so that smooth areas do not look like plastic.',
      group: 'result',
      min: 0,
      max: 100,
      step: 1,
      default: 0,
      unit: '%',
    },
    method: {
      kind: 'choice',
      title: 'Method',
      help: 'Automatic takes a model that you added, Trained model also the one that comes along: slower.',
      group: 'result',
      choices: [
        { id: 'auto', title: 'Automatic' },
        { id: 'learned', title: 'Trained model' },
        { id: 'quality', title: 'Quality, without a model' },
        { id: 'fast', title: 'Fast, without a model' },
      ],
      default: 'auto',
    },
    removed: {
      kind: 'boolean',
      title: 'Show what was removed',
      help: 'Also gives the noise that was taken out, to check that no detail is in it.',
      group: 'result',
      default: false,
    },
  },
  outputs: {
    image: { title: 'Clean picture', help: 'The picture without its noise.', kind: 'image' },
    noise: {
      title: 'Removed noise',
      help: 'The picture minus the clean one.',
      kind: 'data',
      shownAs: { offset: 0.5, gain: 4 },
      always: false,
      askedBy: 'removed',
    },
  },
  models: [{ task: 'denoise', without: { instead: 'Overlapping DCT blocks are filtered in three passes.' } }],
  unchangedAt: { luma: 0, colour: 0 },
  makes: 'edited',
  async run(context, inputs, params) {
    const source = inputs.image;
    const [shown, removed] = [context.wants('image'), context.wants('noise')];
    const noise = await measureNoise(context, source);
    if (!shown && !removed) return {};
    const clean = shown
      ? context.allocate(source.format(), { overwritten: true })
      : Frame.allocate(source.format());
    const strength = {
      luma: (params.luma / 100) * noise.presence,
      chroma: (params.colour / 100) * noise.presence,
      detail: params.detail / 100,
      grain: params.grain / 100,
    };
    const method = context.quality === 'draft' ? 'fast' : params.method;
    const model = strength.luma > 0 || strength.chroma > 0 ? await modelFor(context, method) : undefined;
    const { previous, next, previous2, next2 } = inputs;
    const neighbours = context.quality === 'draft' ? [] : [previous, next, previous2, next2];
    const averaged = await withNeighbours(context, source, neighbours, noise, strength);
    const level = averaged?.noise ?? noise;
    if (model) {
      await denoiseWithModel(context, model, source, clean, level, strength, averaged);
    } else {
      const mode = method === 'fast' ? 'fast' : 'quality';
      await denoiseNatively(context, mode, source, clean, level, strength, averaged);
    }
    return {
      ...(shown && { image: clean }),
      ...(removed && { noise: await removedFrom(context, source, clean) }),
    };
  },
});

/** The trained model, where the method wants one and one is usable; says so where it is wanted and is not. */
async function modelFor(
  context: ToolContext,
  method: 'auto' | 'learned' | 'quality' | 'fast',
): Promise<LoadedModel | undefined> {
  if (method !== 'auto' && method !== 'learned') return undefined;
  const lookup = await context.models.find('denoise', { optional: method === 'learned' });
  if (lookup.found && lookup.model.manifest.contract.name === 'denoise.noise-map.v1') return lookup.model;
  if (method === 'learned') {
    const reason = lookup.found ? 'It takes another kind of input.' : lookup.absence.reason;
    context.note({
      id: 'denoise-without-model',
      text: `Denoised without a trained model, because none could be used: ${reason}`,
    });
  }
  return undefined;
}

async function removedFrom(context: ToolContext, before: Frame, after: Frame): Promise<Frame> {
  const { width, height, colour, bounds, channels } = before;
  const noise = context.allocate(
    {
      width,
      height,
      channels: channels === 1 ? 1 : 3,
      dtype: 'f32',
      colour,
      origin: { x: bounds.x, y: bounds.y },
    },
    { overwritten: true },
  );
  await removedNoise(before, after, noise, { signal: context.signal });
  return noise;
}
