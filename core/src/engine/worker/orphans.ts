// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { removeSharedBlock } from '@sfumato/native';

/**
 * Removes the names of shared blocks that a process which is gone had made and not handed over. Linux only: other
 * systems do not list them (Windows frees them with the process; macOS keeps them until restart).
 */
export function removeOrphanedBlocks(pid: number): void {
  if (process.platform !== 'linux') return;
  const prefix = `sfm-${pid.toString(16)}-`;
  for (const name of readdirSync('/dev/shm')) {
    if (name.startsWith(prefix)) removeSharedBlock(`shm:/${name}`);
  }
}
