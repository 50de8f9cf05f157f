// SPDX-License-Identifier: Apache-2.0
import { removeLiveTemporaries } from '../media/index.js';
import { exitCodes } from './exit.js';

/** Long enough for a tool to stop and the journal to note it; after it the process ends whatever still runs. */
const graceMs = 80;

/**
 * Turns Ctrl-C and termination signals into an abort. Work that has not stopped within 80 ms (a decoder in the middle of
 * a large file) is left: `beforeEnd` cleans up what it can at once, and the process ends, with no temporary file behind.
 * A second signal ends it at once.
 */
export function abortOnSignals(beforeEnd: () => void): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    removeLiveTemporaries();
    beforeEnd();
    process.stderr.write('Stopped.\n');
    process.exit(exitCodes.interrupted);
  };
  const stop = () => {
    if (controller.signal.aborted) end();
    controller.abort();
    timer = setTimeout(end, graceMs);
    timer.unref();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const name of signals) process.off(name, stop);
    },
  };
}
