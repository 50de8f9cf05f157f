// SPDX-License-Identifier: Apache-2.0
// Documents in modes that the imaging API cannot read: what to tell, and a copy that it can.
import { SfumatoError } from '@sfumato/core/protocol';
import { modeOf } from './document.js';
import { inModal, type Pause } from './modal.js';
import type { Photoshop } from './port.js';

/** Reading them has ended Photoshop: nothing of their pixels is ever asked for. */
const wayOut: Readonly<Record<string, string>> = {
  // A bitmap can only become grey.
  bitmapMode: 'grayscaleMode',
};
const usualWayOut = 'RGBColorMode';

/**
 * Duplicates the document in front and brings the copy, which is in front then, into a mode that can be read. The original
 * is not touched. Only with the person's consent: colours change. INPUT_INVALID when no document is open.
 */
export async function makeReadableCopy(
  photoshop: Photoshop,
  options: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<void> {
  await inModal(
    photoshop,
    'Sfumato: making a copy',
    async () => {
      const document = photoshop.app.activeDocument;
      if (!document) throw new SfumatoError('INPUT_INVALID', 'No document is open.');
      const copy = await document.duplicate(`${document.title.replace(/\.[^.]*$/, '')} (RGB)`);
      if (!modeOf(copy)) await copy.changeMode(wayOut[copy.mode] ?? usualWayOut);
    },
    options,
  );
}
