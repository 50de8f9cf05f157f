// SPDX-License-Identifier: Apache-2.0
// Layers that a tool can work on by themselves.
import { SfumatoError } from '@sfumato/core/protocol';
import { type DocumentStamp, sameDocument } from './document.js';
import type { Photoshop, PsBounds, PsDocument, PsLayer } from './port.js';

/** The chosen layers that hold pixels. Groups, texts, adjustments and smart objects are left out. */
export function pixelLayers(document: PsDocument): readonly PsLayer[] {
  return Array.from(document.activeLayers).filter(({ kind }) => kind === 'pixel');
}

export function intersection(a: PsBounds, b: PsBounds): PsBounds {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

export const isEmpty = ({ left, top, right, bottom }: PsBounds) => right <= left || bottom <= top;

/** A layer by its id, with the part of it that lies on the canvas. DOCUMENT_CHANGED when it is gone, INPUT_INVALID when it is empty. */
export function layerArea(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  id: number,
): { readonly layer: PsLayer; readonly area: PsBounds } {
  const layer = requireLayer(sameDocument(photoshop, stamp), id);
  const area = intersection(layer.boundsNoEffects, {
    left: 0,
    top: 0,
    right: stamp.width,
    bottom: stamp.height,
  });
  if (isEmpty(area)) {
    throw new SfumatoError('INPUT_INVALID', `The layer “${layer.name}” has no pixels on the canvas.`, {
      remedy: ['Leave it out of the chosen layers.'],
    });
  }
  return { layer, area };
}

/** A layer that was there when the work began, in whatever group it is now. */
export function requireLayer(document: PsDocument, id: number): PsLayer {
  const layer = within(document.layers, id);
  if (layer) return layer;
  throw new SfumatoError('DOCUMENT_CHANGED', 'A layer that the work began with was deleted.');
}

function within(layers: ArrayLike<PsLayer>, id: number): PsLayer | undefined {
  for (const layer of Array.from(layers)) {
    const found = layer.id === id ? layer : layer.layers ? within(layer.layers, id) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Layers that are nowhere but in their bounds. Others, such as adjustments and fills, may be everywhere. */
const bounded: readonly string[] = ['pixel', 'smartObject', 'text'];

/** Whether nothing of the visible layers reaches into an area: there the document has no pixels. */
export function isVacant(layers: ArrayLike<PsLayer>, area: PsBounds): boolean {
  return Array.from(layers).every((layer) => {
    if (!layer.visible) return true;
    if (layer.layers) return isVacant(layer.layers, area);
    return bounded.includes(layer.kind) && isEmpty(intersection(layer.boundsNoEffects, area));
  });
}
