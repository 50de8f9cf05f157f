// SPDX-License-Identifier: Apache-2.0
// The stack of layers as a list: topmost first, groups right before what they hold.
import type { LayerState } from './document.js';

type Layers = readonly LayerState[];

/** The layer and, of a group, all that it holds, in their order. */
export function branch(layers: Layers, id: number): LayerState[] {
  const own = layers.filter((layer) => layer.id === id);
  const inside = layers.filter(({ parent }) => parent === id);
  return [...own, ...inside.flatMap((layer) => branch(layers, layer.id))];
}

export function without(layers: Layers, ids: readonly number[]): LayerState[] {
  const gone = new Set(ids.flatMap((id) => branch(layers, id)).map(({ id }) => id));
  return layers.filter(({ id }) => !gone.has(id));
}

/** Puts `added` right above the layer `below`, as its sibling; on top of all when there is no such layer. */
export function insertedAbove(layers: Layers, added: Layers, below: number | undefined): LayerState[] {
  const at = layers.findIndex(({ id }) => id === below);
  const parent = layers[at]?.parent ?? null;
  const roots = new Set(added.map(({ id }) => id));
  const rehung = added.map((l) => (l.parent !== null && roots.has(l.parent) ? l : { ...l, parent }));
  return [...layers.slice(0, Math.max(0, at)), ...rehung, ...layers.slice(Math.max(0, at))];
}

/** As `Layer.move`: before is above. */
export function moved(
  layers: Layers,
  id: number,
  relative: number,
  where: 'placeBefore' | 'placeAfter' | 'placeInside',
): LayerState[] {
  const taken = branch(layers, id);
  if (taken.some((layer) => layer.id === relative)) throw new Error('A layer cannot be moved into itself.');
  const rest = without(layers, [id]);
  const target = rest.find((layer) => layer.id === relative);
  if (!target) throw new Error('The layer was deleted.');
  if (where === 'placeInside' && target.kind !== 'group') throw new Error('Only groups hold layers.');
  const parent = where === 'placeInside' ? target.id : target.parent;
  const [first, ...inside] = taken;
  if (!first) throw new Error('The layer was deleted.');
  const at = rest.indexOf(target);
  const cut =
    where === 'placeBefore' ? at : where === 'placeInside' ? at + 1 : at + branch(rest, target.id).length;
  return [...rest.slice(0, cut), { ...first, parent }, ...inside, ...rest.slice(cut)];
}

/** Copies with ids of their own; those inside hang on the copies of their groups. */
export function copied(taken: Layers, newId: () => number, rename: (name: string) => string): LayerState[] {
  const ids = new Map(taken.map(({ id }) => [id, newId()]));
  return taken.map((layer, i) => ({
    ...layer,
    id: ids.get(layer.id) ?? newId(),
    parent: layer.parent === null ? null : (ids.get(layer.parent) ?? layer.parent),
    name: i === 0 ? rename(layer.name) : layer.name,
    background: false,
  }));
}
