// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '@sfumato/core/protocol';
import { type DocumentStamp, sameDocument } from './document.js';
import { failureOf, numberOf } from './failure.js';
import type { Photoshop, PsDocument, PsModalContext } from './port.js';

const busy = 9;
/** The answer to suspendHistory while an Action holds the history: it cannot be resumed, and the Action is the step. */
const heldByAction = 0xffffffff;
/** Pauses before another attempt while Photoshop is busy, in milliseconds: together about eight seconds. */
const pauses = [100, 200, 400, 800, 1600, 2000, 3000];

/** Waits; tests replace it. */
export type Pause = (ms: number) => Promise<void>;
const wait: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `work` in a modal scope, which must be short: the person cannot use Photoshop meanwhile. Waits for a while where
 * another command is open (HOST_BUSY after that). What `work` throws rolls back what it did; what the host throws comes as
 * CANCELLED, MEMORY_SHORT or HOST_FAILED.
 */
export async function inModal<T>(
  photoshop: Photoshop,
  commandName: string,
  work: (context: PsModalContext) => Promise<T>,
  { signal, pause = wait }: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    let entered: PsModalContext | undefined;
    try {
      return await photoshop.core.executeAsModal(
        (context) => {
          entered = context;
          return work(context);
        },
        { commandName },
      );
    } catch (error) {
      if (entered || numberOf(error) !== busy) throw failureOf(error, entered?.isCancelled);
      const ms = pauses[attempt];
      if (ms === undefined) {
        throw new SfumatoError('HOST_BUSY', 'Photoshop is busy with another command or dialog.', {
          source: error,
        });
      }
      await pause(ms);
    }
  }
}

/**
 * `inModal` on the document that `stamp` describes, as one named history state, or none when `work` throws or the person
 * cancels. DOCUMENT_CHANGED when it is not that document any more.
 */
export function asOneStep<T>(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  name: string,
  work: (document: PsDocument, context: PsModalContext) => Promise<T>,
  options: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<T> {
  return inModal(
    photoshop,
    name,
    async (context) => {
      const document = sameDocument(photoshop, stamp);
      const suspension = await context.hostControl.suspendHistory({ documentID: stamp.id, name });
      let done = false;
      try {
        const result = await work(document, context);
        done = true;
        return result;
      } finally {
        if (suspension !== heldByAction) await context.hostControl.resumeHistory(suspension, done);
      }
    },
    options,
  );
}
