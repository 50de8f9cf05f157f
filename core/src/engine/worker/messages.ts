// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../../frame/index.js';
import type { ModelTask } from '../../model/index.js';
import type { Provenance, ResultNote } from '../../tool/index.js';
import type { ModelSetup } from './models.js';

/** What a worker process is started with. */
export interface WorkerSetup {
  readonly models: ModelSetup;
  readonly toolsModule: string | undefined;
  readonly cacheBytes: number | undefined;
}

/** A job as a worker process gets it. */
export interface WorkerJob {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, FrameHandle>>;
  readonly params: unknown;
  readonly quality: 'draft' | 'full';
  /** By task: the model to use instead of the worker's own choice. */
  readonly models?: Readonly<Record<string, string>> | undefined;
  readonly memoryBudget: number | null;
  /** Whether the inputs will be used again, so that their mappings are kept until they are to be forgotten. */
  readonly keep: boolean;
}

export interface WorkerResult {
  /** Shared frames: whoever gets them removes their names when they are not needed any more. */
  readonly outputs: Readonly<Record<string, FrameHandle>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
}

export type WorkerNote =
  /** Load the model of a task: somebody is about to need it. */
  | { readonly type: 'warm'; readonly task: ModelTask }
  /** Blocks whose names are gone: mappings that were kept may go too. */
  | { readonly type: 'forget'; readonly memory: readonly string[] };
