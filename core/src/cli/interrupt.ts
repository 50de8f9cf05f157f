// SPDX-License-Identifier: Apache-2.0
import { removeLiveTemporaries } from '../media/index.js';
import { exitCodes } from './exit.js';

/** Long enough for a tool to stop and the journal to note it; after it the process ends whatever still runs. */
const graceMs = 80;

/**
 * Turns Ctrl-C and termination signals into an abort. Work that has not stopped within 80 ms (a decoder in the middle of
 * a large file) is left: the process ends, with no temporary file behind. A second signal ends it at once.
 */
export function abortOnSignals(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const end = () => {
    removeLiveTemporaries();
    process.stderr.write('Stopped. Finished pictures are kept; run the same command again to go on.\n');
    process.exit(exitCodes.interrupted);
  };
  const stop = () => {
    if (controller.signal.aborted) end();
    controller.abort();
    setTimeout(end, graceMs).unref();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}
