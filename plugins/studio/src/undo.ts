// SPDX-License-Identifier: Apache-2.0
// One undo for the document and for the panel's settings, in the order in which things were done.
import { createSource, type Observable, type PanelState } from '@sfumato/panels';
import type { DocumentStore } from './document/document-store.js';
import { subscribeInside } from './host/host-document.js';

/** What of a panel is needed to undo its settings. */
export interface UndoablePanel extends Observable<PanelState> {
  selectTool(id: string): void;
  readonly edits: { undo(): void; redo(): void };
}

export interface UndoState {
  /** What would be undone and redone, in words; null: nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
}

export interface Undo extends Observable<UndoState> {
  undo(): void;
  redo(): void;
}

/** Who did something: a document by its id, or a tool's settings. */
type Step = { readonly document: string } | { readonly tool: string };

export function createUndo(panel: UndoablePanel, document: Observable<DocumentStore | null>): Undo {
  const state = createSource<UndoState>({ undo: null, redo: null });
  let done: readonly Step[] = [];
  let undone: readonly Step[] = [];
  /** While this file itself undoes something, what it hears is no new step. */
  let acting = false;
  const versions = new Map<string, number>();
  const known = new Map<string, PanelState['byTool'][string]['values']>();

  const note = (step: Step) => {
    done = [...done, step].slice(-300);
    undone = [];
  };
  const hearDocument = () => {
    const store = document.get();
    if (store) {
      const known = versions.get(store.id);
      versions.set(store.id, store.version);
      if (known !== undefined && known !== store.version && !acting) note({ document: store.id });
    }
    publish();
  };
  const hearPanel = () => {
    for (const [tool, { values }] of Object.entries(panel.get().byTool)) {
      const before = known.get(tool);
      known.set(tool, values);
      if (!before || before.past === values.past || acting) continue;
      // The panel has buttons of its own for undo and redo.
      if (values.future[0] === before.present) move(tool, 'undo');
      else if (values.past.at(-1) === before.present && before.future[0] === values.present)
        move(tool, 'redo');
      // A drag that goes on keeps the same past: it is one step.
      else note({ tool });
    }
    publish();
  };
  /** Takes the newest step of a tool from what is done to what is undone, or back. */
  const move = (tool: string, way: 'undo' | 'redo') => {
    const from = way === 'undo' ? done : undone;
    const step = from.findLast((s) => 'tool' in s && s.tool === tool);
    if (step) shift(step, way);
  };
  const shift = (step: Step, way: 'undo' | 'redo') => {
    const without = (list: readonly Step[]) => list.filter((s) => s !== step);
    [done, undone] = way === 'undo' ? [without(done), [...undone, step]] : [[...done, step], without(undone)];
  };

  /** Whether a step can still be taken back or done again: its document may be closed or another one in front. */
  const possible = (step: Step, way: 'undo' | 'redo'): boolean => {
    if ('tool' in step) {
      const timeline = panel.get().byTool[step.tool]?.values;
      return (
        (way === 'undo' ? timeline?.past.length : timeline?.future.length) !== 0 && timeline !== undefined
      );
    }
    const store = document.get();
    return store?.id === step.document && store.snapshot()[way] !== null;
  };
  const label = (step: Step | undefined, way: 'undo' | 'redo'): string | null => {
    if (!step) return null;
    return 'tool' in step
      ? settingName(panel.get(), step.tool, way)
      : (document.get()?.snapshot()[way] ?? null);
  };
  const publish = () => {
    const next = {
      undo: label(
        done.findLast((step) => possible(step, 'undo')),
        'undo',
      ),
      redo: label(
        undone.findLast((step) => possible(step, 'redo')),
        'redo',
      ),
    };
    const { undo, redo } = state.get();
    if (next.undo !== undo || next.redo !== redo) state.set(next);
  };
  const act = (way: 'undo' | 'redo') => {
    const step = (way === 'undo' ? done : undone).findLast((s) => possible(s, way));
    if (!step) return;
    shift(step, way);
    acting = true;
    try {
      if ('tool' in step) {
        panel.selectTool(step.tool);
        panel.edits[way]();
      } else document.get()?.[way]();
    } finally {
      acting = false;
    }
    publish();
  };

  subscribeInside(document, hearDocument);
  panel.subscribe(hearPanel);
  hearDocument();
  hearPanel();
  return { get: state.get, subscribe: state.subscribe, undo: () => act('undo'), redo: () => act('redo') };
}

/** The name of the setting that undo or redo would change. */
function settingName({ tools, byTool }: PanelState, tool: string, way: 'undo' | 'redo'): string {
  const declaration = tools?.find(({ id }) => id === tool);
  const timeline = byTool[tool]?.values;
  const other = way === 'undo' ? timeline?.past.at(-1) : timeline?.future[0];
  const changed = Object.keys(timeline?.present ?? {}).filter((id) => timeline?.present[id] !== other?.[id]);
  const [only] = changed;
  const title = changed.length === 1 && only !== undefined ? declaration?.params[only]?.title : undefined;
  return title ?? `${declaration?.title ?? tool} settings`;
}
