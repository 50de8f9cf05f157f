// SPDX-License-Identifier: Apache-2.0
import type { ErrorReport } from '../protocol/index.js';

/** Work for a queue: plain data, so that another machine could take it. */
export interface BatchItem<Job> {
  /** Names the work: the same input, params and outputs have the same key. */
  readonly key: string;
  readonly job: Job;
}

/** An item that its taker alone works on, until one of `done`, `failed` and `release` is called. */
export interface Lease<Job, Result> {
  readonly item: BatchItem<Job>;
  /** Whether an earlier attempt was cut off after `writing`, so that the files under the results' names are its own. */
  readonly resumed: boolean;
  /** Says that the results are about to get their names. */
  writing(): Promise<void>;
  done(result: Result): Promise<void>;
  failed(error: ErrorReport): Promise<void>;
  /** Gives the item back unfinished. */
  release(): Promise<void>;
}

/**
 * What the batch runner sees. The journal implements it on one machine; a distributed queue can stand behind it
 * later, which is why nothing here assumes a shared disk or clock.
 */
export interface BatchQueue<Job, Result> {
  /** Adds items; adding one twice is harmless. Returns the results of those that were finished before. */
  add(items: readonly BatchItem<Job>[]): Promise<ReadonlyMap<string, Result>>;
  /** The next item, or undefined when there is none. */
  take(): Promise<Lease<Job, Result> | undefined>;
  close(): Promise<void>;
}
