// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '@sfumato/core/protocol';
import { describe, expect, it } from 'vitest';
import { frameOf, readyState } from './fixture/fake-engine.js';
import { matte, own, panel, settled, value } from './trial-panel.js';

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

  it('stops the draft that would hold it up, and drafts again what was changed meanwhile', async () => {
    const { engine, store } = await panel({ tool: 'mask' });
    store.edits.set('refine', 40);
    await settled();
    const done = store.apply.run();
    await settled();
    expect(engine.jobs.map(({ request }) => request.quality)).toEqual(['draft', 'full']);
    expect(engine.jobs[0]?.options.signal?.aborted).toBe(true);
    store.edits.set('refine', 50);
    await settled();
    expect(engine.jobs).toHaveLength(2);
    engine.jobs[1]?.resolve({ matte: matte('f9') });
    await done;
    await settled();
    expect(engine.jobs[2]?.request).toMatchObject({ quality: 'draft', params: { refine: 50 } });
  });

  it('places a kept result again, though its own placing changed the document', async () => {
    const { engine, bridge, store } = await panel({ tool: 'mask' });
    const done = store.apply.run();
    await settled();
    engine.jobs[0]?.resolve({ matte: matte('f9') });
    await done;
    const document = bridge.document.get();
    if (document) bridge.document.set({ ...document, revision: 2 });
    store.setPlaceAs('layer-mask');
    await store.apply.placeAgain(1);
    expect(bridge.placed.map(({ as }) => as)).toEqual(['selection', 'layer-mask']);
    if (document) bridge.document.set({ ...document, id: 'd2' });
    await store.apply.placeAgain(1);
    expect(bridge.placed).toHaveLength(2);
    expect(store.get().error?.code).toBe('DOCUMENT_CHANGED');
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
    engine.become({ phase: 'unreachable', error: report, paired: true });
    expect(store.get().connection).toEqual({ phase: 'unreachable', error: report, paired: true });
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
