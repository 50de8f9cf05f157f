// SPDX-License-Identifier: Apache-2.0
// What a document looks like: its visible layers in normal mode, one over the other, on transparency.
import type { DocumentState, LayerState } from './document.js';
import {
  type Bounds,
  blank,
  type Depth,
  depthOf,
  intersection,
  isEmpty,
  type Plane,
  white,
  widthOf,
} from './plane.js';

function shown(state: DocumentState, layer: LayerState): boolean {
  if (!layer.visible) return false;
  const parent = state.layers.find(({ id }) => id === layer.parent);
  return parent ? shown(state, parent) : true;
}

/** Straight alpha. Other blend modes than normal are taken for normal: the emulator does not judge looks. */
export function composite(state: DocumentState, components: number, depth: Depth): Plane {
  const canvas: Bounds = { left: 0, top: 0, right: state.width, bottom: state.height };
  const layers = state.layers.filter((layer) => layer.pixels && shown(state, layer));
  const lowest = layers.at(-1);
  const simple = layers.length === 1 && lowest?.opacity === 100 && !lowest.mask && lowest.pixels;
  if (simple && same(simple.bounds, canvas)) return simple;
  const out = blank(canvas, components, depth);
  for (const layer of layers.toReversed()) if (layer.pixels) over(layer.pixels, layer, out);
  return out;
}

const same = (a: Bounds, b: Bounds) =>
  a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;

function over(pixels: Plane, layer: LayerState, out: Plane): void {
  const n = out.components;
  const top = white[depthOf(out.data)];
  const area = intersection(pixels.bounds, out.bounds);
  if (isEmpty(area)) return;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const i = ((y - pixels.bounds.top) * widthOf(pixels.bounds) + x - pixels.bounds.left) * n;
      const o = (y * widthOf(out.bounds) + x) * n;
      const alpha = ((pixels.data[i + n - 1] ?? 0) / top) * (layer.opacity / 100) * maskAt(layer.mask, x, y);
      if (alpha === 0) continue;
      const below = ((out.data[o + n - 1] ?? 0) / top) * (1 - alpha);
      for (let c = 0; c < n - 1; c++) {
        const v = (alpha * (pixels.data[i + c] ?? 0) + below * (out.data[o + c] ?? 0)) / (alpha + below);
        out.data[o + c] = top === 1 ? v : Math.round(v);
      }
      const sum = (alpha + below) * top;
      out.data[o + n - 1] = top === 1 ? sum : Math.round(sum);
    }
  }
}

function maskAt(mask: Plane | null, x: number, y: number): number {
  if (!mask) return 1;
  const { bounds, data } = mask;
  if (x < bounds.left || y < bounds.top || x >= bounds.right || y >= bounds.bottom) return 0;
  return (data[(y - bounds.top) * widthOf(bounds) + x - bounds.left] ?? 0) / white[depthOf(data)];
}
