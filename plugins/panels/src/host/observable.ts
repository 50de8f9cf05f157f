// SPDX-License-Identifier: Apache-2.0

/** A value that changes: read it at any time, or be called after each change. */
export interface Observable<T> {
  get(): T;
  /** Gives the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** An observable that its owner can set. Setting an equal value tells nobody. */
export interface Source<T> extends Observable<T> {
  set(value: T): void;
}

export function createSource<T>(initial: T): Source<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A value that never changes. */
export const constant = <T>(value: T): Observable<T> => ({ get: () => value, subscribe: () => () => {} });
