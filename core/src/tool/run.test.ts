// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../test/model/manifests.js';
import { Frame } from '../frame/index.js';
import type { ModelAccess } from '../model/access.js';
import { parseManifest } from '../model/manifest.js';
import { createFrameCache } from './cache.js';
import { defineTool } from './define.js';
import { runTool } from './run.js';

const noModels: ModelAccess = {
  find: async (task) => ({ found: false, absence: { task, reason: 'not installed', candidates: [] } }),
};

const fade = defineTool({
  id: 'fade',
  title: 'Fade',
  help: 'Scales every sample.',
  media: 'frame',
  inputs: {
    image: { title: 'Picture', help: 'What is faded.' },
    mask: { title: 'Mask', help: 'Where.', optional: true },
  },
  groups: { main: { title: 'Main' } },
  params: {
    amount: {
      kind: 'number',
      title: 'Amount',
      help: 'How much.',
      min: 0,
      max: 1,
      step: 0.01,
      default: 0.5,
      group: 'main',
    },
    way: {
      kind: 'choice',
      title: 'Way',
      help: 'Which.',
      choices: [
        { id: 'up', title: 'Up' },
        { id: 'down', title: 'Down' },
      ],
      default: 'down',
    },
    points: { kind: 'points', title: 'Points', help: 'Where.' },
  },
  outputs: { image: { title: 'Picture', help: 'Faded.', kind: 'image' } },
  models: [],
  makes: 'edited',
  async run(context, inputs, params) {
    const out = context.allocate(inputs.image.format());
    const factor = params.way === 'down' ? params.amount : 2 - params.amount;
    inputs.image.row(0).forEach((value, i) => {
      out.row(0)[i] = value * factor;
    });
    context.note({ id: 'faded', text: 'Faded.' });
    context.progress('fading', 7);
    return { image: out };
  },
});

const picture = () =>
  Frame.over(Uint8Array.of(10, 20, 30), { width: 3, height: 1, channels: 1, dtype: 'u8' });

describe('runTool', () => {
  it('fills in defaults, passes frames through and says how the result was made', async () => {
    const progress: unknown[] = [];
    const result = await runTool(fade, {
      inputs: { image: picture() },
      params: { way: 'up' },
      models: noModels,
      onProgress: (p) => progress.push(p),
    });
    expect([...(result.outputs.image?.row(0) ?? [])]).toEqual([15, 30, 45]);
    expect(result.notes).toEqual([{ id: 'faded', text: 'Faded.' }]);
    expect(progress).toEqual([{ phase: 'fading', fraction: 1 }]);
    expect(result.provenance).toMatchObject({
      tool: 'fade',
      params: { amount: 0.5, way: 'up', points: [] },
      models: [],
      makes: 'edited',
      engine: { name: 'sfumato', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
  });

  it('tells what a person should know about how a model was loaded', async () => {
    const peeking = defineTool({
      id: 'peeking',
      title: 'Peeking',
      help: 'Looks for a model.',
      media: 'frame',
      inputs: {},
      groups: {},
      params: {},
      outputs: {},
      models: [],
      makes: 'edited',
      async run(context) {
        await context.models.find('subject');
        return {};
      },
    });
    const manifest = parseManifest(
      manifestOf('m', Uint8Array.of(1), { kind: 'import', from: 'a test' }),
      'a test',
    );
    const model = {
      manifest,
      hash: 'h',
      provider: 'cpu',
      warnings: ['m does not use dml: no device.'],
      run: async () => ({}),
    };
    const models: ModelAccess = { find: async () => ({ found: true, model }) };
    const result = await runTool(peeking, { inputs: {}, models });
    expect(result.notes).toEqual([{ id: 'model-m-1', text: 'm does not use dml: no device.' }]);
    expect(result.provenance.models).toMatchObject([{ id: 'm', hash: 'h', provider: 'cpu' }]);
  });

  const refused = [
    [{ amunt: 1 }, 'PARAM_UNKNOWN', /fade has no parameter amunt; it has amount, way, points/],
    [{ amount: 2 }, 'PARAM_INVALID', /fade: amount: .*<=1.*received 2/],
    [{ amount: Number.NaN }, 'PARAM_INVALID', /fade: amount/],
    [{ way: 'sideways' }, 'PARAM_INVALID', /fade: way: .*up.*down/],
    [{ points: [{ x: 0, y: 0, label: 'maybe' }] }, 'PARAM_INVALID', /points\.0\.label/],
    ['amount', 'PARAM_INVALID', /expected object/],
  ] as const;
  it.each(refused)('refuses params %j with %s', async (params, code, cause) => {
    const run = runTool(fade, { inputs: { image: picture() }, params, models: noModels });
    await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(cause) });
  });

  it('refuses missing and unknown inputs', async () => {
    await expect(runTool(fade, { inputs: {}, models: noModels })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    const inputs = { image: picture(), depth: picture() };
    await expect(runTool(fade, { inputs, models: noModels })).rejects.toThrow(
      /takes image, mask but was given depth/,
    );
  });

  it('does not start once the signal is aborted', async () => {
    const run = runTool(fade, {
      inputs: { image: picture() },
      models: noModels,
      signal: AbortSignal.abort(),
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('frame cache', () => {
  const make = (bytes: number) => async () =>
    Frame.allocate({ width: bytes, height: 1, channels: 1, dtype: 'u8' });

  it('makes a value once for concurrent and later calls', async () => {
    const cache = createFrameCache(1000);
    let made = 0;
    const counted = async () => {
      made++;
      return make(64)();
    };
    const [a, b] = await Promise.all([cache.frame('k', counted), cache.frame('k', counted)]);
    expect(a).toBe(b);
    expect(await cache.frame('k', counted)).toBe(a);
    expect(made).toBe(1);
  });

  it('forgets what was used longest ago, and failures at once', async () => {
    const cache = createFrameCache(128);
    const a = await cache.frame('a', make(64));
    await cache.frame('b', make(64));
    expect(await cache.frame('a', make(64))).toBe(a);
    await cache.frame('c', make(64));
    expect(cache.bytes).toBe(128);
    expect(await cache.frame('a', make(64))).toBe(a);
    await expect(cache.frame('d', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(cache.frame('d', make(64))).resolves.toBeInstanceOf(Frame);
  });

  it('forgets what can be made again soon first, and refuses shared memory', async () => {
    const cache = createFrameCache(400);
    const make = (side: number) => () =>
      Promise.resolve(Frame.allocate({ width: 64, height: side, channels: 1, dtype: 'u8' }));
    const dear = await cache.frame('dear', make(2));
    const cheap = await cache.frame('cheap', make(1), { brief: true });
    expect(await cache.frame('cheap', make(1), { brief: true })).toBe(cheap);
    // Two brief ones are more than their share; the older goes, however much room there is.
    const next = await cache.frame('next', make(1), { brief: true });
    await cache.frame('more', make(1), { brief: true });
    expect(await cache.frame('next', make(1), { brief: true })).not.toBe(next);
    expect(await cache.frame('dear', make(2))).toBe(dear);
    const shared = Frame.allocate({ width: 1, height: 1, channels: 1, dtype: 'u8' }, { shared: true });
    await expect(cache.frame('shared', async () => shared)).rejects.toThrow(TypeError);
    shared.release();
  });
});

describe('a declaration', () => {
  it('shows params only for choices that there are', () => {
    const declared = (values: readonly string[]) =>
      defineTool({
        id: 'picky',
        title: 'Picky',
        help: 'Does nothing.',
        media: 'frame',
        inputs: {},
        groups: {},
        params: {
          way: {
            kind: 'choice',
            title: 'Way',
            help: 'Which way.',
            choices: [{ id: 'up', title: 'Up' }],
            default: 'up',
          },
          far: {
            kind: 'boolean',
            title: 'Far',
            help: 'How far.',
            default: false,
            onlyFor: { param: 'way', values },
          },
        },
        outputs: {},
        models: [],
        makes: 'edited',
        run: async () => ({}),
      });
    expect(() => declared(['up'])).not.toThrow();
    expect(() => declared(['up', 'down'])).toThrow(
      /values of the choice way for param far but received down/,
    );
  });
});
