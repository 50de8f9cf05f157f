// SPDX-License-Identifier: Apache-2.0
import { createSource, type PanelState } from '@sfumato/panels';
import { describe, expect, it, vi } from 'vitest';
import type { DocumentStore } from './document/document-store.js';
import { SfumatoError } from './engine/protocol.js';
import { hostDocument } from './host/host-document.js';
import { Studio } from './studio.js';
import { FakeEngine } from './testing/fake-engine.js';
import { createUndo, type UndoablePanel } from './undo.js';

const file = (name: string) => ({ name, arrayBuffer: async () => new ArrayBuffer(4) });

async function open(...names: string[]) {
  const engine = new FakeEngine();
  const studio = new Studio(engine);
  await studio.open(names.map(file));
  const document = studio.document.get();
  if (!document) throw new Error('Expected an open document');
  return { engine, studio, document };
}

describe('Studio', () => {
  it('opens several pictures, shows the last and closes to its neighbour', async () => {
    const { engine, studio } = await open('a.png', 'b.png', 'c.png');
    const titles = () => studio.state.documents.map(({ facts }) => facts.title);
    expect(titles()).toEqual(['a.png', 'b.png', 'c.png']);
    expect(studio.document.get()?.facts.title).toBe('c.png');
    studio.close(studio.state.active ?? '');
    expect(studio.document.get()?.facts.title).toBe('b.png');
    studio.activateNext();
    expect(studio.document.get()?.facts.title).toBe('a.png');
    await vi.waitFor(() => expect(engine.dropped).toEqual(['f3']), { timeout: 3000 });
  });

  it('says what could not be opened and goes on with the others', async () => {
    const { engine, studio } = await open('a.png');
    engine.refusal = new SfumatoError('FORMAT_UNSUPPORTED', 'a.txt is no picture.');
    await studio.open([file('a.txt')]);
    expect(studio.state.documents).toHaveLength(1);
    expect(studio.state.notices).toMatchObject([
      {
        text: 'a.txt was not opened.',
        report: { code: 'FORMAT_UNSUPPORTED', cause: 'a.txt is no picture.' },
      },
    ]);
    engine.refusal = new SfumatoError('CANCELLED', 'Stopped.');
    await studio.open([file('b.png')]);
    expect(studio.state.notices).toHaveLength(1);
    expect(studio.state.work).toBeNull();
  });

  it('opens its pictures again when the engine is back', async () => {
    const { engine, studio, document } = await open('a.png');
    const host = hostDocument(studio.document);
    const before = host.get();
    engine.die();
    expect([...document.snapshot().contents.values()].map(({ state }) => state)).toEqual(['lost']);
    engine.comeBack(2);
    await vi.waitFor(() => expect([...document.snapshot().contents.values()][0]?.state).toBe('ready'));
    expect(engine.opened).toEqual(['a.png', 'a.png']);
    expect(host.get()?.id).toBe(before?.id);
    // What panels kept of the lost frame fits no more.
    expect(host.get()?.revision).not.toBe(before?.revision);
  });
});

/** A panel with one setting, whose history is a list. */
function fakePanel(): UndoablePanel & { change(value: number): void; value(): number } {
  interface Values {
    readonly amount: number;
  }
  let past: readonly Values[] = [];
  let present: Values = { amount: 0 };
  let future: readonly Values[] = [];
  const tools = [{ id: 'fill', title: 'Fill', params: { amount: { title: 'Amount' } } }];
  const stateOf = () =>
    ({ tools, byTool: { fill: { values: { past, present, future, open: null } } } }) as unknown as PanelState;
  const source = createSource<PanelState>(stateOf());
  return {
    get: source.get,
    subscribe: source.subscribe,
    selectTool: () => {},
    value: () => present.amount,
    change(value) {
      [past, present, future] = [[...past, present], { amount: value }, []];
      source.set(stateOf());
    },
    edits: {
      undo() {
        [past, present, future] = [past.slice(0, -1), past.at(-1) ?? present, [present, ...future]];
        source.set(stateOf());
      },
      redo() {
        [past, present, future] = [[...past, present], future[0] ?? present, future.slice(1)];
        source.set(stateOf());
      },
    },
  };
}

describe('undo', () => {
  it('goes through settings and layers in the order in which they were changed', async () => {
    const { studio, document } = await open('a.png');
    const panel = fakePanel();
    const undo = createUndo(panel, studio.document);
    const original = document.arrangement.layers[0]?.id ?? '';
    const name = (d: DocumentStore) => d.arrangement.layers[0]?.name;
    panel.change(1);
    document.rename(original, 'Cup');
    panel.change(2);
    expect(undo.get()).toEqual({ undo: 'Amount', redo: null });
    const states = () => [panel.value(), name(document)];
    undo.undo();
    expect(states()).toEqual([1, 'Cup']);
    expect(undo.get()).toEqual({ undo: 'Rename layer', redo: 'Amount' });
    undo.undo();
    undo.undo();
    expect(states()).toEqual([0, 'Original']);
    expect(undo.get().undo).toBeNull();
    undo.redo();
    undo.redo();
    expect(states()).toEqual([1, 'Cup']);
    document.rename(original, 'Tea');
    expect(undo.get()).toEqual({ undo: 'Rename layer', redo: null });
  });

  it('follows the panel’s own undo', async () => {
    const { studio, document } = await open('a.png');
    const panel = fakePanel();
    const undo = createUndo(panel, studio.document);
    panel.change(1);
    panel.change(2);
    panel.edits.undo();
    expect(undo.get()).toEqual({ undo: 'Amount', redo: 'Amount' });
    document.rename(document.arrangement.layers[0]?.id ?? '', 'Cup');
    undo.undo();
    undo.undo();
    expect(panel.value()).toBe(0);
    panel.edits.redo();
    undo.undo();
    expect(panel.value()).toBe(0);
    expect(undo.get().undo).toBeNull();
  });
});
