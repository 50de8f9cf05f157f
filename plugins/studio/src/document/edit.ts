// SPDX-License-Identifier: Apache-2.0
// What can be done to an arrangement. Each gives the same object when nothing changes.
import { type Arrangement, type Layer, type LayerId, layerById } from './layer.js';

/** New layers on top. A new picture takes the place of the mattes that are looked at: they have done their work. */
export function added(a: Arrangement, layers: readonly Layer[], selection?: LayerId): Arrangement {
  const covers = layers.some(({ kind, visible }) => kind === 'image' && visible);
  const below = a.layers.map((l) =>
    covers && l.kind === 'matte' && l.visible ? { ...l, visible: false } : l,
  );
  return {
    layers: [...layers, ...below],
    active: layers[0]?.id ?? a.active,
    selection: selection ?? a.selection,
  };
}

export function changed(
  a: Arrangement,
  id: LayerId,
  change: Partial<Pick<Layer, 'name' | 'visible' | 'opacity'>>,
): Arrangement {
  const layer = layerById(a, id);
  if (!layer) return a;
  const next = { ...layer, ...change };
  const same = next.name === layer.name && next.visible === layer.visible && next.opacity === layer.opacity;
  return same ? a : { ...a, layers: a.layers.map((l) => (l.id === id ? next : l)) };
}

/** Without the layer. The last original stays: a document without a picture is none. */
export function removed(a: Arrangement, id: LayerId): Arrangement {
  const index = a.layers.findIndex((layer) => layer.id === id);
  const layer = a.layers[index];
  if (!layer || !removable(a, id)) return a;
  const layers = a.layers.filter((l) => l.id !== id);
  const neighbour = layers[Math.min(index, layers.length - 1)];
  return {
    layers,
    active: a.active === id ? (neighbour?.id ?? null) : a.active,
    selection: a.selection === id ? null : a.selection,
  };
}

export function removable(a: Arrangement, id: LayerId): boolean {
  const layer = layerById(a, id);
  if (!layer) return false;
  return layer.kind !== 'original' || a.layers.filter(({ kind }) => kind === 'original').length > 1;
}

export function moved(a: Arrangement, id: LayerId, index: number): Arrangement {
  const from = a.layers.findIndex((layer) => layer.id === id);
  const layer = a.layers[from];
  const to = Math.min(a.layers.length - 1, Math.max(0, index));
  if (!layer || from === to) return a;
  const layers = a.layers.filter((l) => l.id !== id);
  layers.splice(to, 0, layer);
  return { ...a, layers };
}

export function selected(a: Arrangement, id: LayerId | null): Arrangement {
  const matte = layerById(a, id);
  const selection = matte?.kind === 'matte' ? matte.id : null;
  return selection === a.selection ? a : { ...a, selection };
}
