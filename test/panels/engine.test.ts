// SPDX-License-Identifier: Apache-2.0
// The panels' store on the real engine: pairing, drafts, full runs, and an engine that goes away and comes back.
import { createPanelStore, current, type PanelState, type PanelStore } from '@sfumato/panels';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeBridge, type FakeBridge } from './fixture/fake-bridge.js';
import { openPhotograph, type RealEngine, startRealEngine } from './real-engine.js';

let engines: RealEngine[] = [];
let stores: PanelStore[] = [];
afterEach(async () => {
  for (const store of stores) store.close();
  for (const engine of engines) await engine.end();
  engines = [];
  stores = [];
});

const start = async (port?: number) => {
  const engine = await startRealEngine(port);
  engines.push(engine);
  return engine;
};

/** Resolves with what `find` finds in the state, as soon as it finds something. */
const found = <T>(store: PanelStore, find: (state: PanelState) => T | null | undefined | false): Promise<T> =>
  new Promise((resolve) => {
    const look = () => {
      const result = find(store.get());
      if (!result) return;
      stop();
      resolve(result);
    };
    const stop = store.subscribe(look);
    look();
  });

/** A panel of that tool, on a host whose document is a cat. */
async function panel(engine: RealEngine, tool: string) {
  const client = engine.client();
  const picture = await openPhotograph(client, 'chelsea.png');
  const bridge: FakeBridge = createFakeBridge({ picture });
  bridge.picture = () => openPhotograph(client, 'chelsea.png');
  const store = createPanelStore({ engine: client, bridge, tool });
  stores.push(store);
  await found(store, (state) => current(state));
  return { bridge, store };
}
const draftOf = (store: PanelStore) => found(store, (state) => current(state)?.own.draft);

describe('a panel on the real engine', () => {
  it('is let in by its pairing code, and keeps the token', async () => {
    const engine = await start();
    const kept: string[] = [];
    const client = engine.client({
      endpoint: () => ({ urls: [engine.url] }),
      onToken: (token) => kept.push(token),
    });
    const bridge = createFakeBridge({ picture: await openPhotograph(engine.client(), 'chelsea.png') });
    const store = createPanelStore({ engine: client, bridge });
    stores.push(store);
    const error = await found(store, ({ connection }) => connection.phase === 'refused' && connection.error);
    expect(error.code).toBe('ENGINE_REFUSED');
    client.pair(engine.newPairing('code').secret);
    const tools = await found(store, (state) => state.tools);
    expect(tools.map(({ id }) => id)).toEqual(['mask', 'fill', 'relight', 'denoise']);
    expect(kept).toEqual([engine.token]);
  });

  it('masks by a click, at draft size first, and places the full result', async () => {
    const { bridge, store } = await panel(await start(), 'mask');
    store.edits.setAll({
      ...current(store.get())?.own.values.present,
      target: 'selection',
      points: [{ x: 0.5, y: 0.5, label: 'add' }],
    });
    const draft = await draftOf(store);
    expect(draft.result.outputs.matte).toMatchObject({ width: 451, height: 300, channels: 1 });
    await found(store, (state) => state.stage.main);
    await store.apply.run();
    expect(store.get().error).toBeNull();
    expect(bridge.placed[0]?.outcome.provenance).toMatchObject({ tool: 'mask', quality: 'full' });
    expect(bridge.placed[0]?.outcome.outputs.matte).toMatchObject({ width: 451, height: 300 });
  });

  it('shows light while it is dragged at a size that keeps up', async () => {
    const { store } = await panel(await start(), 'relight');
    store.edits.set('exposure', -2, true);
    const draft = await draftOf(store);
    expect(draft.result.outputs.image?.width).toBeLessThanOrEqual(512);
    store.setView({ mode: 'split' });
    await found(store, (state) => state.stage.after);
  });

  it('fills with a mask that it made itself, in variations', async () => {
    const engine = await start();
    const client = engine.client();
    const bridge = createFakeBridge({ picture: await openPhotograph(client, 'chelsea.png') });
    const store = createPanelStore({ engine: client, bridge });
    stores.push(store);
    await found(store, (state) => current(state));
    store.setPreview(false);
    store.edits.setAll({
      ...current(store.get())?.own.values.present,
      target: 'selection',
      box: { x: 0.1, y: 0.1, width: 0.15, height: 0.2 },
    });
    await store.apply.run();
    store.selectTool('fill');
    await store.variations.make(2);
    const variations = current(store.get())?.own.variations ?? [];
    expect(store.get().error).toBeNull();
    expect(variations.map(({ thumbnail }) => thumbnail !== null)).toEqual([true, true]);
  });

  it('goes on with an engine that came back: the picture is opened again', async () => {
    const first = await start();
    const { bridge, store } = await panel(first, 'denoise');
    await store.apply.run();
    expect(bridge.placed).toHaveLength(1);
    const { port, token } = first;
    await first.close();
    await found(store, ({ connection }) => connection.phase === 'unreachable');
    const second = await start(port);
    // The person's token file outlives engines; here each has a home, and a token, of its own.
    expect(second.token).not.toBe(token);
    await found(store, ({ connection }) => connection.phase === 'refused');
    const { engine } = store;
    engine.pair(second.newPairing('code').secret);
    await found(store, ({ connection }) => connection.phase === 'ready' && connection.session === 2);
    expect(current(store.get())?.own.results).toMatchObject([{ held: false }]);
    await store.apply.run();
    expect(store.get().error).toBeNull();
    expect(bridge.placed).toHaveLength(2);
  });
});
