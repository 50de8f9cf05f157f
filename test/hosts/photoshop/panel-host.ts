// SPDX-License-Identifier: Apache-2.0
// The panels' store on the emulated Photoshop and the real engine, as the plug-in joins them, without its looks.
import { createPanelStore, current, type PanelStore } from '@sfumato/panels';
import { WebSocket } from 'ws';
import { connectEngine } from '../../../plugins/photoshop/build/engine.js';
import { createPhotoshopBridge } from '../../../plugins/photoshop/build/host/photoshop-bridge.js';
import type { UxpHost } from '../../../plugins/photoshop/build/uxp.js';
import type { EngineProcess } from '../../e2e/studio/engine-process.js';
import type { EmulatedPhotoshop } from './host.js';

/** The parts of the host that the bridge asks for outside a browser; the rest is left out. */
export function hostOf(emulated: EmulatedPhotoshop, kept = new Map<string, string>()): UxpHost {
  const parts: Partial<Record<keyof UxpHost, unknown>> = {
    photoshop: emulated.module,
    uxp: { storage: { localFileSystem: {}, secureStorage: secrets() } },
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
    ImageBlob: class extends Blob {},
    fetch,
    createObjectURL: () => 'blob:none',
    revokeObjectURL: () => {},
  };
  return parts as unknown as UxpHost;
}

function secrets() {
  const held = new Map<string, Uint8Array>();
  return {
    getItem: async (key: string) => held.get(key) ?? null,
    setItem: async (key: string, value: string) => {
      held.set(key, new TextEncoder().encode(value));
    },
  };
}

/** A client that was let in by a code, on whatever port the test's engine has. */
export async function pairedClient(engine: EngineProcess, host: UxpHost) {
  const Redirected = class extends WebSocket {
    constructor(url: string) {
      super(url.replace(/:\d+\//, `:${engine.port}/`));
    }
  };
  const client = connectEngine(host, Redirected, '0');
  // The first attempt, without a token, is refused.
  await client.tools().catch(() => {});
  await client.pair(/\d{3}-?\d{3}/.exec(engine.run(['engine', 'pair']))?.[0] ?? '');
  return client;
}

export interface OpenPanel {
  readonly store: PanelStore;
  /** Presses Apply, and throws what the panel shows as an error. */
  apply(): Promise<void>;
}

/** A panel of one tool, ready to run. */
export async function openPanel(
  host: UxpHost,
  client: Awaited<ReturnType<typeof pairedClient>>,
  tool: string,
): Promise<OpenPanel> {
  const bridge = createPhotoshopBridge(host, client, async () => {});
  const store = createPanelStore({ bridge, engine: client, tool });
  await new Promise<void>((resolve) => {
    const stop = store.subscribe(() => {
      if (!current(store.get())) return;
      stop();
      resolve();
    });
  });
  return {
    store,
    async apply() {
      await store.apply.run();
      const { error } = store.get();
      if (error) throw new Error(`${error.code}: ${error.cause}`);
      const hint = current(store.get())?.own.hint;
      if (hint) throw new Error(hint);
    },
  };
}
