// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { errorOf, SfumatoError } from '../engine/protocol.js';
import { FakeEngine, frameInfo } from '../testing/fake-engine.js';
import type { DocumentStore } from './document-store.js';
import { pictureLayer } from './layer.js';
import { openDocument } from './open.js';
import { additionOf, type Landing, type Result } from './place.js';
import { lostRuns, remake, reopen } from './remake.js';
import { saveRequest, stemOf } from './save.js';

const outputs = {
  image: { title: 'Picture', help: '', kind: 'image' },
  matte: { title: 'Matte', help: '', kind: 'matte' },
  light1: { title: 'Light 1', help: '', kind: 'layer', blend: 'add' },
  depth: { title: 'Depth', help: '', kind: 'data' },
} as const;

async function opened() {
  const engine = new FakeEngine();
  const file = { name: 'cup.tif', bytes: new Uint8Array([1, 2, 3]) };
  const { document } = await openDocument(engine, file);
  return { engine, document };
}

/** Lets a tool's result land, made from the picture that is shown. */
async function land(
  engine: FakeEngine,
  document: DocumentStore,
  tool: string,
  names: readonly (keyof typeof outputs)[],
  landing: Landing = 'all',
) {
  const input = pictureLayer(document.arrangement)?.content ?? '';
  engine.outputs = () => names;
  const job = { tool, inputs: { image: document.content(input)?.frame.frame ?? '' }, params: { seed: 3 } };
  const made = await engine.run(job);
  const result: Result = {
    tool: { id: tool, title: tool },
    outputs,
    frames: made.outputs,
    params: job.params,
    inputs: { image: input },
    provenance: made.provenance,
  };
  document.add(additionOf(result, landing, `${tool} 1`));
}

const names = (document: DocumentStore) => document.arrangement.layers.map(({ name }) => name);

describe('a document', () => {
  it('undoes and redoes everything', async () => {
    const { engine, document } = await opened();
    const states = [document.arrangement];
    await land(engine, document, 'fill', ['image']);
    states.push(document.arrangement);
    const [top] = document.arrangement.layers;
    const id = top?.id ?? '';
    document.rename(id, ' Clean ');
    states.push(document.arrangement);
    document.setVisible(id, false);
    states.push(document.arrangement);
    document.setOpacity(id, 0.9);
    document.setOpacity(id, 0.5);
    document.settle();
    states.push(document.arrangement);
    document.setOpacity(id, 0.25);
    states.push(document.arrangement);
    document.move(id, 1);
    states.push(document.arrangement);
    document.remove(id);
    expect(names(document)).toEqual(['Original']);
    for (const state of states.toReversed()) {
      document.undo();
      expect(document.arrangement).toEqual(state);
    }
    expect(document.snapshot().undo).toBeNull();
    for (const state of states.slice(1)) {
      document.redo();
      expect(document.arrangement).toEqual(state);
    }
    expect(document.snapshot().redo).toBe('Delete layer');
  });

  it('keeps the original, and frames that a step back could show', async () => {
    const { engine, document } = await opened();
    document.remove(document.arrangement.layers[0]?.id ?? '');
    expect(names(document)).toEqual(['Original']);
    await land(engine, document, 'fill', ['image']);
    document.remove(document.arrangement.layers[0]?.id ?? '');
    expect(engine.dropped).toEqual([]);
  });

  it('gives frames back that no step can show any more', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'fill', ['image']);
    const made = document.frames().at(-1);
    document.undo();
    await land(engine, document, 'denoise', ['image']);
    expect(engine.dropped).toEqual([made]);
  });

  it('makes a matte the selection, and the picture that shows the input of the next tool', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'mask', ['matte', 'image'], 'matte');
    expect(names(document)).toEqual(['mask 1', 'Original']);
    expect(document.arrangement.selection).toBe(document.arrangement.layers[0]?.id);
    await land(engine, document, 'relight', ['image', 'light1', 'depth']);
    expect(names(document)).toEqual(['relight 1', 'Light 1', 'Depth', 'mask 1', 'Original']);
    expect(document.arrangement.layers.map(({ visible }) => visible)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    const shown = () => pictureLayer(document.arrangement)?.name;
    expect(shown()).toBe('relight 1');
    document.setVisible(document.arrangement.layers[0]?.id ?? '', false);
    expect(shown()).toBe('Original');
    document.select(null);
    expect(document.arrangement.selection).toBeNull();
  });

  it('asks for a file with the pixels, the steps and the name of what is saved', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'fill', ['image']);
    await land(engine, document, 'relight', ['image', 'light1']);
    const snapshot = document.snapshot();
    const [top, light] = snapshot.arrangement.layers;
    if (!top || !light) throw new Error('Expected two layers');
    const request = saveRequest(snapshot, top, { format: 'tiff', bits: 16 }, 'cup-relight');
    expect(request).toMatchObject({ format: 'tiff', bits: 16, kind: 'image', source: 'f1', frame: 'f3' });
    expect(request?.provenance?.map(({ tool }) => tool)).toEqual(['fill', 'relight']);
    expect(stemOf(snapshot, top, 'cup.tif', false)).toBe('cup-relight');
    expect(stemOf(snapshot, light, 'cup.tif', false)).toBe('cup-light1');
    expect(stemOf(snapshot, light, 'cup.tif', true)).toBe('cup');
    const psd = saveRequest(snapshot, top, { format: 'psd' }, 'cup');
    expect(psd?.layers?.map(({ name, kind, blend, hidden }) => ({ name, kind, blend, hidden }))).toEqual([
      { name: 'fill 1', kind: 'image', blend: undefined, hidden: undefined },
      { name: 'Light 1', kind: 'layer', blend: 'add', hidden: true },
      { name: 'relight 1', kind: 'image', blend: undefined, hidden: undefined },
    ]);
  });
});

describe('after the engine was lost', () => {
  const quiet = { signal: new AbortController().signal, onStep: () => {} };

  it('opens the file again and makes every lost result again, in order', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'fill', ['image']);
    await land(engine, document, 'relight', ['image', 'light1']);
    document.lose();
    engine.ran.length = 0;
    engine.outputs = ({ tool }) => (tool === 'fill' ? ['image', 'layer'] : ['image', 'light1']);
    await reopen(engine, document);
    expect(lostRuns(document).map(({ tool }) => tool)).toEqual(['fill', 'relight']);
    const steps: string[] = [];
    await remake(engine, document, { ...quiet, onStep: (title, i, n) => steps.push(`${title} ${i}/${n}`) });
    expect(steps).toEqual(['fill 1/2', 'relight 2/2']);
    expect(engine.ran.map(({ tool, params }) => ({ tool, params }))).toEqual([
      { tool: 'fill', params: { seed: 3 } },
      { tool: 'relight', params: { seed: 3 } },
    ]);
    const filled = [...document.snapshot().contents.values()][1];
    expect(engine.ran[1]?.inputs.image).toBe(filled?.frame.frame);
    expect([...document.snapshot().contents.values()].map(({ state }) => state)).toEqual(
      Array(4).fill('ready'),
    );
    // The filling alone was not kept the first time either.
    expect(engine.dropped).toHaveLength(1);
  });

  it('says what cannot be made again, and why', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'fill', ['image']);
    await land(engine, document, 'denoise', ['image']);
    document.lose();
    await reopen(engine, document);
    const missing = new SfumatoError('MODEL_MISSING', 'The model is gone.');
    engine.run = async () => Promise.reject(errorOf(missing.report));
    await remake(engine, document, quiet);
    const states = [...document.snapshot().contents.values()].map(({ state, error }) => [state, error?.code]);
    expect(states).toEqual([
      ['ready', undefined],
      ['failed', 'MODEL_MISSING'],
      ['failed', 'MODEL_MISSING'],
    ]);
  });

  it('keeps a result lost when making it again is cancelled', async () => {
    const { engine, document } = await opened();
    await land(engine, document, 'fill', ['image']);
    document.lose();
    await reopen(engine, document);
    engine.run = async () => Promise.reject(new SfumatoError('CANCELLED', 'Stopped.'));
    await remake(engine, document, quiet);
    expect([...document.snapshot().contents.values()].map(({ state }) => state)).toEqual(['ready', 'lost']);
  });
});

it('shows hidden what a PSD is made of, below the picture that it makes up', async () => {
  const engine = new FakeEngine();
  const layers = [
    { name: 'Ground', frame: frameInfo('f9') },
    { name: 'Sky', frame: frameInfo('f10') },
  ];
  engine.openFile = async (title) => ({
    title,
    format: 'psd',
    bits: 8,
    profile: 'sRGB',
    frame: frameInfo('f8'),
    layers,
    notes: [],
  });
  const { document } = await openDocument(engine, { name: 'a.psd', bytes: new Uint8Array(1) });
  expect(document.arrangement.layers.map(({ name, visible }) => [name, visible])).toEqual([
    ['Sky', false],
    ['Ground', false],
    ['Original', true],
  ]);
});
