// SPDX-License-Identifier: Apache-2.0
import type { Observable } from '../host/observable.js';

/** State that is replaced, never changed in place. */
export interface Store<S> extends Observable<S> {
  update(change: (state: S) => S): void;
}

export function createStore<S>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
