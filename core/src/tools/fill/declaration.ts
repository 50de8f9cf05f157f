// SPDX-License-Identifier: Apache-2.0
import type { Inputs, Outputs, Params, ParamValues } from '../../tool/index.js';

export const inputs = {
  image: { title: 'Picture', help: 'What is filled.' },
  mask: {
    title: 'Mask',
    help: 'White where the picture is to be replaced, of the same size. Needed to remove; optional to expand.',
    optional: true,
    neededFor: { param: 'mode', values: ['remove'] },
  },
  avoid: {
    title: 'Avoid',
    help: 'White where nothing may be copied from: what must not be repeated in the filling.',
    optional: true,
  },
} as const satisfies Inputs;

export const groups = {
  job: { title: 'Fill' },
  canvas: { title: 'Expand' },
  edge: { title: 'Edge' },
  match: { title: 'Match' },
} as const;

const expanding = { param: 'mode', values: ['expand'] } as const;

const side = (where: string) =>
  ({
    kind: 'number',
    title: `Expand ${where}`,
    help: `How much is added at the ${where}, in the unit chosen.`,
    min: 0,
    max: 20_000,
    step: 1,
    default: 0,
    group: 'canvas',
    onlyFor: expanding,
  }) as const;

/** No text prompt: no provider here understands one. A prompted filler would add its param with the provider. */
export const params = {
  mode: {
    kind: 'choice',
    title: 'Mode',
    help: 'Remove what the mask covers, or expand the canvas.',
    choices: [
      { id: 'remove', title: 'Remove' },
      { id: 'expand', title: 'Expand canvas', resizes: true },
    ],
    default: 'remove',
    group: 'job',
  },
  seed: {
    kind: 'seed',
    title: 'Variation',
    help: 'Each number gives another filling; the same number gives the same one again.',
    default: 1,
    group: 'job',
  },
  unit: {
    kind: 'choice',
    title: 'Unit',
    help: 'What the expand amounts are measured in.',
    choices: [
      { id: 'percent', title: '% of the side' },
      { id: 'pixels', title: 'Pixels' },
    ],
    default: 'percent',
    group: 'canvas',
    onlyFor: expanding,
  },
  left: side('left'),
  right: side('right'),
  top: side('top'),
  bottom: side('bottom'),
  grow: {
    kind: 'number',
    title: 'Grow mask',
    help: 'Moves the edge of the mask outwards first, so that no rim of what is removed stays.',
    min: -50,
    max: 200,
    step: 1,
    default: 2,
    unit: 'px',
    group: 'edge',
  },
  feather: {
    kind: 'number',
    title: 'Feather',
    help: 'Width of the soft transition outside the mask.',
    min: 0,
    max: 200,
    step: 1,
    default: 2,
    unit: 'px',
    group: 'edge',
  },
  colourMatch: {
    kind: 'number',
    title: 'Match colour',
    help: 'How far the colour and light of the filling are bent to meet the surroundings.',
    min: 0,
    max: 100,
    step: 1,
    default: 100,
    unit: '%',
    group: 'match',
  },
  grain: {
    kind: 'number',
    title: 'Match grain',
    help: 'How much real grain blemish-sized fillings get; at 0 they are closest to what was there, and softer.',
    min: 0,
    max: 100,
    step: 1,
    default: 50,
    unit: '%',
    group: 'match',
  },
} as const satisfies Params;

export type FillParams = ParamValues<typeof params>;

export const outputs = {
  image: { title: 'Picture', help: 'The picture with the filling in it.', kind: 'image' },
  layer: {
    title: 'Filling',
    help: 'The filling alone, with a soft edge, to lie over the picture.',
    kind: 'layer',
  },
} as const satisfies Outputs;
