// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../../frame/index.js';
import type { ModelTask } from '../../model/index.js';
import { type Priority, SfumatoError, type WorkerStatus } from '../../protocol/index.js';
import type { ProgressReport } from '../../tool/index.js';
import type { WorkerJob, WorkerResult } from '../worker/messages.js';
import { type SlotOptions, WorkerSlot } from './worker-slot.js';

export interface JobSpec {
  readonly work: WorkerJob;
  readonly priority: Priority;
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
}

export interface QueuedJob {
  /** Rejects with CANCELLED as soon as the job is cancelled, whatever its worker still does. */
  readonly result: Promise<WorkerResult>;
  /** Resolves when no process works on the job any more, which may be long after it was cancelled. */
  readonly settled: Promise<void>;
  cancel(): void;
  /** Throws NOT_SUPPORTED where the system cannot stop a process in its tracks. */
  pause(): void;
  resume(): void;
}

export interface JobQueueOptions extends Omit<SlotOptions, 'now'> {
  /** Removes the outputs of a job that nobody waits for any more. */
  readonly discard: (outputs: Readonly<Record<string, FrameHandle>>) => void;
  /** Told when somebody begins or ceases to wait for work that is under way. */
  readonly onBusy?: (busy: boolean) => void;
  readonly now?: () => number;
}

interface Entry {
  readonly spec: JobSpec;
  readonly controller: AbortController;
  slot: WorkerSlot | undefined;
  paused: boolean;
  ended: boolean;
  resolve(result: WorkerResult): void;
  reject(error: unknown): void;
  settle(): void;
}

const ranks = { interactive: 2, apply: 1, batch: 0 } as const satisfies Record<Priority, number>;
const rankOf = ({ spec }: Entry): number => ranks[spec.priority];

/** One process for each priority: each can pre-empt those below it. */
const mostSlots = 3;
/** A worker beyond the first that was not needed for so long is ended; the first one later. */
const idleMs = 60_000;
const lastIdleMs = 600_000;
/** A process that says nothing for so long hangs: inference holds its event loop, loading a model too. */
const busySilenceMs = 300_000;
const idleSilenceMs = 120_000;

/**
 * Jobs by priority, first come first served within one. A job never waits behind one of lower priority: it gets a worker
 * process of its own, and the lower ones are stopped in their tracks (SIGSTOP) until it is done, so that it has the
 * processor to itself. Where the system cannot do that, they share it.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #now: () => number;
  readonly #slots: WorkerSlot[] = [];
  #waiting: Entry[] = [];
  readonly #running = new Set<Entry>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #busy = false;

  constructor(options: JobQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get counts(): { running: number; waiting: number; paused: number } {
    const live = [...this.#running].filter(({ ended }) => !ended);
    const paused = [...live, ...this.#waiting].filter((entry) => entry.paused).length;
    return { running: live.length, waiting: this.#waiting.length, paused };
  }

  workers(): WorkerStatus[] {
    return this.#slots.flatMap((slot) => slot.status() ?? []);
  }

  pids(): number[] {
    return this.#slots.flatMap(({ pid }) => pid ?? []);
  }

  /** Starts a worker before the first job comes, and has it load a task's model. */
  warm(task?: ModelTask): void {
    const slot = this.#slots[0] ?? this.#addSlot();
    if (!slot.busy) slot.prepare(task);
  }

  submit(spec: JobSpec): QueuedJob {
    let entry: Entry | undefined;
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const result = new Promise<WorkerResult>((resolve, reject) => {
      const controller = new AbortController();
      entry = { spec, controller, slot: undefined, paused: false, ended: false, resolve, reject, settle };
    });
    const job = entry;
    if (!job) throw new TypeError('Expected a promise to run its executor at once');
    if (this.#closed) {
      job.reject(new SfumatoError('WORKER_LOST', 'The engine is stopping.'));
      settle();
    } else {
      this.#add(job);
    }
    return {
      result,
      settled,
      cancel: () => this.#cancel(job),
      pause: () => this.#setPaused(job, true),
      resume: () => this.#setPaused(job, false),
    };
  }

  /** Nobody holds the block any more: mappings of it may go. Whether the worker that made it takes care of its name. */
  giveBack(memory: string): boolean {
    let taken = false;
    for (const slot of this.#slots) taken = slot.giveBack(memory) || taken;
    return taken;
  }

  /** To be called now and then: ends processes that hang or are not needed. */
  check(): void {
    for (const slot of this.#slots) {
      if (slot.silentMs > (slot.busy ? busySilenceMs : idleSilenceMs)) slot.end();
    }
    for (const slot of this.#slots.filter((s) => !s.busy).sort((a, b) => a.lastUsed - b.lastUsed)) {
      const patience = this.#slots.length > 1 ? idleMs : lastIdleMs;
      if (this.#now() - slot.lastUsed < patience) break;
      this.#slots.splice(this.#slots.indexOf(slot), 1);
      slot.end();
    }
  }

  /** Rejects all jobs and ends all workers. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const entry of [...this.#waiting, ...this.#running]) this.#cancel(entry);
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #add(entry: Entry): void {
    this.#waiting.push(entry);
    this.#dispatch();
  }

  #cancel(entry: Entry): void {
    if (entry.ended) return;
    entry.ended = true;
    entry.reject(new SfumatoError('CANCELLED', 'The work was stopped before it was done.'));
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    // A suspended process cannot hear that it is to stop.
    entry.slot?.setSuspended(false);
    if (!entry.slot) entry.settle();
    entry.controller.abort();
    this.#dispatch();
  }

  #setPaused(entry: Entry, paused: boolean): void {
    if (entry.ended || entry.paused === paused) return;
    entry.paused = paused;
    if (paused && entry.slot && !entry.slot.setSuspended(true)) {
      entry.paused = false;
      throw new SfumatoError('NOT_SUPPORTED', 'This system cannot pause work that has begun.');
    }
    this.#dispatch();
  }

  #dispatch(): void {
    clearTimeout(this.#timer);
    const ready = this.#waiting.filter(({ paused }) => !paused).sort((a, b) => rankOf(b) - rankOf(a));
    for (const entry of ready) {
      const slot = this.#slotFor(entry);
      if (!slot) break;
      if (slot.pauseMs > 0) {
        this.#timer = setTimeout(() => this.#dispatch(), slot.pauseMs);
        break;
      }
      this.#waiting = this.#waiting.filter((other) => other !== entry);
      void this.#run(entry, slot);
    }
    this.#balance();
  }

  /** An idle worker that knows the tool, else the one used last, else a new one if only lesser work is under way. */
  #slotFor(entry: Entry): WorkerSlot | undefined {
    const idle = this.#slots.filter(({ busy }) => !busy);
    const knows = (slot: WorkerSlot) => (slot.lastTool === entry.spec.work.tool ? 1 : 0);
    idle.sort((a, b) => knows(b) - knows(a) || b.lastUsed - a.lastUsed);
    if (idle[0]) return idle[0];
    if (this.#slots.length >= mostSlots) return undefined;
    const passes = (other: Entry) => !other.ended && (other.paused || rankOf(other) < rankOf(entry));
    return [...this.#running].every(passes) ? this.#addSlot() : undefined;
  }

  #addSlot(): WorkerSlot {
    const slot = new WorkerSlot({ ...this.#options, now: this.#now });
    this.#slots.push(slot);
    return slot;
  }

  /** Lets only the most urgent jobs run. */
  #balance(): void {
    const live = [...this.#running].filter(({ ended }) => !ended);
    const highest = Math.max(...live.filter(({ paused }) => !paused).map(rankOf), 0);
    for (const entry of live) entry.slot?.setSuspended(entry.paused || rankOf(entry) < highest);
    const busy = live.some(({ paused }) => !paused);
    if (busy !== this.#busy) this.#options.onBusy?.(busy);
    this.#busy = busy;
  }

  async #run(entry: Entry, slot: WorkerSlot): Promise<void> {
    entry.slot = slot;
    this.#running.add(entry);
    try {
      const { onProgress } = entry.spec;
      const result = await slot.run(entry.spec.work, {
        signal: entry.controller.signal,
        onProgress: (report) => entry.ended || onProgress?.(report),
      });
      if (entry.ended) this.#options.discard(result.outputs);
      else entry.resolve(result);
    } catch (error) {
      entry.reject(error);
    } finally {
      entry.ended = true;
      entry.slot = undefined;
      entry.settle();
      this.#running.delete(entry);
      if (!this.#closed) this.#dispatch();
    }
  }
}
