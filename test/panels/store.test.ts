// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '@sfumato/core/protocol';
import { createPanelStore, current, type PanelStore } from '@sfumato/panels';
import { describe, expect, it } from 'vitest';
import { createFakeBridge, type FakeBridgeOptions } from './fixture/fake-bridge.js';
import { createFakeEngine, type FakeEngineAnswers, frameOf, readyState } from './fixture/fake-engine.js';
import { descriptions as tools } from './fixture/tools.js';

const picture = frameOf('f1', 6000, 4000);
/** Lets promises that are ready go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

async function panel(
  more: { tool?: string; answers?: Partial<FakeEngineAnswers>; host?: Partial<FakeBridgeOptions> } = {},
) {
  const engine = createFakeEngine({ tools, ...more.answers });
  const bridge = createFakeBridge({ picture, ...more.host });
  const store = createPanelStore({ engine, bridge, ...(more.tool ? { tool: more.tool } : {}) });
  await settled();
  await settled();
  return { engine, bridge, store };
}

const own = (store: PanelStore) => {
  const now = current(store.get());
  if (!now) throw new Error('The store knows no tool.');
  return now.own;
};
const value = (store: PanelStore, param: string) => own(store).values.present[param];
const matte = (id: string) => frameOf(id, 1280, 853, { channels: 1 });

describe('drafts', () => {
  it('follow a drag one at a time, and end with its last value', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    for (const feather of [1, 2, 3, 4]) store.edits.set('feather', feather, true);
    store.edits.set('feather', 5, true);
    await settled();
    expect(engine.jobs).toHaveLength(1);
    expect(engine.jobs[0]?.request).toMatchObject({ tool: 'mask', quality: 'draft', params: { feather: 1 } });
    engine.jobs[0]?.resolve({ matte: matte('f2') });
    await settled();
    expect(own(store).draft?.result.outputs.matte?.frame).toBe('f2');
    expect(engine.jobs[1]?.request.params).toMatchObject({ feather: 5 });
    engine.jobs[1]?.resolve({ matte: matte('f3') });
    await settled();
    expect(own(store).draft?.values.feather).toBe(5);
    expect(engine.dropped).toEqual(['f2']);
  });

  it('stop at once for a change that is no drag', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    store.edits.set('target', 'person');
    await settled();
    store.edits.set('target', 'sky');
    await settled();
    expect(engine.jobs[0]?.options.signal?.aborted).toBe(true);
    expect(engine.jobs[1]?.request.params).toMatchObject({ target: 'sky' });
    expect(store.get().error).toBeNull();
  });

  it('of light are small while a light is dragged', async () => {
    const { engine, store } = await panel({ tool: 'relight' });
    store.edits.set('exposure', -1, true);
    await settled();
    expect(engine.jobs[0]?.request.proxy).toBe(512);
    engine.jobs[0]?.resolve({ image: frameOf('f2', 512, 341) });
    await settled();
    store.edits.set('exposure', -2);
    await settled();
    expect(engine.jobs[1]?.request.proxy).toBe(1024);
  });

  it('that fail say so, until one succeeds', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    store.edits.set('target', 'sky');
    await settled();
    engine.jobs[0]?.reject(new SfumatoError('MODEL_MISSING', 'Selecting the sky needs a model.'));
    await settled();
    expect(store.get().error?.code).toBe('MODEL_MISSING');
    store.edits.set('target', 'person');
    await settled();
    engine.jobs[1]?.resolve({ matte: matte('f2') });
    await settled();
    expect(store.get().error).toBeNull();
  });

  it('give what the view shows, and nothing more', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 30);
    await settled();
    expect(engine.jobs[0]?.request.params).toMatchObject({ refine: 30, cutout: false });
    engine.jobs[0]?.resolve({ matte: matte('f2') });
    await settled();
    store.setView({ mode: 'cutout' });
    await settled();
    expect(engine.jobs[1]?.request.params).toMatchObject({ refine: 30, cutout: true });
    engine.jobs[1]?.resolve({ matte: matte('f3'), cutout: frameOf('f4', 1280, 853) });
    await settled();
    store.setView({ mode: 'overlay' });
    await settled();
    expect(engine.jobs).toHaveLength(2);
    expect(value(store, 'cutout')).toBe(true);
  });

  it('do not follow with Preview off', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    store.setPreview(false);
    store.edits.set('luma', 50);
    await settled();
    expect(engine.jobs).toHaveLength(0);
  });

  it('of a fill without a selection give a hint, not an error', async () => {
    const { engine, store } = await panel({ tool: 'fill' });
    store.edits.set('grain', 20);
    await settled();
    engine.jobs[0]?.reject(
      new SfumatoError('INPUT_INVALID', 'There is no mask: nothing says what is to be removed.'),
    );
    await settled();
    expect(store.get().error).toBeNull();
    expect(own(store).hint).toMatch(/Select what should go/);
  });
});

describe('params', () => {
  it('are undone and redone, a whole drag in one step', async () => {
    const { store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 60, true);
    store.edits.set('refine', 50, true);
    store.edits.set('refine', 40);
    store.edits.set('invert', true);
    store.edits.undo();
    expect([value(store, 'refine'), value(store, 'invert')]).toEqual([40, false]);
    store.edits.undo();
    expect(value(store, 'refine')).toBe(70);
    store.edits.redo();
    store.edits.redo();
    expect([value(store, 'refine'), value(store, 'invert')]).toEqual([40, true]);
  });

  it('are reset one by one, by group and all together', async () => {
    const { store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 10);
    store.edits.set('feather', 10);
    store.edits.set('invert', true);
    store.edits.reset('refine');
    expect([value(store, 'refine'), value(store, 'feather')]).toEqual([70, 10]);
    store.edits.resetGroup('edge');
    expect([value(store, 'feather'), value(store, 'invert')]).toEqual([0, true]);
    store.edits.resetAll();
    expect(value(store, 'invert')).toBe(false);
  });

  it('are there again the next day, but marks are not', async () => {
    const { bridge, store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 33);
    store.edits.set('points', [{ x: 0.5, y: 0.5, label: 'add' }]);
    await settled();
    const again = createPanelStore({ engine: createFakeEngine({ tools }), bridge, tool: 'mask' });
    await settled();
    await settled();
    expect(value(again, 'refine')).toBe(33);
    expect(value(again, 'points')).toEqual([]);
  });
});

describe('apply', () => {
  it('runs in full, places the result once, and keeps it', async () => {
    const { engine, bridge, store } = await panel({ tool: 'mask' });
    const done = store.apply.run();
    await settled();
    const job = engine.jobs[0];
    expect(job?.request).toMatchObject({ quality: 'full', priority: 'apply', inputs: { image: 'f1' } });
    job?.options.onProgress?.({ phase: 'Refining', fraction: 1 });
    expect(store.get().job).toMatchObject({ phase: 'Refining', fraction: 0.99 });
    job?.resolve({ matte: matte('f9') });
    await done;
    expect(bridge.placed).toHaveLength(1);
    expect(bridge.placed[0]).toMatchObject({ as: 'selection', outcome: { tool: { id: 'mask' } } });
    expect(own(store).results).toMatchObject([{ id: 1, placed: 'selection', held: true }]);
    expect(store.get()).toMatchObject({ job: null, error: null });
  });

  it('places nothing when the picture changed meanwhile', async () => {
    const { engine, bridge, store } = await panel({ tool: 'mask' });
    const done = store.apply.run();
    await settled();
    const document = bridge.document.get();
    if (document) bridge.document.set({ ...document, revision: 2 });
    engine.jobs[0]?.resolve({ matte: matte('f9') });
    await done;
    expect(bridge.placed).toHaveLength(0);
    expect(store.get().error?.cause).toMatch(/changed meanwhile/);
  });

  it('can be cancelled, which is not an error', async () => {
    const { engine, bridge, store } = await panel({ tool: 'mask' });
    const done = store.apply.run();
    await settled();
    store.apply.cancel();
    expect(store.get().job?.cancelling).toBe(true);
    await done;
    expect(engine.jobs[0]?.options.signal?.aborted).toBe(true);
    expect(bridge.placed).toHaveLength(0);
    expect(store.get()).toMatchObject({ job: null, error: null });
  });

  it('shows what the engine says went wrong, with its remedies', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    const done = store.apply.run();
    await settled();
    engine.jobs[0]?.reject(new SfumatoError('WORKER_LOST', 'The worker process ended while it denoised.'));
    await done;
    expect(store.get().error).toMatchObject({
      code: 'WORKER_LOST',
      cause: expect.stringMatching(/denoised/),
    });
  });

  it('shows a fault of ours as one', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    const done = store.apply.run();
    await settled();
    engine.jobs[0]?.reject(new TypeError('x is not a function'));
    await done;
    expect(store.get().error).toMatchObject({ code: 'INTERNAL', cause: 'x is not a function' });
  });

  it('gives the newest mask to a fill when nothing is selected', async () => {
    const { engine, bridge, store } = await panel();
    const masked = store.apply.run();
    await settled();
    engine.jobs[0]?.resolve({ matte: matte('f9') });
    await masked;
    store.selectTool('fill');
    const filled = store.apply.run();
    await settled();
    expect(engine.jobs[1]?.request.inputs).toEqual({ image: 'f1', mask: 'f9' });
    engine.jobs[1]?.resolve({ image: frameOf('f10', 6000, 4000), layer: frameOf('f11', 90, 80) });
    await filled;
    bridge.selected = frameOf('f20', 6000, 4000, { channels: 1 });
    const again = store.apply.run();
    await settled();
    expect(engine.jobs[2]?.request.inputs.mask).toBe('f20');
    engine.jobs[2]?.resolve({});
    await again;
  });

  it('keeps eight results, and gives back the pixels of older ones that the host does not use', async () => {
    const { engine, bridge, store } = await panel({ tool: 'denoise' });
    bridge.holds = (frame) => frame === 'r1';
    for (let i = 1; i <= 10; i++) {
      const done = store.apply.run();
      await settled();
      engine.jobs.at(-1)?.resolve({ image: frameOf(`r${i}`, 6000, 4000) });
      await done;
    }
    expect(own(store).results.map(({ id }) => id)).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
    expect(engine.dropped).toEqual(['r2']);
  });

  it('brings a result back with its settings', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    store.edits.set('luma', 70);
    const done = store.apply.run();
    await settled();
    engine.jobs.at(-1)?.resolve({ image: frameOf('r1', 6000, 4000) });
    await done;
    store.edits.set('luma', 10);
    store.bringBack(1);
    expect(value(store, 'luma')).toBe(70);
    expect(own(store).shown).toBe(1);
  });
});

describe('the connection', () => {
  it('that comes back has lost its frames: results stay, without pixels', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    const done = store.apply.run();
    await settled();
    engine.jobs[0]?.resolve({ image: frameOf('r1', 6000, 4000) });
    await done;
    engine.become({ phase: 'connecting' });
    expect(store.get().connection.phase).toBe('connecting');
    engine.become(readyState(2));
    await settled();
    expect(own(store).results).toMatchObject([{ held: false }]);
    expect(own(store).draft).toBeNull();
    expect(engine.dropped).toEqual([]);
  });

  it('that comes back makes the draft again that was lost with it', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 30);
    await settled();
    engine.jobs[0]?.resolve({ matte: matte('f2') });
    await settled();
    engine.become({ phase: 'connecting' });
    engine.become(readyState(2));
    await settled();
    await settled();
    expect(engine.jobs[1]?.request).toMatchObject({ quality: 'draft', params: { refine: 30 } });
  });

  it('is told in its state, whatever it is', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    const { report } = new SfumatoError('ENGINE_UNREACHABLE', 'No engine answers.');
    engine.become({ phase: 'unreachable', error: report });
    expect(store.get().connection).toEqual({ phase: 'unreachable', error: report });
  });
});

describe('presets', () => {
  it('keep what fits any picture, under a name', async () => {
    const { bridge, store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 90);
    store.edits.set('points', [{ x: 0.5, y: 0.5, label: 'add' }]);
    expect(await store.presets.save('  Fine   hair ')).toBe(true);
    expect(own(store).presets).toEqual([{ name: 'Fine hair', values: { refine: 90 } }]);
    store.edits.set('refine', 5);
    expect(own(store).preset).toBeNull();
    store.presets.choose('Fine hair');
    expect(value(store, 'refine')).toBe(90);
    expect(value(store, 'points')).toHaveLength(1);
    await store.presets.rename('Fine hair', 'Hair');
    expect(own(store).presets.map(({ name }) => name)).toEqual(['Hair']);
    await store.presets.exportAll();
    expect(JSON.parse(bridge.savedFiles[0]?.text ?? '')).toMatchObject({ tool: 'mask', version: 1 });
    await store.presets.remove('Hair');
    expect(own(store).presets).toEqual([]);
    expect(await store.presets.save('   ')).toBe(false);
  });

  it('are read from files with care', async () => {
    const { bridge, store } = await panel({ tool: 'mask' });
    const file = (content: unknown) => ({ name: 'a.json', text: JSON.stringify(content) });
    const head = { format: 'sfumato.presets', version: 1, tool: 'mask' };
    bridge.chosenFile = file({
      ...head,
      presets: [{ name: 'Good', values: { refine: 20, feather: 99_999 } }, { values: {} }],
    });
    await store.presets.importFile();
    expect(own(store).presets).toEqual([{ name: 'Good', values: { refine: 20 } }]);
    expect(store.get().message).toMatch(/Imported 1 preset\. Left out: Good: Feather: expected/);
    for (const [content, problem] of [
      [{ ...head, tool: 'fill', presets: [] }, /are for fill, not for Mask/],
      [{ ...head, version: 7, presets: [] }, /version 7/],
      [{ hello: 1 }, /holds no presets/],
    ] as const) {
      bridge.chosenFile = file(content);
      await store.presets.importFile();
      expect(store.get().error?.cause).toMatch(problem);
    }
    bridge.chosenFile = { name: 'a.json', text: '{' };
    await store.presets.importFile();
    expect(store.get().error?.cause).toMatch(/holds no presets/);
  });
});

describe('variations', () => {
  it('are drafts of the next seeds, and go when other params change', async () => {
    const { engine, bridge, store } = await panel({
      tool: 'fill',
      answers: {
        job: (job) => job.resolve({ image: frameOf('f5', 600, 400), layer: frameOf('f6', 60, 40) }),
      },
    });
    bridge.selected = matte('f2');
    await store.variations.make(3);
    expect(engine.jobs.map(({ request }) => request.params.seed)).toEqual([1, 2, 3]);
    expect(own(store).variations.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    store.edits.set('seed', 2);
    expect(own(store).variations).toHaveLength(3);
    store.edits.set('grain', 10);
    expect(own(store).variations).toHaveLength(0);
  });
});

describe('the stage', () => {
  it('shows the picture as soon as it is read, and gives old images back', async () => {
    const { bridge, store } = await panel({ tool: 'denoise' });
    const first = store.get().stage.main;
    expect(first).not.toBeNull();
    store.setView({ mode: 'original' });
    await settled();
    await settled();
    expect(store.get().stage.main).not.toBe(first);
    expect(bridge.previews.has(first ?? '')).toBe(false);
    expect(bridge.previews.size).toBe(1);
  });

  it('of texture tools is 1:1: as many pixels of the picture as it has itself', async () => {
    const { engine, store } = await panel({ tool: 'denoise' });
    store.stage.resize({ width: 300, height: 200 });
    await settled();
    expect(engine.views.at(-1)?.request).toMatchObject({
      rect: { x: 2850, y: 1900, width: 300, height: 200 },
      width: 300,
      height: 200,
    });
  });

  it('leaves pictures to a host with its own viewer', async () => {
    const { engine, bridge, store } = await panel({ tool: 'mask', host: { viewer: true } });
    expect(engine.jobs).toHaveLength(1);
    engine.jobs[0]?.resolve({ matte: matte('f2') });
    await settled();
    expect(bridge.shown.at(-1)).toMatchObject({ mode: 'overlay', draft: true, matte: { frame: 'f2' } });
    expect(engine.views).toHaveLength(0);
    store.close();
  });
});
