// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '@sfumato/core/protocol';
import type { Photoshop, PsModalContext } from './port.js';

const busy = 9;
/** The answer to suspendHistory while an Action holds the history: it cannot be resumed, and the Action is the step. */
const heldByAction = 0xffffffff;
/** Pauses before another attempt while Photoshop is busy, in milliseconds: together about eight seconds. */
const pauses = [100, 200, 400, 800, 1600, 2000, 3000];

/** Waits; tests replace it. */
export type Pause = (ms: number) => Promise<void>;
const wait: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function numberOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'number' in error ? error.number : undefined;
}

/**
 * Runs `work` in a modal scope, which must be short: the person cannot use Photoshop meanwhile. Waits for a while where
 * another command is open (HOST_BUSY after that). What `work` throws rolls back what it did.
 */
export async function inModal<T>(
  photoshop: Photoshop,
  commandName: string,
  work: (context: PsModalContext) => Promise<T>,
  { signal, pause = wait }: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    let entered = false;
    try {
      return await photoshop.core.executeAsModal(
        (context) => {
          entered = true;
          return work(context);
        },
        { commandName },
      );
    } catch (error) {
      if (entered || numberOf(error) !== busy) throw error;
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

/** `inModal` on one document, as one named history state, or none when `work` throws or the person cancels. */
export function asOneStep<T>(
  photoshop: Photoshop,
  documentID: number,
  name: string,
  work: (context: PsModalContext) => Promise<T>,
  options: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<T> {
  return inModal(
    photoshop,
    name,
    async (context) => {
      const suspension = await context.hostControl.suspendHistory({ documentID, name });
      let done = false;
      try {
        const result = await work(context);
        done = true;
        return result;
      } finally {
        if (suspension !== heldByAction) await context.hostControl.resumeHistory(suspension, done);
      }
    },
    options,
  );
}
