// SPDX-License-Identifier: Apache-2.0
import { totalmem } from 'node:os';

/** How one setting, the memory budget, is shared out. All in bytes. */
export interface MemoryPlan {
  readonly budgetBytes: number;
  /** Frames that clients hold, all of them together. */
  readonly frameBytes: number;
  /** Of them, those that one connection holds: others still get some. */
  readonly connectionBytes: number;
  /** Results that are kept to be given again. */
  readonly cacheBytes: number;
  /** What a tool may use beyond its inputs and models. Larger pictures go by tiles. */
  readonly toolBytes: number;
  /** Models that a worker keeps loaded. */
  readonly modelBytes: number;
  /** What tools in a worker keep to find again: embeddings, depth, mattes. */
  readonly foundBytes: number;
  /** Output memory that a worker keeps to use again. */
  readonly spareBytes: number;
  /** A worker whose resident memory is beyond this after a job is replaced: runtimes do not give all back. */
  readonly workerBytes: number;
}

const gibibyte = 2 ** 30;

/** Default: half of the machine's memory. */
export function planMemory(budgetBytes: number = totalmem() / 2): MemoryPlan {
  return {
    budgetBytes: Math.floor(budgetBytes),
    frameBytes: Math.floor(budgetBytes / 2),
    connectionBytes: Math.floor((budgetBytes * 7) / 16),
    cacheBytes: Math.floor(budgetBytes / 8),
    toolBytes: Math.floor(Math.min(2 * gibibyte, budgetBytes / 4)),
    modelBytes: Math.floor(Math.min(3 * gibibyte, budgetBytes / 4)),
    foundBytes: Math.floor(Math.min(gibibyte / 2, budgetBytes / 16)),
    spareBytes: Math.floor(Math.min(gibibyte / 2, budgetBytes / 16)),
    workerBytes: Math.floor(Math.max(gibibyte, budgetBytes / 2)),
  };
}
