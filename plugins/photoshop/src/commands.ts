// SPDX-License-Identifier: Apache-2.0
// Menu commands that run a tool with its last settings, without a panel: for shortcuts.
import type { SfumatoError } from '@sfumato/core/protocol';
import { createPanelStore, type HostBridge, type PanelEngine, type PanelStore } from '@sfumato/panels';
import type { ActionStep } from './actions.js';

/** How long the engine may take to let us in, in milliseconds. */
const patience = 6000;

type Tell = (message: string) => Promise<unknown>;

/** Resolves when the tool can run; false when it cannot, which the store's error or the connection says. */
function ready(store: PanelStore): Promise<boolean> {
  return new Promise((resolve) => {
    let stop = () => {};
    const end = (answer: boolean) => {
      clearTimeout(timer);
      stop();
      resolve(answer);
    };
    const timer = setTimeout(() => end(false), patience);
    const look = () => {
      const { tools, document, error, connection } = store.get();
      if (error || connection.phase === 'refused') end(false);
      else if (tools) end(document !== null);
    };
    stop = store.subscribe(look);
    look();
  });
}

/** Why nothing was placed; null when the person stopped it, and knows. */
function reasonAfter(store: PanelStore, tool: string): string | null {
  const { error, byTool } = store.get();
  return error ? reason(store) : (byTool[tool]?.hint ?? null);
}

function reason(store: PanelStore): string {
  const { error, connection, document } = store.get();
  const report: SfumatoError['report'] | null = error ?? ('error' in connection ? connection.error : null);
  if (report) return [report.title, report.cause, ...report.remedy].join('\n');
  return document ? 'The Sfumato engine does not answer.' : 'No document is open.';
}

/** Runs `tool` as its panel's Apply would; says in a dialog why it could not. */
export async function runAgain(
  bridge: HostBridge,
  engine: PanelEngine,
  tool: string,
  tell: Tell,
): Promise<void> {
  const { why } = await run(bridge, engine, tool);
  if (why !== null) await tell(why);
}

/** Plays a step of an Action with its own settings; what the panel remembers stays. Rejects with why it could not. */
export async function playStep(bridge: HostBridge, engine: PanelEngine, step: ActionStep): Promise<void> {
  const kept = new Map<string, string>();
  const storage = {
    get: async (key: string) => kept.get(key) ?? null,
    set: async (key: string, value: string) => void kept.set(key, value),
    remove: async (key: string) => void kept.delete(key),
  };
  const { placed, why } = await run({ ...bridge, storage }, engine, step.tool, (store) => {
    store.setPreview(false);
    const own = store.get().byTool[step.tool];
    if (own) store.edits.setAll({ ...own.values.present, ...step.params });
    store.setWorkOn(step.workOn);
    const place = bridge.capabilities.place.find((one) => one === step.placeAs);
    if (place) store.setPlaceAs(place);
  });
  // An Action does not go on after a step that the person stopped.
  if (!placed) throw new Error(why ?? 'The step was stopped.');
}

/** Runs and places. `why` it could not is null when the person stopped it, and knows. */
async function run(
  bridge: HostBridge,
  engine: PanelEngine,
  tool: string,
  prepare: (store: PanelStore) => void = () => {},
): Promise<{ readonly placed: boolean; readonly why: string | null }> {
  const store = createPanelStore({ bridge, engine, tool, draftOnOpen: false });
  try {
    if (!(await ready(store))) return { placed: false, why: reason(store) };
    prepare(store);
    await store.apply.run();
    return { placed: store.get().message !== null, why: reasonAfter(store, tool) };
  } finally {
    store.close();
  }
}
