// SPDX-License-Identifier: Apache-2.0
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './sniff.js';

/**
 * Makes a folder and those above it that are missing. Rejects with the system's error: EEXIST where a file stands. Node's
 * own recursive `mkdir` never settles where a folder that exists takes none, as /proc does (Node 20).
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path) {
      await makeFolder(above);
      await mkdir(path).catch(unlessThere(path));
    } else {
      await unlessThere(path)(error);
    }
  }
}

/** Throws the error on unless there is a folder: another process may have made it, and some systems refuse before looking. */
const unlessThere = (path: string) => async (error: unknown) => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) throw error;
};
