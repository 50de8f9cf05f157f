// SPDX-License-Identifier: Apache-2.0
import { rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SfumatoError } from '../../protocol/error.js';
import type { Digest } from './blobs.js';
import { type Disk, errno, hashFile, realDisk, writeAll, writeFailure } from './disk.js';
import type { StoreOptions } from './progress.js';

export interface DownloadOptions extends StoreOptions {
  /** What to call the file in events and errors. */
  readonly label: string;
  /** Attempts per mirror. Default: 3. */
  readonly attempts?: number;
  /** Wait before the second attempt at a mirror; doubled for each one after. Default: 1000 ms. */
  readonly backoffMs?: number;
  /** An attempt that receives nothing for so long has failed. Default: 30 s. */
  readonly stallMs?: number;
  readonly disk?: Disk;
}

/** Why an attempt failed. again: the same mirror may do better. never: it will not. wrong: its bytes are useless. */
class AttemptFailure extends Error {
  constructor(
    message: string,
    readonly outlook: 'again' | 'never' | 'wrong',
  ) {
    super(message);
  }
}

/**
 * Fetches a file of known size and hash into `path`, going on where `path` ends (HTTP ranges, RFC 9110 §14; servers
 * that ignore them are read from the start). Mirrors are tried in order, each several times. What arrived stays in
 * `path` for the next call, unless it was wrong. Throws MODEL_DOWNLOAD with every mirror's last reason,
 * FILE_UNWRITABLE, and the signal's reason.
 */
export async function download(
  path: string,
  mirrors: readonly string[],
  digest: Digest,
  options: DownloadOptions,
): Promise<void> {
  const { signal, onEvent, label, attempts = 3, backoffMs = 1000 } = options;
  const reasons: string[] = [];
  for (const [m, mirror] of mirrors.entries()) {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        await attemptDownload(path, mirror, digest, options);
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof AttemptFailure)) throw error;
        if (error.outlook === 'wrong') await rm(path, { force: true });
        const again = attempt < attempts && error.outlook === 'again';
        const next = again ? mirror : mirrors[m + 1];
        if (!again) reasons.push(`${mirror}: ${error.message}`);
        if (next !== undefined) {
          const waitMs = again ? backoffMs * 2 ** (attempt - 1) : 0;
          onEvent?.({ kind: 'retry', file: label, reason: error.message, from: next, waitMs });
          await sleep(waitMs, undefined, { signal });
        }
        if (!again) break;
      }
    }
  }
  throw new SfumatoError('MODEL_DOWNLOAD', `${label} could not be fetched: ${reasons.join('; ')}.`);
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function attemptDownload(
  path: string,
  mirror: string,
  digest: Digest,
  options: DownloadOptions,
): Promise<void> {
  const { signal, onEvent, label } = options;
  let had = await sizeOf(path);
  if (had > digest.bytes) {
    await rm(path);
    had = 0;
  }
  if (had < digest.bytes) await receive(path, mirror, had, digest.bytes, options);
  onEvent?.({ kind: 'phase', phase: 'checking', file: label, total: digest.bytes });
  const found = await hashFile(path, signal);
  if (found === digest.sha256) return;
  await rm(path);
  // The wrong bytes may be an earlier mirror's: this one gets another chance unless all of them were its own.
  throw new AttemptFailure(`sha256 ${found} instead of ${digest.sha256}`, had === 0 ? 'never' : 'again');
}

/** Appends what the mirror has after `had` bytes, or all of it from the start. */
async function receive(
  path: string,
  mirror: string,
  had: number,
  total: number,
  { signal, onEvent, label, stallMs = 30_000, disk = realDisk }: DownloadOptions,
): Promise<void> {
  const stalled = new AbortController();
  const watch = setTimeout(() => stalled.abort(), stallMs);
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw unwritable(error, path);
    });
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  try {
    const response = await fetch(mirror, {
      headers: { 'accept-encoding': 'identity', ...(had > 0 && { range: `bytes=${had}-` }) },
      signal: either,
    });
    const start = await startOf(response, had, total);
    if (start > 0) onEvent?.({ kind: 'resumed', file: label, done: start, total });
    onEvent?.({ kind: 'phase', phase: 'downloading', file: label, total });
    const handle = await onDisk(disk.open(path, start > 0 ? 'a' : 'w'));
    try {
      let done = start;
      for await (const chunk of response.body ?? []) {
        watch.refresh();
        done += chunk.byteLength;
        if (done > total) throw new AttemptFailure(`more than the expected ${total} bytes`, 'wrong');
        await onDisk(writeAll(handle, chunk));
        onEvent?.({ kind: 'bytes', file: label, done, total });
      }
      if (done < total) throw new AttemptFailure(`ended after ${done} of ${total} bytes`, 'again');
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AttemptFailure || error instanceof SfumatoError) throw error;
    if (stalled.signal.aborted) throw new AttemptFailure(`nothing arrived for ${stallMs / 1000} s`, 'again');
    throw new AttemptFailure(networkReason(error), 'again');
  } finally {
    clearTimeout(watch);
  }
}

/** Where in the file the response's body starts. Throws AttemptFailure for answers without the file. */
async function startOf(response: Response, had: number, total: number): Promise<number> {
  const give = async (reason: string, outlook: AttemptFailure['outlook']) => {
    await response.body?.cancel();
    throw new AttemptFailure(reason, outlook);
  };
  if (response.status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    if (Number(range?.[1]) !== had) await give('an answer for another range than was asked for', 'wrong');
    if (range?.[2] !== '*' && Number(range?.[2]) !== total) {
      await give(`a file of ${range?.[2]} bytes instead of ${total}`, 'never');
    }
    return had;
  }
  if (!response.ok) {
    const final = response.status < 500 && response.status !== 408 && response.status !== 429;
    await give(`HTTP ${response.status} ${response.statusText}`.trim(), final ? 'never' : 'again');
  }
  const length = response.headers.get('content-length');
  if (length !== null && !response.headers.has('content-encoding') && Number(length) !== total) {
    await give(`a file of ${length} bytes instead of ${total}`, 'never');
  }
  return 0;
}

function unwritable(error: unknown, path: string): SfumatoError {
  const failure = writeFailure(error, path);
  if (failure instanceof SfumatoError) return failure;
  return new SfumatoError('FILE_UNWRITABLE', `${path} could not be written: ${String(error)}.`, {
    source: error,
  });
}

/** Node's fetch hides the reason (ECONNRESET, ENOTFOUND …) in the cause of "fetch failed". */
function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? error.cause : undefined;
  return inner ? `${error.message} (${errno(inner) || inner.message})` : error.message;
}
