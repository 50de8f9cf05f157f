// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { removeSharedBlock } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import { errorOf, SfumatoError } from '../../protocol/index.js';
import type { ProgressReport, ToolResult } from '../../tool/index.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { ModelSetup } from './models.js';
import { removeOrphanedBlocks } from './orphans.js';

export interface ToolJob {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, Frame>>;
  readonly params?: unknown;
  readonly quality?: 'draft' | 'full';
  readonly memoryBudget?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: ProgressReport) => void;
}

export interface ToolWorkerOptions {
  /** Which provider, policy and choice of models the worker uses. */
  readonly models?: ModelSetup;
  /** A module whose `tools` the worker runs instead of the engine's own: for tests. */
  readonly toolsModule?: string;
}

/** A cancelled job that has not ended by then, in milliseconds, ends with its process. */
const cancelGrace = 100;

interface Pending {
  readonly job: ToolJob;
  resolve(result: ToolResult): void;
  reject(reason: unknown): void;
}

/**
 * A process of its own for inference and kernels, so that neither can block or crash the caller. Jobs run one after
 * another. The process starts with the first job, and again after it was lost.
 */
export class ToolWorker {
  readonly #options: ToolWorkerOptions;
  #process: ChildProcess | undefined;
  #pending: { readonly id: number; readonly job: Pending } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #jobs = 0;
  #closed = false;

  constructor(options: ToolWorkerOptions = {}) {
    this.#options = options;
  }

  /** The worker's process id, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Runs a tool. Rejects with the signal's reason within some 100 ms of its abort, with what the tool threw, or with
   * WORKER_LOST when the process ended. Outputs are shared frames whose names are gone already: nothing is left
   * behind when they are collected.
   */
  run(job: ToolJob): Promise<ToolResult> {
    const result = this.#turn.then(() => this.#runNow(job));
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Ends the process and waits until it is gone with all it had. Jobs that are waiting or running are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#process;
    const gone =
      child && child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child?.kill('SIGKILL');
    await this.#turn;
    await gone;
  }

  async #runNow(job: ToolJob): Promise<ToolResult> {
    job.signal?.throwIfAborted();
    if (this.#closed) throw new SfumatoError('WORKER_LOST', 'The worker was closed.');
    const child = this.#process ?? this.#start();
    const id = ++this.#jobs;
    const shared = Object.entries(job.inputs).map(([name, frame]) => {
      return {
        name,
        frame: frame.memory === undefined ? frame.toShared() : frame,
        ours: frame.memory === undefined,
      };
    });
    let stopNow: NodeJS.Timeout | undefined;
    const stop = () => {
      if (child.connected) child.send({ type: 'cancel', job: id } satisfies ToWorker);
      stopNow = setTimeout(() => child.kill('SIGKILL'), cancelGrace);
    };
    try {
      return await new Promise<ToolResult>((resolve, reject) => {
        this.#pending = { id, job: { job, resolve, reject } };
        const message: ToWorker = {
          type: 'run',
          job: id,
          tool: job.tool,
          inputs: Object.fromEntries(shared.map(({ name, frame }) => [name, frame.handle()])),
          params: job.params ?? {},
          quality: job.quality ?? 'full',
          memoryBudget: job.memoryBudget ?? null,
        };
        child.send(message);
        job.signal?.addEventListener('abort', stop, { once: true });
      });
    } catch (error) {
      job.signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(stopNow);
      job.signal?.removeEventListener('abort', stop);
      this.#pending = undefined;
      for (const { frame, ours } of shared) if (ours) frame.release();
    }
  }

  #start(): ChildProcess {
    const { models = {}, toolsModule } = this.#options;
    const script = fileURLToPath(new URL('./process.js', import.meta.url));
    const child = fork(script, [JSON.stringify(models), ...(toolsModule ? [toolsModule] : [])], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message: FromWorker) => this.#receive(message));
    child.on('error', (error) => this.#lose(child, `could not be started: ${error.message}`));
    child.on('exit', (code, signal) => this.#lose(child, `ended with ${signal ?? `status ${code}`}`));
    this.#process = child;
    return child;
  }

  #receive(message: FromWorker): void {
    if (message.type === 'ready') return;
    if (message.job !== this.#pending?.id) {
      // A job that was given up had just been done.
      if (message.type === 'done')
        for (const { memory } of Object.values(message.outputs)) removeSharedBlock(memory);
      return;
    }
    const { job, resolve, reject } = this.#pending.job;
    if (message.type === 'progress') {
      job.onProgress?.({ phase: message.phase, fraction: message.fraction });
    } else if (message.type === 'failed') {
      reject(errorOf(message.error));
    } else {
      const { notes, provenance, elapsedMs } = message;
      const outputs = Object.entries(message.outputs).map(
        ([id, handle]) => [id, Frame.open(handle)] as const,
      );
      // All are open before any name goes: two outputs may be views of one block.
      for (const [, frame] of outputs) frame.release();
      resolve({ outputs: Object.fromEntries(outputs), notes, provenance, elapsedMs });
    }
  }

  #lose(child: ChildProcess, how: string): void {
    if (this.#process === child) this.#process = undefined;
    if (child.pid !== undefined) removeOrphanedBlocks(child.pid);
    this.#pending?.job.reject(new SfumatoError('WORKER_LOST', `The worker process ${how} during the work.`));
  }
}
