// SPDX-License-Identifier: Apache-2.0
// Mattes as selection, channel or layer mask.
import { SfumatoError } from '@sfumato/core/protocol';
import type { DocumentStamp } from './document.js';
import { requireLayer } from './layers.js';
import { play, refused, selectLayers } from './play.js';
import type { Photoshop, PsDocument, PsLayer } from './port.js';
import { type ResultPixels, writeStrips } from './write.js';

export type MattePlacement =
  | { readonly as: 'selection'; readonly matte: ResultPixels }
  | { readonly as: 'channel'; readonly matte: ResultPixels; readonly name: string }
  /** On a layer by its id; without, on the one that was active when the work began. */
  | { readonly as: 'layer-mask'; readonly matte: ResultPixels; readonly layer?: number | undefined };

/** Only inside a modal scope, on the document that is in front. What was selected stays selected. */
export async function placeMatte(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  document: PsDocument,
  placement: MattePlacement,
): Promise<void> {
  const select = () =>
    writeStrips(photoshop, stamp, placement.matte, true, (o) => photoshop.imaging.putSelection(o));
  if (placement.as === 'selection') return select();
  if (placement.as === 'channel') {
    return keepingSelection(photoshop, document, async () => {
      await select();
      await document.selection.save(placement.name);
      await document.selection.deselect();
    });
  }
  const layer = maskable(document, stamp, placement.layer);
  await keepingSelection(photoshop, document, async () => {
    // The new mask shows everything, whatever is selected.
    if (placement.layer !== undefined) await selectLayers(photoshop, [layer.id]);
    await play(
      photoshop,
      'make a layer mask',
      {
        _obj: 'make',
        new: { _class: 'channel' },
        at: { _ref: 'channel', _enum: 'channel', _value: 'mask' },
        using: { _enum: 'userMaskEnabled', _value: 'revealAll' },
      },
      `The layer “${layer.name}” has a mask already, or cannot have one.`,
    );
    await writeStrips(photoshop, stamp, placement.matte, true, (o) =>
      photoshop.imaging.putLayerMask({ ...o, layerID: layer.id, kind: 'user' }),
    );
  });
}

function maskable(document: PsDocument, stamp: DocumentStamp, id: number | undefined): PsLayer {
  const layer = id === undefined ? document.activeLayers[0] : requireLayer(document, id);
  if (!layer) throw refused('No layer is active.', ['Choose the layer that gets the mask.']);
  if (id === undefined && layer.id !== stamp.layer) {
    throw new SfumatoError('DOCUMENT_CHANGED', 'Another layer is active than when the work began.');
  }
  if (layer.isBackgroundLayer) {
    throw refused('The background layer cannot have a mask.', [
      'Make it a normal layer first (double-click it).',
    ]);
  }
  return layer;
}

/** Runs `work`, which uses the selection up, and selects again what was selected. */
async function keepingSelection(
  photoshop: Photoshop,
  { id: documentID, selection }: PsDocument,
  work: () => Promise<void>,
): Promise<void> {
  const { bounds } = selection;
  if (!bounds) return work();
  const { left, top, right, bottom } = bounds;
  const held = await photoshop.imaging.getSelection({
    documentID,
    sourceBounds: { left, top, right, bottom },
  });
  try {
    await work();
    await photoshop.imaging.putSelection({
      documentID,
      imageData: held.imageData,
      replace: true,
      targetBounds: { left: held.sourceBounds.left, top: held.sourceBounds.top },
    });
  } finally {
    await held.imageData.dispose();
  }
}
