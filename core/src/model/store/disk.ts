// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';

/** The parts of the file system that can run out, for tests that let them. */
export interface Disk {
  readonly open: (path: string, flags: string) => Promise<Pick<FileHandle, 'write' | 'sync' | 'close'>>;
  /** Bytes that this user may still write below `folder`. */
  readonly free: (folder: string) => Promise<number>;
}

export const realDisk: Disk = {
  open: (path, flags) => open(path, flags),
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/** The error's code as Node's file functions set it, or ''. */
export const errno = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A failed write as FILE_UNWRITABLE in words; other errors as they are. */
export function writeFailure(error: unknown, path: string): unknown {
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission was denied',
    EPERM: 'permission was denied',
    EROFS: 'the disk is read-only',
    EFBIG: 'the disk does not take files of that size',
    EIO: 'the disk reported an error',
    EEXIST: 'a file stands where its folder should be',
    ENOTDIR: 'a file stands where its folder should be',
  };
  const reason = reasons[errno(error)];
  if (reason === undefined) return error;
  return new SfumatoError('FILE_UNWRITABLE', `${path} could not be written: ${reason}.`, {
    remedy: ['Free space, or set SFUMATO_HOME to a folder on another disk.'],
    source: error,
  });
}

/** Makes a folder and those above it. Throws FILE_UNWRITABLE. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeFailure(error, path);
  }
}

/** Throws FILE_UNWRITABLE when less than `bytes` are free below `folder`. Disks that do not tell are trusted. */
export async function requireSpace(disk: Disk, folder: string, bytes: number): Promise<void> {
  const free = await disk.free(folder).catch(() => Number.POSITIVE_INFINITY);
  if (free >= bytes) return;
  const mb = (n: number) => `${Math.ceil(n / 1e6)} MB`;
  throw new SfumatoError(
    'FILE_UNWRITABLE',
    `${folder} has ${mb(free)} free but ${mb(bytes)} are needed: the disk is full.`,
    { remedy: ['Free space, or set SFUMATO_HOME to a folder on another disk.'] },
  );
}

/** Writes all of a chunk: one write call may take a part. */
export async function writeAll(handle: Pick<FileHandle, 'write'>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten;
}

/**
 * Writes a file so that it is there whole or not at all: a new file beside it, flushed to the disk, then renamed.
 * Throws FILE_UNWRITABLE.
 */
export async function writeAtomically(path: string, text: string, disk: Disk = realDisk): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const handle = await disk.open(temporary, 'wx');
    try {
      await writeAll(handle, Buffer.from(text));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(error, path);
  }
}

/** A file's sha256 in hex. Throws the file system's errors and the signal's reason. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  return hash.digest('hex');
}

/** The bytes of several files, one after another. */
export async function* concatenated(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: 1 << 20 });
}
