// SPDX-License-Identifier: Apache-2.0
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ToolDescription } from '../engine/port.js';
import type { Theme } from '../host/bridge.js';
import { createSource, type Observable, type Source } from '../host/observable.js';
import type { PanelStore } from '../store/panel-store.js';
import { current, type PanelState, type ToolState } from '../store/state.js';

/** The help line's text: of the control under the pointer or with the focus. */
export interface Help {
  readonly name: string;
  readonly text: string;
}

export interface PanelSurroundings {
  readonly store: PanelStore;
  readonly help: Source<Help | null>;
  /** Inner width of the panel in pixels. */
  readonly width: number;
}

const Surroundings = createContext<PanelSurroundings | null>(null);
export const PanelProvider = Surroundings.Provider;

export function usePanel(): PanelSurroundings {
  const found = useContext(Surroundings);
  if (!found) throw new TypeError('Expected a PanelProvider around this component but found none');
  return found;
}

export const useObservable = <T>(observable: Observable<T>): T =>
  useSyncExternalStore(observable.subscribe, observable.get);

/** A part of the panel's state. `select` gives the same object as long as nothing of it changed. */
export function usePanelState<T>(select: (state: PanelState) => T): T {
  const { store } = usePanel();
  return useSyncExternalStore(
    store.subscribe,
    useCallback(() => select(store.get()), [store, select]),
  );
}

export function useTheme(): Theme {
  return useObservable(usePanel().store.bridge.theme);
}

const selectTool = (state: PanelState) => current(state)?.tool ?? null;
const selectOwn = (state: PanelState) => current(state)?.own ?? null;

/** The tool that is shown and its state; null before the engine has told them. */
export function useTool(): { readonly tool: ToolDescription; readonly own: ToolState } | null {
  const tool = usePanelState(selectTool);
  const own = usePanelState(selectOwn);
  return tool && own ? { tool, own } : null;
}

export const createHelp = () => createSource<Help | null>(null);
