// SPDX-License-Identifier: Apache-2.0
// Puts results into the document: one history step, or nothing at all.
import { SfumatoError } from '@sfumato/core/protocol';
import { type DocumentStamp, sameDocument } from './document.js';
import { asOneStep, type Pause } from './modal.js';
import type { Photoshop, PsDocument, PsLayer } from './port.js';
import { misfit, type ResultPixels, writeStrips } from './write.js';

export interface LayerResult extends ResultPixels {
  readonly name: string;
  /** As Photoshop calls it: normal, linearDodge, multiply, screen. Default: normal. */
  readonly blendMode?: string;
  readonly visible?: boolean;
}

export type Placement =
  | { readonly as: 'selection'; readonly matte: ResultPixels }
  | { readonly as: 'channel'; readonly matte: ResultPixels; readonly name: string }
  | { readonly as: 'layer-mask'; readonly matte: ResultPixels }
  /** Pictures above the active layer, lowest first; in a group of that name when there is one. A canvas grows with them. */
  | { readonly as: 'layers'; readonly layers: readonly LayerResult[]; readonly group?: string };

export interface PlaceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly pause?: Pause | undefined;
}

const refused = (cause: string, remedy: readonly string[] = []) =>
  new SfumatoError('NOT_SUPPORTED', cause, { remedy });

/**
 * Places a result as the history step `name`. Before anything is written the document is compared with `stamp`
 * (DOCUMENT_CHANGED). When the work fails or is cancelled the document is exactly as it was.
 */
export async function place(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  name: string,
  placement: Placement,
  options: PlaceOptions = {},
): Promise<void> {
  const pixels = placement.as === 'layers' ? placement.layers : [placement.matte];
  for (const each of pixels) {
    const problem = misfit(each, stamp);
    if (problem) throw refused(problem);
  }
  await asOneStep(
    photoshop,
    stamp.id,
    name,
    async (context) => {
      const document = sameDocument(photoshop, stamp);
      const goOn = () => {
        if (context.isCancelled || options.signal?.aborted) {
          throw new SfumatoError('CANCELLED', 'The work was stopped before it was done.');
        }
      };
      goOn();
      if (placement.as === 'layers') await placeLayers(photoshop, stamp, document, placement, goOn);
      else await placeMatte(photoshop, stamp, document, placement);
      goOn();
    },
    options,
  );
}

async function placeMatte(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  document: PsDocument,
  placement: Exclude<Placement, { as: 'layers' }>,
): Promise<void> {
  const select = () =>
    writeStrips(photoshop, stamp, placement.matte, true, (o) => photoshop.imaging.putSelection(o));
  if (placement.as === 'selection') return select();
  if (placement.as === 'channel') {
    await select();
    await document.selection.save(placement.name);
    return document.selection.deselect();
  }
  const layer = document.activeLayers[0];
  if (!layer) throw refused('No layer is active.', ['Choose the layer that gets the mask.']);
  if (layer.id !== stamp.layer) {
    throw new SfumatoError('DOCUMENT_CHANGED', `Another layer is active than when the work began.`);
  }
  if (layer.isBackgroundLayer) {
    throw refused('The background layer cannot have a mask.', [
      'Make it a normal layer first (double-click it).',
    ]);
  }
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
}

/** Failures of a command do not reject: they come as a descriptor. */
async function play(
  photoshop: Photoshop,
  what: string,
  command: Readonly<Record<string, unknown>>,
  likely: string,
): Promise<void> {
  const [answer] = await photoshop.action.batchPlay([command], {});
  if (answer?._obj !== 'error') return;
  throw refused(`Photoshop could not ${what}: ${String(answer.message ?? '')} ${likely}`);
}

async function placeLayers(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  document: PsDocument,
  { layers, group }: Extract<Placement, { as: 'layers' }>,
  goOn: () => void,
): Promise<void> {
  const shift = await growCanvas(document, layers);
  const made: PsLayer[] = [];
  for (const result of layers) {
    goOn();
    const { name, blendMode = 'normal' } = result;
    const layer = await document.createPixelLayer({ name, blendMode });
    if (!layer) throw refused('Photoshop made no layer.');
    const { x, y } = result.info.bounds;
    const moved = {
      ...result,
      info: { ...result.info, bounds: { ...result.info.bounds, x: x + shift.x, y: y + shift.y } },
    };
    await writeStrips(photoshop, stamp, moved, false, (o) =>
      photoshop.imaging.putPixels({ ...o, layerID: layer.id }),
    );
    if (result.visible === false) layer.visible = false;
    made.push(layer);
  }
  if (group !== undefined) await document.createLayerGroup({ name: group, fromLayers: made });
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
