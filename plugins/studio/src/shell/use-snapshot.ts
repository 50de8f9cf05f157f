// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';
import type { DocumentSnapshot, DocumentStore } from '../document/document-store.js';

const nothing = () => () => {};

/** The state of the document in front; null without one. */
export const useSnapshot = (document: DocumentStore | null): DocumentSnapshot | null =>
  useSyncExternalStore<DocumentSnapshot | null>(
    document?.subscribe ?? nothing,
    document?.snapshot ?? (() => null),
  );
