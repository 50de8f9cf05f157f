// SPDX-License-Identifier: Apache-2.0
import { nativeFunction } from './addon.js';

/** The instruction set that the kernels run on here: base, avx2 or avx512. */
export const simdTarget = nativeFunction<() => 'base' | 'avx2' | 'avx512'>('target');

/** Threads that a kernel may use, the caller's included. */
export const kernelThreads = nativeFunction<() => number>('threads');
export const setKernelThreads = nativeFunction<(n: number) => void>('setThreads');
