// SPDX-License-Identifier: Apache-2.0
import { Frame, type FrameHandle } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/index.js';
import type { ResultCache } from '../../tool/index.js';
import type { Ask } from '../child/serve.js';
import type { WorkerQuestion, WorkerReply } from './messages.js';

/**
 * A worker's cache that shares what is dear (depth, mattes) with the engine's other workers, the ones that come after it
 * among them: workers end when nobody needs them, or crash, and two may work at once.
 */
export function sharedEstimates(cache: ResultCache, ask: Ask<WorkerQuestion, WorkerReply>): ResultCache {
  return {
    frame(key, make, options) {
      if (options?.brief) return cache.frame(key, make, options);
      return cache.frame(key, async () => {
        const handle = await ask({ type: 'find', key });
        const found = handle && privateCopy(handle);
        if (found) return found;
        const made = await make();
        // Memory of its own, that is not used again while somebody may still copy it.
        void ask({ type: 'keep', key, handle: made.toShared().handle() });
        return made;
      });
    },
  };
}

/** Undefined when the engine has forgotten it meanwhile. */
function privateCopy(handle: FrameHandle): Frame | undefined {
  try {
    const shared = Frame.open(handle);
    const copy = Frame.allocate(shared.format());
    for (let y = 0; y < copy.height; y++) copy.row(y).set(shared.row(y));
    return copy;
  } catch (error) {
    if (error instanceof SfumatoError && error.code === 'MEMORY_SHORT') return undefined;
    throw error;
  }
}
