// SPDX-License-Identifier: Apache-2.0
import { createPanelStore, type ModelInfo } from '@sfumato/panels';
import { describe, expect, it } from 'vitest';
import { createFakeBridge } from './fixture/fake-bridge.js';
import { createFakeEngine, frameOf } from './fixture/fake-engine.js';
import { descriptions as tools } from './fixture/tools.js';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const model = (id: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  id,
  title: id,
  task: 'subject',
  version: '1',
  licence: 'Apache-2.0',
  provenance: 'made for this test',
  verdict: 'cleared',
  installed: false,
  allowed: true,
  chosen: false,
  bytes: 88_000_000,
  fetchable: true,
  ...more,
});

async function panel(models: readonly ModelInfo[]) {
  const engine = createFakeEngine({ tools, models });
  const bridge = createFakeBridge({ picture: frameOf('f1', 600, 400) });
  const store = createPanelStore({ engine, bridge, tool: 'mask' });
  await settled();
  await settled();
  return { engine, store };
}

describe('installing a model from the panel', () => {
  it('fetches it, says so, and makes the draft that was missing', async () => {
    const { engine, store } = await panel([model('isnet')]);
    const drafts = engine.jobs.length;
    const installing = store.models.install('isnet');
    expect(store.get().installing).toMatchObject({ model: 'isnet' });
    await installing;
    await settled();
    expect(store.get()).toMatchObject({ installing: null, error: null });
    expect(store.get().message).not.toBeNull();
    expect(store.get().models[0]).toMatchObject({ installed: true });
    expect(engine.jobs.length).toBe(drafts + 1);
  });

  it('tells why it could not, and can be tried again', async () => {
    const { engine, store } = await panel([model('isnet')]);
    engine.pullModel = async () => {
      throw new Error('no network');
    };
    await store.models.install('isnet');
    expect(store.get()).toMatchObject({ installing: null, error: { cause: 'no network' } });
    expect(store.get().models[0]).toMatchObject({ installed: false });
  });

  it('uses the one that the person chose, in every job, and remembers it', async () => {
    const two = [
      model('isnet', { installed: true, chosen: true }),
      model('u2netp', { installed: true }),
      model('absent'),
    ];
    const { engine, store } = await panel(two);
    const chosen = () => store.get().models.flatMap(({ id, chosen: used }) => (used ? [id] : []));
    expect(chosen()).toEqual(['isnet']);
    const other = store.get().models[1];
    if (!other) throw new Error('no other model');
    store.models.choose(other);
    await settled();
    expect(chosen()).toEqual(['u2netp']);
    expect(engine.jobs.at(-1)?.request).toMatchObject({ models: { subject: 'u2netp' } });
    // A choice that cannot be used any more is none.
    engine.models = async () => two.slice(0, 1);
    await store.models.refresh();
    expect(chosen()).toEqual(['isnet']);
    expect(JSON.parse((await store.bridge.storage.get('panel')) ?? '{}')).toMatchObject({
      choices: { subject: 'u2netp' },
    });
  });

  it('is cancelled without a word', async () => {
    const { engine, store } = await panel([model('isnet')]);
    engine.pullModel = (_id, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      });
    const installing = store.models.install('isnet');
    store.models.cancelInstall();
    await installing;
    expect(store.get()).toMatchObject({ installing: null, error: null });
  });
});
