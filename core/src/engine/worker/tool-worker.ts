// SPDX-License-Identifier: Apache-2.0
import { Frame } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/index.js';
import type { ProgressReport, ToolResult } from '../../tool/index.js';
import type { ModelSetup } from './models.js';
import { removeOrphanedBlocks } from './orphans.js';
import { startWorker, type WorkerChild } from './start.js';

export interface ToolJob {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, Frame>>;
  readonly params?: unknown;
  /** The outputs that are wanted. Default: as the params say. */
  readonly outputs?: readonly string[] | undefined;
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
const cancelGraceMs = 100;

/**
 * A process of its own for inference and kernels, so that neither can block or crash the caller. Jobs run one after
 * another. The process starts with the first job, and again after it was lost.
 */
export class ToolWorker {
  readonly #options: ToolWorkerOptions;
  #child: WorkerChild | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: ToolWorkerOptions = {}) {
    this.#options = options;
  }

  /** The worker's process id, while there is one. */
  get pid(): number | undefined {
    return this.#child?.alive ? this.#child.pid : undefined;
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
    await this.#child?.close();
    await this.#turn;
  }

  async #runNow(job: ToolJob): Promise<ToolResult> {
    job.signal?.throwIfAborted();
    if (this.#closed) throw new SfumatoError('WORKER_LOST', 'The worker was closed.');
    const child = this.#child?.alive ? this.#child : this.#start();
    const shared = Object.entries(job.inputs).map(([name, frame]) => {
      return {
        name,
        frame: frame.memory === undefined ? frame.toShared() : frame,
        ours: frame.memory === undefined,
      };
    });
    const inputs = Object.fromEntries(
      shared.map(({ name, frame }) => [name, { handle: frame.handle(), keep: 'nothing' }] as const),
    );
    const {
      tool,
      params = {},
      outputs: wanted,
      quality = 'full',
      memoryBudget = null,
      signal,
      onProgress,
    } = job;
    try {
      const result = await child.call(
        { tool, inputs, params, outputs: wanted, quality, memoryBudget },
        { signal, onProgress },
      );
      const outputs = Object.entries(result.outputs).map(([id, handle]) => [id, Frame.open(handle)] as const);
      // All are open before any name goes: two outputs may be views of one block.
      for (const [, frame] of outputs) frame.release();
      signal?.throwIfAborted();
      return { ...result, outputs: Object.fromEntries(outputs) };
    } finally {
      for (const { frame, ours } of shared) if (ours) frame.release();
    }
  }

  #start(): WorkerChild {
    this.#child = startWorker({
      ...this.#options,
      cancelGraceMs,
      onExit: (pid) => {
        if (pid !== undefined) removeOrphanedBlocks(pid);
      },
    });
    return this.#child;
  }
}
