// SPDX-License-Identifier: Apache-2.0
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Removes what processes that were killed left in a user folder: unfinished blobs, unpacked packages, dead locks.
 * Downloads that can go on stay for thirty days. What somebody may still be writing is not touched.
 */
export async function removeLeftovers(home: string, now = Date.now()): Promise<void> {
  const old = (folder: string, days: number, which: (name: string) => boolean) =>
    removeOld(join(home, folder), now - days * dayMs, which);
  await old('blobs', 1, (name) => name.endsWith('.tmp'));
  await old('locks', 1, () => true);
  await old('partial', 1, (name) => name.includes('-'));
  await old('partial', 30, () => true);
}

async function removeOld(folder: string, before: number, which: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = which(name) ? await stat(path).catch(() => undefined) : undefined;
    if (found && found.mtimeMs < before) await rm(path, { recursive: true, force: true });
  }
}
