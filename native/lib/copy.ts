// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';

interface CopyBytes {
  readonly from: Uint8Array;
  /** As long as `from`, and not overlapping it. */
  readonly to: Uint8Array;
}

const copy = nativeFunction<(options: CopyBytes, words: Int32Array) => Promise<void>>('copyBytes');

/** Copies a large block on all kernel threads, past the cache. Benchmarks take it as the floor for moving bytes. */
export const copyBytes = (options: CopyBytes, run?: KernelOptions): Promise<void> =>
  runKernel(run, (words) => copy(options, words));
