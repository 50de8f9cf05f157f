// SPDX-License-Identifier: Apache-2.0
// Commands without a panel, and steps of Actions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepOf } from '../../../plugins/photoshop/build/actions.js';
import { playStep, runAgain } from '../../../plugins/photoshop/build/commands.js';
import { createPhotoshopBridge } from '../../../plugins/photoshop/build/host/photoshop-bridge.js';
import { EngineProcess } from '../../e2e/studio/engine-process.js';
import { createPhotoshop } from './host.js';
import { hostOf, openPanel, pairedClient } from './panel-host.js';
import { openPattern } from './pictures.js';

const engine = new EngineProcess();
let client: Awaited<ReturnType<typeof pairedClient>>;
beforeAll(async () => {
  await engine.start();
  client = await pairedClient(engine, hostOf(createPhotoshop()));
});
afterAll(async () => {
  client?.close();
  await engine.close();
});

function ready(kept = new Map<string, string>()) {
  const emulated = createPhotoshop();
  const document = openPattern(emulated, { width: 64, height: 48, depth: 8 });
  const host = hostOf(emulated, kept);
  const bridge = createPhotoshopBridge(host, client);
  return { emulated, document, host, bridge, kept };
}

describe('a run', () => {
  it('is recorded as a step of an Action, and played with the settings of then', async () => {
    const { emulated, document, host, bridge, kept } = ready();
    const { store, apply } = await openPanel(host, client, 'denoise');
    store.edits.set('luma', 30);
    store.setWorkOn('layers');
    store.setPlaceAs('smart-object');
    await apply();
    const [recorded] = emulated.module.action.recorded;
    expect(recorded).toMatchObject({ name: 'Sfumato Denoise', methodName: 'sfumatoPlayStep' });
    const step = stepOf(recorded?.info);
    expect(step).toMatchObject({
      tool: 'denoise',
      params: { luma: 30 },
      workOn: 'layers',
      placeAs: 'smart-object',
    });
    const [smart] = document.state.layers;
    document.undo();

    // The person goes on with other settings; the Action has its own.
    store.edits.set('luma', 90);
    store.setWorkOn('picture');
    await new Promise((resolve) => setTimeout(resolve, 0));
    const remembered = new Map(kept);
    await playStep(bridge, client, step);
    const [again] = document.state.layers;
    expect(again).toMatchObject({ kind: 'smartObject' });
    expect(again?.contents?.layers[0]?.pixels?.data).toEqual(smart?.contents?.layers[0]?.pixels?.data);
    expect(kept).toEqual(remembered);
    store.close();
  });

  it('of an Action says why it could not be made', async () => {
    const { emulated, bridge } = ready();
    emulated.activate(null);
    const step = { tool: 'denoise', params: {}, workOn: 'picture', placeAs: 'layer' } as const;
    await expect(playStep(bridge, client, step)).rejects.toThrow(/No document is open/);
    const { bridge: other } = ready();
    await expect(playStep(other, client, { ...step, tool: 'fill' })).rejects.toThrow(/[Ss]elect/);
    expect(() => stepOf({ 'org.sfumato.step': '{"tool":1}' })).toThrow(/Action/);
    expect(() => stepOf({})).toThrow(/Action/);
  });

  it('by a command is as the panel last made it, place and layers included', async () => {
    const { host, kept } = ready();
    const { store } = await openPanel(host, client, 'denoise');
    store.edits.set('luma', 30);
    store.setWorkOn('layers');
    store.setPlaceAs('smart-object');
    await new Promise((resolve) => setTimeout(resolve, 0));
    store.close();
    const later = ready(kept);
    const said: string[] = [];
    await runAgain(later.bridge, client, 'denoise', async (words) => said.push(words));
    expect(said).toEqual([]);
    expect(later.document.state.layers.map(({ kind }) => kind)).toEqual(['smartObject']);
    expect(later.document.history.at(-1)?.name).toBe('Sfumato: Denoise 1');
  });
});
