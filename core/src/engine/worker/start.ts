// SPDX-License-Identifier: Apache-2.0
import { type ChildOptions, ChildService } from '../child/child-service.js';
import type {
  WorkerJob,
  WorkerNote,
  WorkerQuestion,
  WorkerReply,
  WorkerResult,
  WorkerSetup,
} from './messages.js';
import type { ModelSetup } from './models.js';

export type WorkerChild = ChildService<WorkerJob, WorkerResult, WorkerNote, WorkerQuestion, WorkerReply>;

export interface WorkerOptions
  extends Pick<
    ChildOptions<WorkerQuestion, WorkerReply>,
    'cancelGraceMs' | 'onExit' | 'execArgv' | 'answer'
  > {
  /** Which provider, policy and choice of models the worker uses. */
  readonly models?: ModelSetup;
  /** Bytes that a process keeps of what tools want to find again. Default: the tools' own. */
  readonly cacheBytes?: number;
  /** Bytes of output memory that a process keeps to use again, where it is told what nobody holds any more. Default: 0. */
  readonly spareBytes?: number;
  /** A module whose `tools` the worker runs instead of the engine's own: for tests. */
  readonly toolsModule?: string | undefined;
}

/** Starts a worker process. */
export function startWorker({
  models = {},
  cacheBytes,
  spareBytes,
  toolsModule,
  ...options
}: WorkerOptions): WorkerChild {
  const setup: WorkerSetup = {
    models,
    toolsModule,
    cacheBytes,
    spareBytes,
    estimates: options.answer !== undefined,
  };
  return new ChildService({
    ...options,
    script: new URL('./process.js', import.meta.url),
    args: [JSON.stringify(setup)],
  });
}
