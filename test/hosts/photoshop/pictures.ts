// SPDX-License-Identifier: Apache-2.0
// Documents with content that differs in every pixel.
import type { DocumentOptions, EmulatedDocument } from './document.js';
import type { EmulatedPhotoshop } from './host.js';
import { type Bounds, blank, type Depth, heightOf, type Plane, white, widthOf } from './plane.js';

/** Repeatable pixels: every sample of an odd kind, alpha among them when `alpha` is set. */
export function pattern(bounds: Bounds, components: number, depth: Depth, alpha: boolean, seed = 1): Plane {
  const plane = blank(bounds, components, depth);
  const top = white[depth];
  let state = seed;
  for (let i = 0; i < plane.data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const share = state / 2 ** 32;
    const last = i % components === components - 1;
    const v = last && !alpha ? 1 : depth === 32 && !last ? share * 4 - 0.5 : share;
    plane.data[i] = depth === 32 ? v : Math.round(v * top);
  }
  return plane;
}

/** Opens a document whose only layer is a pattern. */
export function openPattern(
  photoshop: EmulatedPhotoshop,
  options: DocumentOptions,
  alpha = false,
): EmulatedDocument {
  const document = photoshop.open(options);
  const layer = document.state.layers[0];
  if (!layer) throw new Error('no layer');
  const pixels = pattern(document.canvas, document.components, document.depth, alpha);
  document.changeLayer('Paint', layer.id, { pixels, background: !alpha });
  return document;
}

/** A selection of a rectangle, soft inside. */
export function selectPattern(document: EmulatedDocument, bounds: Bounds): Plane {
  const selection = pattern(bounds, 1, document.depth, true, 7);
  const [width, height] = [widthOf(bounds), heightOf(bounds)];
  // Corners that are surely selected, so that the trimmed bounds are those given.
  for (const i of [0, width - 1, width * (height - 1), width * height - 1]) {
    selection.data[i] = white[document.depth];
  }
  document.change('Select', { ...document.state, selection });
  return selection;
}
