// SPDX-License-Identifier: Apache-2.0
// Pictures as layers of their own, in a group, over one layer, or in a smart object.
import type { DocumentStamp } from './document.js';
import { restoreUnchanged } from './lab.js';
import { requireLayer } from './layers.js';
import { play, refused, selectLayers } from './play.js';
import type { Photoshop, PsDocument, PsLayer } from './port.js';
import { type ResultPixels, writeStrips } from './write.js';

export interface LayerResult extends ResultPixels {
  readonly name: string;
  /** As Photoshop calls it: normal, linearDodge, multiply, screen. Default: normal. */
  readonly blendMode?: string;
  readonly visible?: boolean;
}

export type LayersPlacement =
  /**
   * Above the active layer, lowest first; in a group of that name when there is one. A canvas grows with them. With
   * `over`, a layer's id, they come right above that layer and are clipped to it, so that its transparency, mask, opacity
   * and blend mode are theirs; the canvas stays then.
   */
  | {
      readonly as: 'layers';
      readonly layers: readonly LayerResult[];
      readonly group?: string;
      readonly over?: number | undefined;
    }
  /**
   * The layer `over` becomes a smart object in its place and with its name, opacity and blend mode. Inside, the layer is
   * as it was, with the result clipped to it.
   */
  | { readonly as: 'smart-object'; readonly result: LayerResult; readonly over: number };

interface Site {
  readonly photoshop: Photoshop;
  readonly stamp: DocumentStamp;
  readonly document: PsDocument;
  /** Throws when the person wants to stop. */
  readonly goOn: () => void;
}

/** Only inside a modal scope, on the document that is in front. */
export async function placeLayers(site: Site, placement: LayersPlacement): Promise<void> {
  if (placement.as === 'smart-object') return placeInSmartObject(site, placement);
  const { document, photoshop } = site;
  const { layers, group, over } = placement;
  const below = over === undefined ? undefined : requireLayer(document, over);
  const shift = below ? { x: 0, y: 0 } : await growCanvas(document, layers);
  if (below) await selectLayers(photoshop, [below.id]);
  const made: PsLayer[] = [];
  for (const result of layers) {
    site.goOn();
    const layer = await putLayer(site, result, shift, over);
    if (below && group === undefined) clip(layer, below);
    made.push(layer);
  }
  if (group !== undefined) await document.createLayerGroup({ name: group, fromLayers: made });
}

async function putLayer(
  { photoshop, stamp, document }: Site,
  result: LayerResult,
  shift: { readonly x: number; readonly y: number },
  of?: number,
): Promise<PsLayer> {
  const { name, blendMode = 'normal' } = result;
  const layer = await document.createPixelLayer({ name, blendMode });
  if (!layer) throw refused('Photoshop made no layer.');
  const { bounds } = result.info;
  const moved = {
    ...result,
    info: { ...result.info, bounds: { ...bounds, x: bounds.x + shift.x, y: bounds.y + shift.y } },
  };
  await writeStrips(photoshop, stamp, moved, false, (o) =>
    photoshop.imaging.putPixels({ ...o, layerID: layer.id }),
  );
  if (blendMode === 'normal') {
    await restoreUnchanged({ photoshop, stamp, document, layer: layer.id, shift, of }, result);
  }
  if (result.visible === false) layer.visible = false;
  return layer;
}

/** The background is opaque and has neither mask nor opacity: nothing is to be clipped there. */
function clip(layer: PsLayer, below: PsLayer): void {
  if (!below.isBackgroundLayer) layer.isClippingMask = true;
}

async function placeInSmartObject(
  site: Site,
  { result, over }: Extract<LayersPlacement, { as: 'smart-object' }>,
): Promise<void> {
  const { document, photoshop } = site;
  const below = requireLayer(document, over);
  if (below.isClippingMask) {
    const cause = `The layer “${below.name}” is clipped to the one below it, which a smart object would undo.`;
    throw refused(cause, ['Place the result as a new layer, or release the clipping mask first.']);
  }
  const { name, opacity, blendMode, isBackgroundLayer } = below;
  await selectLayers(photoshop, [below.id]);
  const layer = await putLayer(site, result, { x: 0, y: 0 }, over);
  site.goOn();
  if (!isBackgroundLayer) {
    clip(layer, below);
    // The smart object takes these over: inside they would count twice.
    below.opacity = 100;
    below.blendMode = 'normal';
  }
  await selectLayers(photoshop, [below.id, layer.id]);
  await play(photoshop, 'make a smart object', { _obj: 'newPlacedLayer' });
  const smart = document.activeLayers[0];
  if (smart?.kind !== 'smartObject') throw refused('Photoshop made no smart object.');
  smart.name = name;
  if (isBackgroundLayer) return;
  smart.opacity = opacity;
  smart.blendMode = blendMode;
}

/** Makes room for results that reach beyond the canvas. Gives how far everything moved. */
async function growCanvas(
  document: PsDocument,
  layers: readonly LayerResult[],
): Promise<{ x: number; y: number }> {
  const { width, height } = document;
  const left = Math.max(0, ...layers.map(({ info }) => -info.bounds.x));
  const top = Math.max(0, ...layers.map(({ info }) => -info.bounds.y));
  const right = Math.max(width, ...layers.map(({ info }) => info.bounds.x + info.width));
  const bottom = Math.max(height, ...layers.map(({ info }) => info.bounds.y + info.height));
  if (left > 0 || top > 0) await document.resizeCanvas(width + left, height + top, 'BOTTOMRIGHT');
  if (right > width || bottom > height) await document.resizeCanvas(right + left, bottom + top, 'TOPLEFT');
  return { x: left, y: top };
}
