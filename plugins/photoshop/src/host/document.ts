// SPDX-License-Identifier: Apache-2.0

import { reportOf } from '@sfumato/core/protocol';
import { createSource, type HostDocument, type Observable } from '@sfumato/panels';
import { type Photoshop, pixelLayers, stampOf } from '@sfumato/uxp';

/** Photoshop's notifications after which another document, or another picture, may be in front. */
const events = [
  'open',
  'close',
  'select',
  'make',
  'newDocument',
  'historyStateChanged',
  'convertMode',
  'canvasSize',
];

/** How long the document must rest before it counts as changed, in milliseconds. */
const restMs = 500;

export interface WatchedDocument extends Observable<HostDocument | null> {
  /** Looks again, after a change of one's own. */
  refresh(): void;
}

/**
 * The document in front, or null while there is none that can be read. Its revision is its history state: panels never
 * show a result of pixels that are not there any more.
 */
export function watchDocument(photoshop: Photoshop): WatchedDocument {
  const source = createSource<HostDocument | null>(null);
  const refresh = () => {
    const now = read(photoshop);
    const before = source.get();
    if (!now || !before || signOf(now) !== signOf(before)) source.set(now);
  };
  refresh();
  // A brush makes many states: the picture is only read again once the person pauses.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, restMs);
  };
  photoshop.action.addNotificationListener(events, later).catch(() => {
    // Without notifications the document is looked at whenever a panel asks.
  });
  return {
    get() {
      refresh();
      return source.get();
    },
    subscribe: source.subscribe,
    refresh,
  };
}

/** Documents of the same sign look the same to panels. */
const signOf = ({ id, revision, title, layers = [], problem }: HostDocument) =>
  JSON.stringify([id, revision, title, problem?.cause, layers.map((layer) => [layer.id, layer.name])]);

function read(photoshop: Photoshop): HostDocument | null {
  const document = photoshop.app.activeDocument;
  if (!document) return null;
  try {
    const { id, title, width, height, bits, history } = stampOf(photoshop);
    const layers = pixelLayers(document).map((layer) => ({ id: String(layer.id), name: layer.name }));
    return { id: String(id), title, width, height, bits, revision: history, layers };
  } catch (error) {
    const { id, title, width, height } = document;
    return { id: String(id), title, width, height, bits: 8, revision: 0, problem: reportOf(error) };
  }
}
