// SPDX-License-Identifier: Apache-2.0
import type { PanelEngine, ToolDescription } from '../engine/port.js';
import type { HostBridge, PlaceAs } from '../host/bridge.js';
import type { Observable } from '../host/observable.js';
import { type Apply, createApply } from './apply.js';
import { createContext } from './context.js';
import { createDrafts, dropOutputs } from './drafts.js';
import { createEdits, type Edits, onlySeed } from './edits.js';
import { type InputSources, newestMatte } from './inputs.js';
import { createModels, type Models, withChoices } from './models.js';
import { createPictures } from './pictures.js';
import { createPresetActions, type PresetActions } from './preset-actions.js';
import { readKept, readToolState, writeGoal, writeKept, writeParams } from './settings.js';
import { createStage, noImages, type Stage } from './stage-images.js';
import { type PanelState, type ToolState, type ViewState, type WorkOn, workable } from './state.js';
import { createStore } from './store.js';
import { type Goal, goalOf } from './tool-state.js';
import { showsAll } from './traits.js';
import { createVariations, type Variations } from './variations.js';

export interface PanelStoreOptions {
  readonly engine: PanelEngine;
  readonly bridge: HostBridge;
  /** The one tool to show; without it, the person chooses. */
  readonly tool?: string;
  /** Whether a draft is made as soon as there is a picture. Default: where the host has its own viewer. */
  readonly draftOnOpen?: boolean;
}

/** A panel without its looks: what it knows, and all that a person can do with it. */
export interface PanelStore extends Observable<PanelState> {
  readonly engine: PanelEngine;
  readonly bridge: HostBridge;
  /** Whether the person can change the tool. */
  readonly manyTools: boolean;
  readonly edits: Edits;
  readonly presets: PresetActions;
  readonly variations: Variations;
  readonly stage: Stage;
  readonly apply: Apply;
  selectTool(id: string): void;
  setView(change: Partial<ViewState>, going?: boolean): void;
  setMarking(change: Partial<Pick<ToolState, 'markTool' | 'markLabel' | 'brush' | 'light'>>): void;
  setPlaceAs(place: PlaceAs): void;
  setWorkOn(workOn: WorkOn): void;
  /** Shows a kept result; null shows drafts again. */
  show(result: number | null): void;
  /** Sets the params that a kept result was made with, and shows it. */
  bringBack(result: number): void;
  setPreview(on: boolean): void;
  setExplain(on: boolean): void;
  fold(group: string): void;
  readonly models: Models;
  dismiss(): void;
  /** Stops everything, gives back what the engine holds for it, and forgets its listeners. */
  close(): void;
}

export function createPanelStore(options: PanelStoreOptions): PanelStore {
  const { engine, bridge } = options;
  const store = createStore<PanelState>({
    connection: engine.state,
    document: bridge.document.get(),
    tools: null,
    tool: options.tool ?? '',
    byTool: {},
    models: [],
    choices: {},
    installing: null,
    job: null,
    error: null,
    message: null,
    preview: true,
    explain: false,
    folded: [],
    stage: noImages,
  });
  const context = createContext(store, engine, bridge);
  const draftOnOpen = options.draftOnOpen ?? bridge.capabilities.ownViewer;

  const pictures = createPictures(context);
  const sources: InputSources = { bridge, picture: pictures.get, lastMatte: () => newestMatte(store.get()) };
  const stage = createStage(context, pictures.now);
  const drafts = createDrafts(context, sources, stage.refresh);
  const apply = createApply(context, sources, () => stage.refresh(false));
  const variations = createVariations(context, sources);
  const keepPanel = () => void writeKept(bridge.storage, store.get()).catch(context.fail);
  const models = createModels(context, engine, () => {
    keepPanel();
    if (store.get().preview) drafts.ask(false);
  });

  const edits = createEdits(context, (id, live, touched) => {
    const now = context.current();
    if (!now || now.tool.id !== id) return;
    context.update({ message: null });
    context.updateTool(id, () => ({ shown: null }));
    if (!onlySeed(now.tool, touched)) variations.clear(id);
    if (store.get().preview) drafts.ask(live);
    if (!live) void writeParams(now.tool, now.own, bridge.storage).catch(context.fail);
  });

  function setGoal(change: Goal): void {
    const now = context.current();
    if (!now) return;
    const goal = goalOf(now.tool, bridge.capabilities.place, { ...now.own, ...change });
    context.updateTool(now.tool.id, () => goal);
    void writeGoal(now.tool.id, { ...now.own, ...goal }, bridge.storage).catch(context.fail);
  }

  let draftLost = false;

  /** What belonged to another connection or picture cannot be shown any more. */
  function forgetFrames(keepResults: boolean): void {
    drafts.stop();
    // A draft that went with its connection is made again, without being asked for.
    draftLost ||= !keepResults && Boolean(context.current()?.own.draft);
    for (const [id, own] of Object.entries(store.get().byTool)) {
      if (own.draft && keepResults) dropOutputs(context, bridge, own.draft.result.outputs);
      variations.clear(id);
      context.updateTool(id, ({ results }) => ({
        draft: null,
        shown: null,
        hint: null,
        results: keepResults ? results : results.map((result) => ({ ...result, held: false })),
      }));
    }
  }

  /** Shows the picture, and a first draft where that is wanted. */
  function openPicture(): void {
    const { connection, tools } = store.get();
    if (connection.phase !== 'ready' || !tools) return;
    if (!workable(store.get())) {
      stage.refresh(false);
      return;
    }
    if (bridge.glance && !draftOnOpen && !draftLost) {
      // The whole picture is read when something is done with it.
      stage.refresh(false);
      return;
    }
    pictures.get().then(() => {
      stage.refresh(false);
      if ((draftOnOpen || draftLost) && store.get().preview) drafts.ask(false);
      draftLost = false;
    }, context.fail);
  }

  async function learnTools(): Promise<void> {
    try {
      const [tools, list, kept] = await Promise.all([
        engine.tools(),
        engine.models(),
        readKept(bridge.storage),
      ]);
      const known = store.get().byTool;
      const entries = tools.map(async (tool: ToolDescription) => {
        return [tool.id, known[tool.id] ?? (await readToolState(tool, bridge))] as const;
      });
      const byTool = Object.fromEntries(await Promise.all(entries));
      const before = store.get().tools;
      const wanted = options.tool ?? (before ? store.get().tool : (kept.tool ?? ''));
      const tool = tools.some(({ id }) => id === wanted) ? wanted : (tools[0]?.id ?? '');
      context.update({ ...(before ? {} : kept), tools, byTool, tool });
      const { choices } = store.get();
      context.update({ models: withChoices(list, choices) });
      openPicture();
    } catch (error) {
      context.fail(error);
    }
  }

  let session = -1;
  function follow(): void {
    const connection = engine.state;
    context.update({ connection });
    if (connection.phase !== 'ready' || connection.session === session) return;
    const again = session >= 0;
    session = connection.session;
    if (again) forgetFrames(false);
    pictures.forget();
    context.update({ error: null });
    void learnTools();
  }

  const stops = [
    engine.subscribe(follow),
    bridge.document.subscribe(() => {
      const before = store.get().document;
      const document = bridge.document.get();
      context.update({ document, message: null });
      if (before?.id !== document?.id || before?.revision !== document?.revision) {
        forgetFrames(true);
        pictures.forget();
        openPicture();
      }
    }),
  ];
  follow();

  return {
    get: store.get,
    subscribe: store.subscribe,
    engine,
    bridge,
    manyTools: options.tool === undefined,
    edits,
    presets: createPresetActions(context, edits.setAll),
    variations,
    stage,
    apply: {
      ...apply,
      async run() {
        // Drafts go before full runs: one that is under way would only hold this one up.
        drafts.stop();
        const before = context.current()?.own.values.present;
        await apply.run();
        const changed = context.current()?.own.values.present !== before;
        if (changed && store.get().preview) drafts.ask(false);
      },
    },
    selectTool(id) {
      if (id === store.get().tool || options.tool !== undefined) return;
      drafts.stop();
      context.update({ tool: id, error: null, message: null });
      stage.refresh(false);
      const own = context.current()?.own;
      if (own && !own.draft && draftOnOpen && store.get().preview) drafts.ask(false);
      keepPanel();
    },
    setView(change, going = false) {
      context.updateTool(store.get().tool, (own) => ({ view: { ...own.view, ...change } }));
      // The panel's own wipe is done by the overlay alone: no new pictures are needed.
      if (bridge.viewer || !('wipe' in change)) stage.refresh(going);
      // Single pixels are only in the whole picture.
      if (change.zoom === 'pixels' && !pictures.now() && workable(store.get())) {
        pictures.get().then(() => stage.refresh(false), context.fail);
      }
      const now = context.current();
      const outputs = now?.own.draft?.result.outputs;
      const lacks = now && outputs && !showsAll(now.tool, now.own.view.mode, outputs);
      if (lacks && now.own.shown === null && store.get().preview) drafts.ask(false);
    },
    setMarking: (change) => context.updateTool(store.get().tool, () => change),
    setPlaceAs: (placeAs) => setGoal({ placeAs }),
    setWorkOn: (workOn) => setGoal({ workOn }),
    show(result) {
      context.updateTool(store.get().tool, () => ({ shown: result }));
      stage.refresh(false);
    },
    bringBack(result) {
      const entry = context.current()?.own.results.find(({ id }) => id === result);
      if (!entry) return;
      edits.setAll(entry.values);
      if (!entry.held) return;
      drafts.stop();
      context.updateTool(store.get().tool, () => ({ shown: result }));
      stage.refresh(false);
    },
    setPreview(preview) {
      context.update({ preview });
      if (preview) drafts.ask(false);
      else drafts.stop();
      keepPanel();
    },
    setExplain(explain) {
      context.update({ explain });
      keepPanel();
    },
    fold(group) {
      const { folded } = store.get();
      context.update({
        folded: folded.includes(group) ? folded.filter((one) => one !== group) : [...folded, group],
      });
      keepPanel();
    },
    models,
    dismiss: () => context.update({ error: null, message: null }),
    close() {
      drafts.stop();
      stage.stop();
      pictures.forget();
      for (const { draft, results } of Object.values(store.get().byTool)) {
        if (draft) dropOutputs(context, bridge, draft.result.outputs);
        for (const { outcome, more, held } of results)
          if (held) for (const { outputs } of [outcome, ...more]) dropOutputs(context, bridge, outputs);
      }
      for (const stop of stops) stop();
    },
  };
}
