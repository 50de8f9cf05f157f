// SPDX-License-Identifier: Apache-2.0
// Puts results into the document: one history step, or nothing at all.
import { SfumatoError } from '@sfumato/core/protocol';
import type { DocumentStamp } from './document.js';
import { asOneStep, type Pause } from './modal.js';
import { type LayersPlacement, placeLayers } from './place-layers.js';
import { type MattePlacement, placeMatte } from './place-matte.js';
import { refused } from './play.js';
import type { Photoshop } from './port.js';
import { misfit, type ResultPixels } from './write.js';

export type Placement = LayersPlacement | MattePlacement;

export interface PlaceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly pause?: Pause | undefined;
}

function pixelsOf(placement: Placement): readonly ResultPixels[] {
  if (placement.as === 'layers') return placement.layers;
  return placement.as === 'smart-object' ? [placement.result] : [placement.matte];
}

/**
 * Places results as the one history step `name`. Before anything is written the document is compared with `stamp`
 * (DOCUMENT_CHANGED). When the work fails or is cancelled, at whichever result, the document is exactly as it was.
 */
export async function place(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  name: string,
  placements: Placement | readonly Placement[],
  options: PlaceOptions = {},
): Promise<void> {
  const all = 'as' in placements ? [placements] : placements;
  for (const pixels of all.flatMap(pixelsOf)) {
    const problem = misfit(pixels, stamp);
    if (problem) throw refused(problem);
  }
  await asOneStep(
    photoshop,
    stamp,
    name,
    async (document, context) => {
      const goOn = () => {
        if (context.isCancelled || options.signal?.aborted) {
          throw new SfumatoError('CANCELLED', 'The work was stopped before it was done.');
        }
      };
      for (const [index, placement] of all.entries()) {
        goOn();
        if (all.length > 1) context.reportProgress({ value: index / all.length, commandName: name });
        if (placement.as === 'layers' || placement.as === 'smart-object') {
          await placeLayers({ photoshop, stamp, document, goOn }, placement);
        } else {
          await placeMatte(photoshop, stamp, document, placement);
        }
      }
      goOn();
    },
    options,
  );
}
