// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';

export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

/** A store's present value; the component is drawn again when it changes. */
export const useStore = <T>(store: Readable<T>): T => useSyncExternalStore(store.subscribe, store.get);
