// SPDX-License-Identifier: Apache-2.0
// Tools for tests of the command line: one with a param of every kind, that can wait, fail and give several outputs.
import { setTimeout as sleep } from 'node:timers/promises';
import { defineTool } from '../../core/dist/tool/index.js';

const invert = defineTool({
  id: 'invert',
  title: 'Invert',
  help: 'Inverts a picture of 8 bits.',
  media: 'frame',
  inputs: {
    image: { title: 'Picture', help: 'What is inverted.' },
    mask: { title: 'Mask', help: 'Where.', optional: true },
  },
  groups: { look: { title: 'Look' }, tests: { title: 'Tests' } },
  params: {
    strength: {
      kind: 'number',
      title: 'Strength',
      help: 'How much.',
      min: 0,
      max: 100,
      step: 1,
      default: 100,
      unit: '%',
      group: 'look',
    },
    edgeFeather: { kind: 'number', title: 'Feather', help: 'Edge.', min: 0, max: 9, step: 1, default: 0 },
    keepAlpha: { kind: 'boolean', title: 'Keep alpha', help: 'Leaves alpha.', default: true },
    mode: {
      kind: 'choice',
      title: 'Mode',
      help: 'What to do.',
      choices: [
        { id: 'all', title: 'All' },
        { id: 'luma', title: 'Luma' },
      ],
      default: 'all',
    },
    tint: { kind: 'colour', title: 'Tint', help: 'A colour.', default: [1, 1, 1] },
    turn: { kind: 'angle', title: 'Turn', help: 'An angle.', default: 0 },
    centre: { kind: 'point', title: 'Centre', help: 'A point.', default: { x: 0.5, y: 0.5 } },
    points: { kind: 'points', title: 'Points', help: 'Clicks.' },
    box: { kind: 'box', title: 'Box', help: 'A box.' },
    strokes: { kind: 'strokes', title: 'Strokes', help: 'Scribbles.' },
    lights: { kind: 'lights', title: 'Lights', help: 'Lights.', default: [] },
    label: { kind: 'text', title: 'Label', help: 'A text.', default: '', maxLength: 20 },
    seed: { kind: 'seed', title: 'Seed', help: 'Which one.', default: 5 },
    wait: {
      kind: 'number',
      title: 'Wait',
      help: 'Milliseconds.',
      min: 0,
      max: 60000,
      step: 1,
      default: 0,
      group: 'tests',
    },
  },
  outputs: {
    image: { title: 'Inverted', help: 'The picture.', kind: 'image' },
    matte: { title: 'Matte', help: 'Half everywhere.', kind: 'matte' },
    glow: { title: 'Glow', help: 'Light.', kind: 'layer', blend: 'add', always: false },
  },
  models: [],
  makes: 'synthesised',
  async run(context, { image }, params) {
    const end = Date.now() + params.wait;
    while (Date.now() < end) {
      context.progress('Wait', 1 - (end - Date.now()) / params.wait);
      await sleep(10, undefined, { signal: context.signal });
    }
    const out = context.allocate(image.format());
    for (let y = 0; y < image.height; y++) {
      const row = out.row(y);
      row.set(image.row(y));
      for (let i = 0; i < row.length; i++) if (image.channels < 4 || i % 4 < 3) row[i] = 255 - row[i];
    }
    const size = { width: image.width, height: image.height };
    const matte = context.allocate({ ...size, channels: 1, dtype: 'f32' });
    for (let y = 0; y < image.height; y++) {
      const row = matte.row(y);
      new Float32Array(row.buffer, row.byteOffset, image.width).fill(0.5);
    }
    context.note({ id: 'seen', text: JSON.stringify(params) });
    context.progress('Invert', 1);
    return params.mode === 'luma' ? { image: out, matte, glow: out } : { image: out, matte };
  },
});

export const tools = [invert];
