// SPDX-License-Identifier: Apache-2.0
import type { HostDocument, Observable } from '@sfumato/panels';
import type { DocumentStore } from '../document/document-store.js';
import { pictureLayer } from '../document/layer.js';

/** The document as panels see it: a new revision whenever tools would work on other pixels, the old one when undone. */
export function hostDocument(document: Observable<DocumentStore | null>): Observable<HostDocument | null> {
  const revisions = new Map<string, number>();
  let last: HostDocument | null = null;
  const get = (): HostDocument | null => {
    const store = document.get();
    const layer = store && pictureLayer(store.arrangement);
    const content = layer && store.content(layer.content);
    if (!store || !content) {
      last = null;
      return last;
    }
    // The frame counts too: after the engine was lost, what panels kept of the old one is gone.
    const shown = `${content.id} ${content.frame.frame}`;
    const revision = revisions.get(shown) ?? revisions.size + 1;
    revisions.set(shown, revision);
    if (last?.id === store.id && last.revision === revision) return last;
    const { bits, title } = store.facts;
    last = {
      id: store.id,
      title,
      width: content.frame.width,
      height: content.frame.height,
      bits: bits > 16 ? 32 : bits > 8 ? 16 : 8,
      revision,
    };
    return last;
  };
  return { get, subscribe: (listener) => subscribeInside(document, listener) };
}

/** Listens to the document that is in front, whichever it is. */
export function subscribeInside(
  document: Observable<DocumentStore | null>,
  listener: () => void,
): () => void {
  let inner = document.get()?.subscribe(listener);
  const outer = document.subscribe(() => {
    inner?.();
    inner = document.get()?.subscribe(listener);
    listener();
  });
  return () => {
    inner?.();
    outer();
  };
}
