// SPDX-License-Identifier: Apache-2.0
// One press of Apply that runs a tool several times: on layers, or in variations.
import { describe, expect, it } from 'vitest';
import { frameOf } from './fixture/fake-engine.js';
import { matte, own, panel, settled } from './trial-panel.js';

const hair = { id: '11', name: 'Hair' };
const coat = { id: '12', name: 'Coat' };

async function onLayers(tool: string, layers = [hair, coat]) {
  const ready = await panel({ tool });
  const document = ready.bridge.document.get();
  if (document) ready.bridge.document.set({ ...document, layers });
  ready.store.setWorkOn('layers');
  return ready;
}

describe('on the chosen layers', () => {
  it('runs on each by itself, tells how far that is, and places all at once', async () => {
    const { engine, bridge, store } = await onLayers('denoise');
    expect(own(store).placeAs).toBe('layer');
    const done = store.apply.run();
    await settled();
    expect(engine.jobs[0]?.request.inputs).toEqual({ image: 'layer-11' });
    engine.jobs[0]?.options.onProgress?.({ phase: 'Denoising', fraction: 0.5 });
    expect(store.get().job).toMatchObject({ phase: '1 of 2: Denoising', fraction: 0.25 });
    engine.jobs[0]?.resolve({ image: frameOf('f8', 60, 40) });
    await settled();
    expect(engine.jobs[1]?.request.inputs).toEqual({ image: 'layer-12' });
    engine.jobs[1]?.options.onProgress?.({ phase: 'Denoising', fraction: 0.5 });
    expect(store.get().job).toMatchObject({ phase: '2 of 2: Denoising', fraction: 0.75 });
    expect(bridge.placed).toHaveLength(0);
    engine.jobs[1]?.resolve({ image: frameOf('f9', 60, 40) });
    await done;
    expect(bridge.placed).toHaveLength(1);
    const [{ results, as, step } = { results: [], as: '', step: '' }] = bridge.placed;
    expect([as, step]).toEqual(['layer', 'Denoise 1']);
    expect(results.map(({ title, layer, outputs }) => [title, layer, outputs.image?.frame])).toEqual([
      ['Hair (Denoise 1)', hair, 'f8'],
      ['Coat (Denoise 1)', coat, 'f9'],
    ]);
    // Layers' pictures were read for this run alone.
    expect(engine.dropped).toEqual(expect.arrayContaining(['layer-11', 'layer-12']));
    // What was made of a layer does not show as the whole picture.
    expect(own(store).shown).toBeNull();
  });

  it('places nothing when one of them fails or it is cancelled, and gives back what was made', async () => {
    const { engine, bridge, store } = await onLayers('denoise');
    const done = store.apply.run();
    await settled();
    engine.jobs[0]?.resolve({ image: frameOf('f8', 60, 40) });
    await settled();
    store.apply.cancel();
    await done;
    expect(bridge.placed).toHaveLength(0);
    expect(engine.dropped).toContain('f8');
    expect(store.get()).toMatchObject({ job: null, error: null });
  });

  it('says when none is chosen', async () => {
    const { bridge, store } = await onLayers('denoise', []);
    await store.apply.run();
    expect(store.get().error).toMatchObject({ code: 'INPUT_INVALID', cause: expect.stringMatching(/layer/) });
    expect(bridge.placed).toHaveLength(0);
  });

  it('offers the places that a layer has, and goes back to one that fits', async () => {
    const { store } = await onLayers('mask');
    expect(own(store).placeAs).toBe('layer-mask');
    store.setWorkOn('picture');
    expect(own(store).placeAs).toBe('layer-mask');
    store.setPlaceAs('selection');
    store.setWorkOn('layers');
    expect(own(store).placeAs).toBe('layer-mask');
  });

  it('works on the selection of each layer, never on a matte of the whole picture', async () => {
    const { engine, bridge, store } = await onLayers('fill');
    bridge.selected = matte('f30');
    const done = store.apply.run();
    await settled();
    expect(engine.jobs[0]?.request.inputs).toEqual({ image: 'layer-11', mask: 'f30' });
    expect(bridge.asked.at(-1)).toEqual(hair);
    store.apply.cancel();
    await done;
  });
});

describe('variations', () => {
  it('runs the chosen one and as many others as make four, and places them together', async () => {
    const { engine, bridge, store } = await panel({ tool: 'fill' });
    bridge.selected = matte('f20');
    store.setPlaceAs('variations');
    store.edits.set('seed', 7);
    const done = store.apply.run();
    for (let i = 0; i < 4; i++) {
      await settled();
      const job = engine.jobs.filter(({ request }) => request.quality === 'full')[i];
      job?.resolve({ image: frameOf(`i${i}`, 6000, 4000), layer: frameOf(`l${i}`, 90, 80) });
    }
    await done;
    const [{ results, as, step } = { results: [], as: '', step: '' }] = bridge.placed;
    expect([as, step]).toEqual(['variations', 'Fill 1']);
    expect(results.map(({ title, params }) => [title, params.seed])).toEqual(
      [7, 8, 9, 10].map((seed) => [`Variation ${seed}`, seed]),
    );
  });
});

describe('what a result is to become', () => {
  it('makes the outputs that are placed: a cut-out for a layer, passes for a group', async () => {
    const mask = await panel({ tool: 'mask' });
    mask.store.setPlaceAs('layer');
    void mask.store.apply.run();
    await settled();
    expect(mask.engine.jobs[0]?.request.params.cutout).toBe(true);
    const relight = await panel({ tool: 'relight' });
    relight.store.setPlaceAs('group');
    void relight.store.apply.run();
    await settled();
    expect(relight.engine.jobs[0]?.request.params.passes).toBe(true);
  });

  it('is remembered for commands that run a tool again', async () => {
    const { store, bridge } = await onLayers('denoise');
    store.setPlaceAs('smart-object');
    await settled();
    expect(JSON.parse(bridge.kept.get('goal.denoise') ?? '')).toEqual({
      workOn: 'layers',
      placeAs: 'smart-object',
    });
    const again = await panel({ tool: 'denoise', host: { kept: bridge.kept } });
    expect(own(again.store)).toMatchObject({ workOn: 'layers', placeAs: 'smart-object' });
  });
});

describe('a document that cannot be used', () => {
  it('is neither read nor run on', async () => {
    const { engine, bridge, store } = await panel({ tool: 'denoise' });
    const document = bridge.document.get();
    const problem = {
      code: 'INPUT_INVALID',
      title: 't',
      cause: 'It is in CMYK mode.',
      remedy: [],
      docs: '',
    } as const;
    if (document) bridge.document.set({ ...document, id: 'd2', problem });
    const { length } = bridge.asked;
    store.edits.set('luma', 20);
    await store.apply.run();
    expect(engine.jobs).toHaveLength(0);
    expect(bridge.asked).toHaveLength(length);
    expect(store.get().error?.cause).toBe('It is in CMYK mode.');
  });
});
