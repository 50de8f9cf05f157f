// SPDX-License-Identifier: Apache-2.0
// One open document: its arrangement with undo, and the pixels that any state of it may show.
import type { ErrorReport, FrameInfo } from '../engine/protocol.js';
import * as edit from './edit.js';
import { advance, begin, type History, redo, settle, statesOf, undo } from './history.js';
import { newId } from './ids.js';
import type { Arrangement, Content, ContentId, Layer, LayerId, Run, RunId } from './layer.js';

/** The file that a document was opened from, kept whole so that it can be opened again. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the engine said of the file. */
export interface FileFacts {
  readonly title: string;
  readonly format: string;
  readonly bits: number;
  readonly profile: string;
}

export interface DocumentSnapshot {
  readonly arrangement: Arrangement;
  readonly contents: ReadonlyMap<ContentId, Content>;
  readonly runs: ReadonlyMap<RunId, Run>;
  /** What undo and redo would do, in words; null: nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  /** Whether something was made since it was opened or last saved. */
  readonly unsaved: boolean;
}

/** New pixels and the layers that show them. */
export interface Addition {
  readonly label: string;
  readonly run: Run;
  readonly contents: readonly Content[];
  /** Top first. They go over the present ones. */
  readonly layers: readonly Layer[];
  readonly selection?: LayerId;
}

export class DocumentStore {
  readonly id = newId('doc');
  readonly #drop: (frames: readonly string[]) => void;
  readonly #listeners = new Set<() => void>();
  /** Grows with every step that can be undone by itself. */
  version = 0;
  #history: History<Arrangement>;
  #contents: ReadonlyMap<ContentId, Content>;
  #runs: ReadonlyMap<RunId, Run> = new Map();
  #saved: Arrangement;
  #snapshot: DocumentSnapshot | undefined;

  /** `drop` tells the engine which frames no state shows any more. */
  constructor(
    readonly file: SourceFile,
    readonly facts: FileFacts,
    opened: { readonly contents: readonly Content[]; readonly layers: readonly Layer[] },
    drop: (frames: readonly string[]) => void,
  ) {
    this.#drop = drop;
    this.#contents = new Map(opened.contents.map((content) => [content.id, content]));
    const first: Arrangement = {
      layers: opened.layers,
      active: opened.layers.at(-1)?.id ?? null,
      selection: null,
    };
    this.#history = begin(first, 'Open');
    this.#saved = first;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): DocumentSnapshot => {
    const { past, present, future } = this.#history;
    this.#snapshot ??= {
      arrangement: present.state,
      contents: this.#contents,
      runs: this.#runs,
      undo: past.length > 0 ? present.label : null,
      redo: future[0]?.label ?? null,
      unsaved: present.state.layers !== this.#saved.layers,
    };
    return this.#snapshot;
  };

  get arrangement(): Arrangement {
    return this.#history.present.state;
  }

  content(id: ContentId): Content | undefined {
    return this.#contents.get(id);
  }

  run(id: RunId): Run | undefined {
    return this.#runs.get(id);
  }

  /** A tool's results, as one step. */
  add({ label, run, contents, layers, selection }: Addition): void {
    this.#runs = new Map([...this.#runs, [run.id, run]]);
    this.#contents = new Map([...this.#contents, ...contents.map((c) => [c.id, c] as const)]);
    this.#step(label, edit.added(this.arrangement, layers, selection));
  }

  setVisible(id: LayerId, visible: boolean): void {
    this.#step(visible ? 'Show layer' : 'Hide layer', edit.changed(this.arrangement, id, { visible }));
  }

  setOpacity(id: LayerId, opacity: number): void {
    const clamped = Math.min(1, Math.max(0, opacity));
    this.#step('Opacity', edit.changed(this.arrangement, id, { opacity: clamped }), `opacity ${id}`);
  }

  rename(id: LayerId, name: string): void {
    const trimmed = name.trim();
    if (trimmed !== '') this.#step('Rename layer', edit.changed(this.arrangement, id, { name: trimmed }));
  }

  remove(id: LayerId): void {
    this.#step('Delete layer', edit.removed(this.arrangement, id));
  }

  /** Moves a layer so that it is the one at `index` from the top. */
  move(id: LayerId, index: number): void {
    this.#step('Move layer', edit.moved(this.arrangement, id, index));
  }

  /** Which matte tools get; null for none. */
  select(id: LayerId | null): void {
    this.#step(id === null ? 'Deselect' : 'Select', edit.selected(this.arrangement, id));
  }

  /** Which layer the list shows as chosen: no step of its own. */
  activate(id: LayerId | null): void {
    const state = { ...this.arrangement, active: id };
    this.#history = { ...this.#history, present: { ...this.#history.present, state } };
    this.#changed();
  }

  /** Ends a drag: the next change of the same kind is a step of its own. */
  settle(): void {
    this.#history = settle(this.#history);
  }

  undo(): void {
    this.#history = undo(this.#history);
    this.#changed();
  }

  redo(): void {
    this.#history = redo(this.#history);
    this.#changed();
  }

  markSaved(): void {
    this.#saved = this.arrangement;
    this.#changed();
  }

  /** The engine that held the pixels is gone. */
  lose(): void {
    this.#contents = new Map([...this.#contents].map(([id, c]) => [id, { ...c, state: 'lost' as const }]));
    this.#changed();
  }

  /** Says how far a content is on its way back. */
  setContent(id: ContentId, state: 'lost' | 'making'): void;
  setContent(id: ContentId, state: 'ready', frame: FrameInfo): void;
  setContent(id: ContentId, state: 'failed', error: ErrorReport): void;
  setContent(id: ContentId, state: Content['state'], what?: FrameInfo | ErrorReport): void {
    const known = this.#contents.get(id);
    if (!known) return;
    const { error: _, ...rest } = known;
    const next: Content = {
      ...rest,
      state,
      ...(what && ('frame' in what ? { frame: what } : { error: what })),
    };
    this.#contents = new Map([...this.#contents, [id, next]]);
    this.#changed();
  }

  /** Every frame that the document holds in the engine. */
  frames(): string[] {
    return [...this.#contents.values()]
      .filter(({ state }) => state === 'ready')
      .map(({ frame }) => frame.frame);
  }

  #step(label: string, state: Arrangement, key?: string): void {
    if (state === this.arrangement) return;
    const { past } = this.#history;
    this.#history = advance(this.#history, { label, state, ...(key !== undefined && { key }) });
    if (this.#history.past !== past) this.version++;
    this.#sweep();
    this.#changed();
  }

  /** Forgets contents that no state can show and no content that stays was made from. */
  #sweep(): void {
    const needed = new Set(statesOf(this.#history).flatMap(({ layers }) => layers.map((l) => l.content)));
    for (const id of needed) {
      const origin = this.#contents.get(id)?.origin;
      const run = origin?.from === 'run' ? this.#runs.get(origin.run) : undefined;
      // A set that grows while it is walked: inputs of inputs are needed too.
      for (const input of Object.values(run?.inputs ?? {})) needed.add(input);
    }
    const gone = [...this.#contents.values()].filter(({ id }) => !needed.has(id));
    if (gone.length === 0) return;
    this.#contents = new Map([...this.#contents].filter(([id]) => needed.has(id)));
    this.#drop(gone.filter(({ state }) => state === 'ready').map(({ frame }) => frame.frame));
  }

  #changed(): void {
    this.#snapshot = undefined;
    for (const listener of [...this.#listeners]) listener();
  }
}
