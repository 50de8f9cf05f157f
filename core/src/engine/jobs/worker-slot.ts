// SPDX-License-Identifier: Apache-2.0

import type { ModelTask } from '../../model/index.js';
import type { WorkerStatus } from '../../protocol/index.js';
import type { CallOptions } from '../child/child-service.js';
import { makerOf } from '../frames/block-name.js';
import type { WorkerJob, WorkerResult } from '../worker/messages.js';
import type { WorkerChild } from '../worker/start.js';

/** The pauses before a worker that keeps crashing is started again, in milliseconds: doubling, the first time none. */
const firstPauseMs = 250;
const longestPauseMs = 30_000;

export interface SlotOptions {
  /** Starts a process; `lost` is to be called when it is gone. */
  readonly start: (lost: () => void) => WorkerChild;
  /** A process beyond this resident memory is replaced after its job. */
  readonly workerBytes: number;
  readonly now: () => number;
}

/** A place for one worker process, which is started with the first job and anew after it was lost. */
export class WorkerSlot {
  readonly #options: SlotOptions;
  #child: WorkerChild | undefined;
  #busy = false;
  #suspended = false;
  #failures = 0;
  #notBefore = 0;
  #jobs = 0;
  /** When it last ended a job, by the clock of the options. */
  lastUsed: number;
  lastTool: string | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.lastUsed = options.now();
  }

  get busy(): boolean {
    return this.#busy;
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  get pid(): number | undefined {
    return this.#child?.alive ? this.#child.pid : undefined;
  }

  get silentMs(): number {
    return this.#child?.alive ? this.#child.silentMs : 0;
  }

  /** Milliseconds until it may be started again after crashes; 0 when it can take a job now. */
  get pauseMs(): number {
    return this.#child?.alive ? 0 : Math.max(0, this.#notBefore - this.#options.now());
  }

  status(): WorkerStatus | undefined {
    const child = this.#child;
    if (!child?.alive) return undefined;
    const state = !child.ready ? 'starting' : this.#suspended ? 'paused' : this.#busy ? 'busy' : 'idle';
    return {
      pid: child.pid ?? 0,
      state,
      memoryBytes: child.memoryBytes,
      jobs: this.#jobs,
      ...(this.#busy && { tool: this.lastTool }),
    };
  }

  /** Has the process, started if there is none, load a task's model. */
  prepare(task: ModelTask | undefined): void {
    this.lastUsed = this.#options.now();
    const child = this.warm();
    if (task !== undefined) child.note({ type: 'warm', task });
  }

  /** Starts the process if there is none. */
  warm(): WorkerChild {
    if (this.#child?.alive) return this.#child;
    const child = this.#options.start(() => {
      if (this.#child === child) this.#lost();
    });
    this.#child = child;
    return child;
  }

  async run(job: WorkerJob, options: CallOptions): Promise<WorkerResult> {
    this.#busy = true;
    this.lastTool = job.tool;
    try {
      const result = await this.warm().call(job, options);
      this.#failures = 0;
      return result;
    } catch (error) {
      // Ended because it did not stop when it was told to.
      if (options.signal?.aborted) this.#failures = 0;
      throw error;
    } finally {
      this.#busy = false;
      this.#suspended = false;
      this.#jobs++;
      this.lastUsed = this.#options.now();
      if ((this.#child?.memoryBytes ?? 0) > this.#options.workerBytes) this.end();
    }
  }

  /** Returns false where the system cannot stop a process in its tracks. */
  setSuspended(suspended: boolean): boolean {
    if (suspended === this.#suspended) return true;
    if (suspended) {
      this.#suspended = this.#child?.suspend() ?? false;
      return this.#suspended;
    }
    this.#child?.resume();
    this.#suspended = false;
    return true;
  }

  /** Nobody holds the block any more. Whether the process made it, and takes care of its name. */
  giveBack(memory: string): boolean {
    const child = this.#child;
    if (!child?.alive) return false;
    child.note({ type: 'forget', memory: [memory] });
    return child.pid !== undefined && makerOf(memory) === child.pid;
  }

  /** Ends the process, which is no failure of it. */
  end(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.close();
  }

  #lost(): void {
    this.#failures++;
    const pause = this.#failures < 2 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#failures - 2));
    this.#notBefore = this.#options.now() + pause;
  }
}
