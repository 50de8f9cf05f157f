// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '@sfumato/core/protocol';
import { createPanelStore } from '@sfumato/panels';
import { describe, expect, it } from 'vitest';
import { createFakeEngine, frameOf } from './fixture/fake-engine.js';
import { descriptions as tools } from './fixture/tools.js';
import { matte, own, panel, settled, value } from './trial-panel.js';

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
