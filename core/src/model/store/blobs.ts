// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';
import { type Disk, makeFolder, realDisk, writeAll, writeFailure } from './disk.js';

/** What names a run of bytes. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Files by their content's sha256. A blob that exists had the right content when it was put there. */
export interface Blobs {
  path(sha256: string): string;
  /** Whether a blob of that name and size exists. Its content is not read. */
  has(digest: Digest): Promise<boolean>;
  /**
   * Keeps the bytes of `chunks`, if they are what one of `digests` (all of one size) says, and returns that one.
   * Nothing is left behind otherwise. Throws MODEL_CORRUPT for other bytes (`label` names them), FILE_UNWRITABLE, the
   * signal's reason, and what `chunks` throws.
   */
  put<D extends Digest>(
    digests: readonly [D, ...D[]],
    label: string,
    chunks: AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<D>;
  remove(sha256: string): Promise<void>;
}

export interface PutOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes written so far. */
  readonly onBytes?: ((done: number) => void) | undefined;
}

export function openBlobs(folder: string, disk: Disk = realDisk): Blobs {
  const path = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    path,
    has: ({ bytes, sha256 }) =>
      stat(path(sha256)).then(
        (found) => found.isFile() && found.size === bytes,
        () => false,
      ),
    remove: (sha256) => rm(path(sha256), { force: true }),
    async put(digests, label, chunks, options = {}) {
      await makeFolder(folder);
      const temporary = join(folder, `${randomUUID()}.tmp`);
      try {
        const sha256 = await writeHashed(disk, temporary, digests[0].bytes, label, chunks, options);
        const digest = digests.find((candidate) => candidate.sha256 === sha256);
        if (!digest) {
          const expected = digests.map((candidate) => candidate.sha256).join(' or ');
          throw new SfumatoError('MODEL_CORRUPT', `${label} has sha256 ${sha256} instead of ${expected}.`);
        }
        await makeFolder(dirname(path(sha256)));
        await rename(temporary, path(sha256));
        return digest;
      } catch (error) {
        await rm(temporary, { force: true });
        throw writeFailure(error, folder);
      }
    },
  };
}

/** Writes exactly `bytes` bytes and returns their sha256. Throws MODEL_CORRUPT for more or fewer. */
async function writeHashed(
  disk: Disk,
  path: string,
  bytes: number,
  label: string,
  chunks: AsyncIterable<Uint8Array>,
  { signal, onBytes }: PutOptions,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const handle = await disk.open(path, 'wx');
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      done += chunk.byteLength;
      if (done > bytes) break;
      hash.update(chunk);
      await writeAll(handle, chunk);
      onBytes?.(done);
    }
    signal?.throwIfAborted();
    if (done !== bytes) {
      const found = done > bytes ? 'more than' : `${done} of`;
      throw new SfumatoError('MODEL_CORRUPT', `${label} has ${found} the expected ${bytes} bytes.`);
    }
    await handle.sync();
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}
