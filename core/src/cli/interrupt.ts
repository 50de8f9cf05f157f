// SPDX-License-Identifier: Apache-2.0
import { removeLiveTemporaries } from '../media/index.js';
import { exitCodes } from './exit.js';

/** Long enough for the journal to note where the work stopped; after it the process ends whatever still runs. */
const graceMs = 30;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof signals)[number];

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the work this long to end by itself. */
  allow(milliseconds: number): void;
  dispose(): void;
}

/**
 * Turns Ctrl-C and termination signals into an abort, and ends at once what works for us (`endWork`, called once more
 * before the end for what began meanwhile). What has not stopped within 30 ms (a decoder in the middle of a large file)
 * is left: half-written files are removed and the process dies by the signal itself, which shells show as 130 (Ctrl-C).
 * An ordinary exit would wait for the decoder's threads. A second signal ends it at once.
 */
export function abortOnSignals(endWork: () => void): Interrupt {
  const controller = new AbortController();
  let grace = graceMs;
  let timer: NodeJS.Timeout | undefined;
  const dispose = () => {
    clearTimeout(timer);
    for (const name of signals) process.off(name, stop);
  };
  const end = (name: StopSignal) => {
    removeLiveTemporaries();
    endWork();
    process.stderr.write('Stopped.\n');
    dispose();
    process.kill(process.pid, name);
    // Reached only where a process cannot die by that signal.
    process.exit(exitCodes.interrupted);
  };
  const stop = (name: StopSignal) => {
    if (controller.signal.aborted) end(name);
    controller.abort();
    endWork();
    timer = setTimeout(end, grace, name);
    timer.unref();
  };
  for (const name of signals) process.on(name, stop);
  const allow = (milliseconds: number) => {
    grace = milliseconds;
  };
  return { signal: controller.signal, dispose, allow };
}
