// SPDX-License-Identifier: Apache-2.0
import { openStore, pullModel } from '../model/index.js';
import type { ProgressReport } from '../tool/index.js';

const phases = {
  waiting: 'Waiting for another download',
  downloading: 'Downloading',
  unpacking: 'Unpacking',
  checking: 'Checking',
  copying: 'Copying',
} as const;

/** Fetches what is missing of a model into this user's store, telling how far each file is. Throws as `pullModel` does. */
export async function fetchModel(
  id: string,
  signal: AbortSignal,
  onProgress: (report: ProgressReport) => void,
): Promise<void> {
  const store = await openStore();
  let phase: string = phases.downloading;
  await pullModel(store, store.catalogue.get(id), {
    signal,
    onEvent(event) {
      if (event.kind === 'phase') {
        phase = phases[event.phase];
        onProgress({ phase, fraction: 0 });
      } else if (event.kind === 'retry') {
        onProgress({ phase: `Trying again: ${event.reason}`.slice(0, 200), fraction: 0 });
      } else {
        onProgress({ phase, fraction: Math.min(1, event.done / Math.max(1, event.total)) });
      }
    },
  });
}
