// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const count = z.number();
const wireError = z.object({
  code: z.string(),
  title: z.string(),
  cause: z.string(),
  remedy: z.array(z.string()),
  docs: z.string(),
});

/** What the command line says, line by line, with --json; other lines are of no interest here. */
const lineSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('start'), total: count, finishedBefore: count }),
  z.object({ event: z.literal('done') }),
  z.object({ event: z.literal('failed'), error: wireError }),
  z.object({ event: z.literal('summary'), total: count, interrupted: z.boolean() }),
  z.object({ event: z.literal('error'), error: wireError }),
]);
export type BatchLine = z.infer<typeof lineSchema>;

/**
 * The command line at work on a batch, in a process group of its own. It ends when its engine does: it sees the
 * channel between them close.
 */
export class BatchProcess {
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #suspended = false;

  constructor(command: readonly string[], onLine: (line: BatchLine) => void) {
    const [program = '', ...args] = command;
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], detached: true });
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (text) => {
        const parsed = lineSchema.safeParse(jsonOf(text));
        if (parsed.success) onLine(parsed.data);
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.on('error', () => resolve());
      this.#child.on('close', () => resolve());
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Stops the whole group in its tracks, or lets it go on; where the system cannot, it goes on beside others. */
  setSuspended(suspended: boolean): void {
    if (process.platform === 'win32' || suspended === this.#suspended) return;
    this.#suspended = suspended;
    this.#signal(suspended ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Ends it; its journal says what is done. */
  async end(): Promise<void> {
    this.setSuspended(false);
    this.#signal('SIGTERM');
    await this.ended;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
