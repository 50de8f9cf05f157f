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
  /** Bytes of output memory that wait to be used again. Default: 0. */
  readonly spareBytes: number | undefined;
  /** Whether the engine keeps estimates beside its workers. */
  readonly estimates: boolean;
}

/** A job as a worker process gets it. */
export interface WorkerJob {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, WorkerInput>>;
  readonly params: unknown;
  /** The outputs that are wanted. Absent: as the params say. */
  readonly outputs?: readonly string[] | undefined;
  readonly quality: 'draft' | 'full';
  /** By task: the model to use instead of the worker's own choice. */
  readonly models?: Readonly<Record<string, string>> | undefined;
  readonly memoryBudget: number | null;
}

export interface WorkerInput {
  readonly handle: FrameHandle;
  /**
   * What is kept until it is to be forgotten. frame: it will be used again as it is. block: its memory will be used again,
   * with other pixels.
   */
  readonly keep: 'nothing' | 'frame' | 'block';
  /** A hash of its pixels and format, where the engine knows it. */
  readonly content?: string;
}

/** Results that took less, in milliseconds, are made again rather than kept. */
export const worthKeepingMs = 100;

export interface WorkerResult {
  /** Hashes of inputs in clients' blocks: where a tool asked for them, and where the result is worth keeping. */
  readonly contents: Readonly<Record<string, string>>;
  /** Shared frames: whoever gets them removes their names when they are not needed any more. */
  readonly outputs: Readonly<Record<string, FrameHandle>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
}

/** What a worker asks its engine: whether it has an estimate that another worker made, or to keep one (a shared frame). */
export type WorkerQuestion =
  | { readonly type: 'find'; readonly key: string }
  | { readonly type: 'keep'; readonly key: string; readonly handle: FrameHandle };
export type WorkerReply = FrameHandle | null;

export type WorkerNote =
  /** Load the model of a task: somebody is about to need it. */
  | { readonly type: 'warm'; readonly task: ModelTask }
  /** Blocks that nobody holds any more: mappings that were kept may go. Those that the worker made are its to use again. */
  | { readonly type: 'forget'; readonly memory: readonly string[] };
