// SPDX-License-Identifier: Apache-2.0
// Menu commands that run a tool with its last settings, without a panel: for shortcuts.
import type { SfumatoError } from '@sfumato/core/protocol';
import { createPanelStore, type HostBridge, type PanelEngine, type PanelStore } from '@sfumato/panels';

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
  const store = createPanelStore({ bridge, engine, tool, draftOnOpen: false });
  try {
    if (!(await ready(store))) await tell(reason(store));
    else {
      await store.apply.run();
      const why = reasonAfter(store, tool);
      if (why !== null) await tell(why);
    }
  } finally {
    store.close();
  }
}
