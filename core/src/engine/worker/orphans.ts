// SPDX-License-Identifier: Apache-2.0
import { readdirSync, statSync } from 'node:fs';
import { removeSharedBlock } from '@sfumato/native';

/**
 * Removes the names of shared blocks that a process which is gone had made, but for those that `held` says were handed
 * over. Linux only: other systems do not list them (Windows frees them with the process; macOS keeps them until restart).
 */
export function removeOrphanedBlocks(pid: number, held: (memory: string) => boolean = () => false): void {
  if (process.platform !== 'linux') return;
  const prefix = `sfm-${pid.toString(16)}-`;
  for (const name of readdirSync('/dev/shm')) {
    const memory = `shm:/${name}`;
    if (name.startsWith(prefix) && !held(memory)) removeSharedBlock(memory);
  }
}

/** Long enough that a block is not one that a process in another container has just made. */
const abandonedAfterMs = 600_000;

/** Removes the names of old blocks whose makers are gone: what kill -9 or a crash of the whole engine left. Linux only. */
export function removeAbandonedBlocks(now = Date.now()): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/dev/shm')) {
    const pid = Number.parseInt(/^sfm-([0-9a-f]+)-/.exec(name)?.[1] ?? '', 16);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const made = statSync(`/dev/shm/${name}`, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - made > abandonedAfterMs) removeSharedBlock(`shm:/${name}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
