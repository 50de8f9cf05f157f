// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errno, makeFolder, writeFailure } from './disk.js';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds the lock. */
  readonly onWait?: (() => void) | undefined;
  /** How long a holder may be silent before it counts as dead. Default: 20 s. */
  readonly staleMs?: number;
  readonly pollMs?: number;
}

/**
 * Runs `work` while no other process (or call) holds the lock file `path`. A holder touches its file now and then;
 * one that died is overtaken. Two that overtake the same dead holder at once could, for an instant, both
 * think that they hold it: what is guarded must be right in that case too, only slower (blobs are: they land by
 * rename, checked by hash). Throws FILE_UNWRITABLE and the signal's reason.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, onWait, staleMs = 20_000, pollMs = 100 }: LockOptions = {},
): Promise<T> {
  await makeFolder(dirname(path));
  const token = `${process.pid} ${randomUUID()}`;
  let waited = false;
  while (!(await take(path, token))) {
    if (!waited) onWait?.();
    waited = true;
    if (await isStale(path, staleMs)) await breakLock(path);
    else await sleep(pollMs, undefined, { signal });
  }
  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), staleMs / 4);
  touch.unref();
  try {
    signal?.throwIfAborted();
    return await work();
  } finally {
    clearInterval(touch);
    if ((await readFile(path, 'utf8').catch(() => '')) === token) await rm(path, { force: true });
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(token);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    // EPERM: Windows says so for a file that is being deleted.
    if (errno(error) === 'EEXIST' || (process.platform === 'win32' && errno(error) === 'EPERM')) return false;
    throw writeFailure(error, path);
  }
}

async function isStale(path: string, staleMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleMs;
}

/** Renaming succeeds for one of several that try, so a fresh lock is not deleted by a slow rival's rm. */
async function breakLock(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
}
