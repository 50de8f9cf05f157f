// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';
import { type KernelOptions, runKernel } from './job.js';

const copy =
  nativeFunction<(from: Uint8Array, to: Uint8Array, job: Int32Array) => Promise<void>>('streamCopy');

/**
 * Copies bytes past the cache on all threads: the floor that benchmarks compare kernels with. Both arrays have the
 * same length and do not overlap.
 */
export const streamCopy = (from: Uint8Array, to: Uint8Array, options?: KernelOptions): Promise<void> =>
  runKernel(options, (job) => copy(from, to, job));
