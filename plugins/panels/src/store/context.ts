// SPDX-License-Identifier: Apache-2.0
import { type PanelEngine, reportOf } from '../engine/port.js';
import type { HostBridge } from '../host/bridge.js';
import { current, type PanelState, type ToolState } from './state.js';
import type { Store } from './store.js';

/** What the store's actions share. */
export interface PanelContext {
  readonly store: Store<PanelState>;
  readonly engine: PanelEngine;
  readonly bridge: HostBridge;
  /** The tool that is shown, with its state. */
  current(): ReturnType<typeof current>;
  update(change: Partial<PanelState>): void;
  /** Changes one tool's state; nothing happens when the engine has not told of that tool. */
  updateTool(id: string, change: (own: ToolState) => Partial<ToolState>): void;
  /** Shows what went wrong. What the person stopped is not an error. */
  fail(error: unknown): void;
}

export function createContext(
  store: Store<PanelState>,
  engine: PanelEngine,
  bridge: HostBridge,
): PanelContext {
  return {
    store,
    engine,
    bridge,
    current: () => current(store.get()),
    update: (change) => store.update((state) => ({ ...state, ...change })),
    updateTool(id, change) {
      store.update((state) => {
        const own = state.byTool[id];
        return own ? { ...state, byTool: { ...state.byTool, [id]: { ...own, ...change(own) } } } : state;
      });
    },
    fail(thrown) {
      const error = reportOf(thrown);
      if (error.code !== 'CANCELLED') store.update((state) => ({ ...state, error }));
    },
  };
}
