// SPDX-License-Identifier: Apache-2.0
// What a document looks like: its visible layers, one over the other, on transparency (ISO 32000-1, 11.3).
import type { DocumentState, LayerState } from './document.js';
import { colourComponents } from './document.js';
import {
  type Bounds,
  blank,
  contentOf,
  depthOf,
  intersection,
  isEmpty,
  type Plane,
  same,
  union,
  white,
  widthOf,
} from './plane.js';

/** Colours of 0..1: the layer's and what is under it. Modes that are not listed look like normal here. */
const blends: Readonly<Record<string, (s: number, b: number) => number>> = {
  multiply: (s, b) => s * b,
  screen: (s, b) => s + b - s * b,
  linearDodge: (s, b) => s + b,
};

const looks = new WeakMap<DocumentState, Plane>();

/** Straight alpha, with the document's own colours. Groups pass through: they only hide or show what they hold. */
export function composite(state: DocumentState): Plane {
  const known = looks.get(state) ?? composed(state);
  looks.set(state, known);
  return known;
}

/** The rectangle around what the visible layers hold on the canvas, whatever their masks hide; null when that is nothing. */
export function reach(state: DocumentState): Bounds | null {
  const canvas: Bounds = { left: 0, top: 0, right: state.width, bottom: state.height };
  const boxes = state.layers.flatMap((layer) => {
    const box = layer.pixels && shown(state, layer) ? contentOf(layer.pixels) : null;
    const seen = box && intersection(box, canvas);
    return seen && !isEmpty(seen) ? [seen] : [];
  });
  const [first, ...others] = boxes;
  return first ? others.reduce(union, first) : null;
}

function composed(state: DocumentState): Plane {
  const canvas: Bounds = { left: 0, top: 0, right: state.width, bottom: state.height };
  const layers = clippedOnto(state.layers.filter((layer) => layer.kind !== 'group'))
    .filter(({ base }) => base.pixels && shown(state, base))
    .map(({ base, on }) =>
      withClipped(
        base,
        on.filter((layer) => shown(state, layer)),
      ),
    );
  const lowest = layers.at(-1);
  const simple = layers.length === 1 && lowest?.opacity === 100 && !lowest.mask && lowest.pixels;
  if (simple && same(simple.bounds, canvas)) return simple;
  const out = blank(canvas, colourComponents[state.mode] + 1, state.depth);
  for (const layer of layers.toReversed()) if (layer.pixels) over(layer.pixels, layer, out);
  return out;
}

interface ClippingGroup {
  readonly base: LayerState;
  /** Topmost first. */
  readonly on: readonly LayerState[];
}

/** Layers with what is clipped to them. A layer that has none below it stands for itself. */
function clippedOnto(layers: readonly LayerState[]): ClippingGroup[] {
  const groups: ClippingGroup[] = [];
  let waiting: LayerState[] = [];
  for (const [i, layer] of layers.entries()) {
    const below = layers[i + 1];
    if (layer.clipped && below?.parent === layer.parent) waiting.push(layer);
    else {
      groups.push({ base: layer, on: waiting });
      waiting = [];
    }
  }
  return groups;
}

/** The base with the colours that the clipped layers give it, and its own alpha. */
function withClipped(base: LayerState, on: readonly LayerState[]): LayerState {
  if (on.length === 0 || !base.pixels) return base;
  const { components: n, data } = base.pixels;
  const pixels = { ...base.pixels, data: data.slice() };
  const opaque = white[depthOf(data)];
  for (let i = n - 1; i < data.length; i += n) pixels.data[i] = opaque;
  for (const layer of on.toReversed()) if (layer.pixels) over(layer.pixels, layer, pixels);
  for (let i = n - 1; i < data.length; i += n) pixels.data[i] = data[i] ?? 0;
  return { ...base, pixels };
}

function shown(state: DocumentState, layer: LayerState): boolean {
  if (!layer.visible) return false;
  const parent = state.layers.find(({ id }) => id === layer.parent);
  return parent ? shown(state, parent) : true;
}

function over(pixels: Plane, layer: LayerState, out: Plane): void {
  const n = out.components;
  const depth = depthOf(out.data);
  const top = white[depth];
  const level = (v: number) => (depth === 32 ? v : Math.round(Math.min(1, v) * top));
  const blend = blends[layer.blendMode] ?? ((s: number) => s);
  const area = intersection(pixels.bounds, out.bounds);
  if (isEmpty(area)) return;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const i = ((y - pixels.bounds.top) * widthOf(pixels.bounds) + x - pixels.bounds.left) * n;
      const o = ((y - out.bounds.top) * widthOf(out.bounds) + x - out.bounds.left) * n;
      const alpha = ((pixels.data[i + n - 1] ?? 0) / top) * (layer.opacity / 100) * maskAt(layer.mask, x, y);
      if (alpha === 0) continue;
      const ground = (out.data[o + n - 1] ?? 0) / top;
      const below = ground * (1 - alpha);
      for (let c = 0; c < n - 1; c++) {
        const [s, b] = [(pixels.data[i + c] ?? 0) / top, (out.data[o + c] ?? 0) / top];
        const mixed = (1 - ground) * s + ground * blend(s, b);
        out.data[o + c] = level((alpha * mixed + below * b) / (alpha + below));
      }
      out.data[o + n - 1] = level(alpha + below);
    }
  }
}

function maskAt(mask: Plane | null, x: number, y: number): number {
  if (!mask) return 1;
  const { bounds, data } = mask;
  if (x < bounds.left || y < bounds.top || x >= bounds.right || y >= bounds.bottom) return 0;
  return (data[(y - bounds.top) * widthOf(bounds) + x - bounds.left] ?? 0) / white[depthOf(data)];
}
