// SPDX-License-Identifier: Apache-2.0
// Smart objects: a layer that shows a document of its own.
import { composite } from './composite.js';
import { type DocumentState, type EmulatedDocument, type LayerState, newId } from './document.js';
import { branch, insertedAbove, without } from './layer-order.js';
import { type Bounds, contentOf, heightOf, moved, type Plane, trimmed, union, widthOf } from './plane.js';

const at = (plane: Plane | null, { left, top }: Bounds) => plane && moved(plane, -left, -top);

/** What a smart object of these contents shows, its document's corner at `left`, `top`. */
function shownAt(contents: DocumentState, { left, top }: Pick<Bounds, 'left' | 'top'>): Plane | null {
  const flat = trimmed(composite(contents));
  return flat && moved(flat, left, top);
}

/** The active layers as one smart object in the place of the topmost. Undefined: there is nothing to convert. */
export function convertedToSmartObject(state: DocumentState): DocumentState | undefined {
  const roots = state.layers.filter(({ id }) => state.active.includes(id));
  const [topmost] = roots;
  const taken = roots.flatMap(({ id }) => branch(state.layers, id));
  const boxes = taken.flatMap(({ pixels }) => (pixels ? [contentOf(pixels) ?? []].flat() : []));
  const [first, ...others] = boxes;
  if (!topmost || !first) return undefined;
  const area = others.reduce(union, first);
  const contents: DocumentState = {
    ...state,
    width: widthOf(area),
    height: heightOf(area),
    layers: taken.map((l) => ({
      ...l,
      background: false,
      parent: roots.includes(l) ? null : l.parent,
      pixels: at(l.pixels, area),
      mask: at(l.mask, area),
    })),
    selection: null,
    channels: [],
    active: [topmost.id],
  };
  const layer: LayerState = {
    id: newId(),
    name: topmost.background ? 'Layer 0' : topmost.name,
    kind: 'smartObject',
    parent: topmost.parent,
    visible: true,
    opacity: 100,
    blendMode: 'normal',
    background: false,
    pixels: shownAt(contents, area),
    mask: null,
    contents,
  };
  const gone = roots.map(({ id }) => id);
  const layers = without(insertedAbove(state.layers, [layer], topmost.id), gone);
  return { ...state, layers, active: [layer.id] };
}

/** Other contents in the same place: their corner lies where the old ones' did. */
export function withContents(document: EmulatedDocument, id: number, contents: DocumentState): DocumentState {
  const layer = document.layer(id);
  if (!layer?.contents) throw new Error('The smart object is not there any more.');
  const before = contentOf(composite(layer.contents));
  const corner = {
    left: (layer.pixels?.bounds.left ?? 0) - (before?.left ?? 0),
    top: (layer.pixels?.bounds.top ?? 0) - (before?.top ?? 0),
  };
  const layers = document.state.layers.map((l) =>
    l.id === id ? { ...l, contents, pixels: shownAt(contents, corner) } : l,
  );
  return { ...document.state, layers };
}
