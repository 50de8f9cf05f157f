// SPDX-License-Identifier: Apache-2.0

/** How a caller stops and watches a kernel. */
export interface KernelOptions {
  /** Stops the kernel within some 20 ms; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with 0..1 about ten times a second while the kernel runs. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

const progressPeriodMs = 100;

/** Runs `start` with the two words {stop, progress} that the addon's kernels read and write. */
export async function runKernel<T>(
  options: KernelOptions | undefined,
  start: (words: Int32Array) => Promise<T>,
): Promise<T> {
  const { signal, onProgress } = options ?? {};
  signal?.throwIfAborted();
  const words = new Int32Array(2);
  const stop = () => Atomics.store(words, 0, 1);
  signal?.addEventListener('abort', stop, { once: true });
  const timer = onProgress && setInterval(() => onProgress(Atomics.load(words, 1) / 1000), progressPeriodMs);
  try {
    return await start(words);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}
