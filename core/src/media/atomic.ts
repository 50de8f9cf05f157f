// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SfumatoError } from '../protocol/error.js';
import { makeFolder } from './folder.js';
import { systemCode } from './sniff.js';

/** The part of a file handle that writing needs; tests give one that fails. */
export interface FileSink {
  write(bytes: Uint8Array): Promise<unknown>;
  sync(): Promise<unknown>;
  close(): Promise<unknown>;
}
export type OpenSink = (path: string) => Promise<FileSink>;

export interface FileToWrite {
  readonly path: string;
  /** The file's bytes, made when its turn comes. */
  readonly make: () => Promise<readonly Uint8Array[]>;
}

export interface WriteOptions {
  /** Whether files that exist are replaced. */
  readonly overwrite: boolean;
  readonly signal?: AbortSignal;
  readonly open?: OpenSink;
}

const live = new Set<string>();
const suffix = '.sfumato-tmp';
/** Names the machine, so that a shared folder is not cleaned of another machine's work. */
const here = Buffer.from(hostname()).toString('hex').slice(-12);

/**
 * Writes files whole or not at all: each goes to a temporary file in its own folder, and they get their names when all
 * are on the disk. Whatever fails, is cancelled or crashes on the way, no half file stands under a final name. Throws
 * FILE_UNWRITABLE; without `overwrite`, also when a file exists.
 */
export async function writeFiles(files: readonly FileToWrite[], options: WriteOptions): Promise<number[]> {
  const temporary: string[] = [];
  const sizes: number[] = [];
  try {
    for (const { path, make } of files) {
      options.signal?.throwIfAborted();
      const parts = await make();
      options.signal?.throwIfAborted();
      temporary.push(await attempt(path, () => writeTemporary(path, parts, options)));
      sizes.push(parts.reduce((sum, part) => sum + part.length, 0));
    }
    await commit(files, temporary, options);
    return sizes;
  } finally {
    for (const path of temporary) {
      await rm(path, { force: true });
      live.delete(path);
    }
  }
}

async function writeTemporary(
  path: string,
  parts: readonly Uint8Array[],
  options: WriteOptions,
): Promise<string> {
  await folderFor(dirname(path));
  const name = `.${basename(path).slice(0, 80)}.${here}-${process.pid}-${randomBytes(6).toString('hex')}${suffix}`;
  const temporary = join(dirname(path), name);
  live.add(temporary);
  try {
    const sink = await (options.open ?? openExclusive)(temporary);
    try {
      for (const part of parts) {
        options.signal?.throwIfAborted();
        await sink.write(part);
      }
      await sink.sync();
    } finally {
      await sink.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    live.delete(temporary);
    throw error;
  }
  return temporary;
}

async function folderFor(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    throw new SfumatoError('FILE_UNWRITABLE', `${folder} is a file, so nothing can be written into it.`);
  }
}

const pieceBytes = 8 << 20;

const openExclusive: OpenSink = async (path) => {
  const file = await open(path, 'wx', 0o666);
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, at, Math.min(pieceBytes, bytes.length - at));
        at += bytesWritten;
      }
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
};

async function commit(
  files: readonly FileToWrite[],
  temporary: readonly string[],
  options: WriteOptions,
): Promise<void> {
  const created: string[] = [];
  try {
    for (const [i, { path }] of files.entries()) {
      const from = temporary[i];
      if (from === undefined) continue;
      await attempt(path, () => (options.overwrite ? rename(from, path) : nameOnce(from, path)));
      if (!options.overwrite) created.push(path);
    }
  } catch (error) {
    for (const path of created) await rm(path, { force: true });
    throw error;
  }
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await syncFolder(folder);
}

/** Gives a file its name unless that name is taken, with no moment between the check and the naming. */
async function nameOnce(from: string, path: string): Promise<void> {
  try {
    await link(from, path);
  } catch (error) {
    // File systems without hard links (exFAT, some network shares): take the name first, then replace it.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(systemCode(error) ?? ''))
      throw error;
    await (await open(path, 'wx')).close();
    await rename(from, path);
  }
}

/** A power cut after this keeps the new names. Not every system can; then there is nothing to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(systemCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file would be larger than the system allows',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'part of its path is not a folder',
  EISDIR: 'a folder has that name',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk reports an error',
};

/** The error for a file that exists and may not be replaced. */
export function alreadyExists(path: string): SfumatoError {
  return new SfumatoError('FILE_UNWRITABLE', `${path} exists already.`, {
    remedy: ['Choose another name, or allow it with --overwrite.'],
  });
}

async function attempt<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || error instanceof SfumatoError) throw error;
    if (code === 'EEXIST') throw alreadyExists(path);
    const reason = reasons[code] ?? (error instanceof Error ? error.message : code);
    throw new SfumatoError('FILE_UNWRITABLE', `${path} cannot be written: ${reason}.`, { source: error });
  }
}

/** Removes the temporary files of writes that are under way, for a process that is about to end. */
export function removeLiveTemporaries(): void {
  for (const path of live) rmSync(path, { force: true });
  live.clear();
}

/** Removes what processes of this machine that are gone left in a folder (a crash, kill -9). Returns how many. */
export async function removeStaleTemporaries(folder: string): Promise<number> {
  let removed = 0;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const found = /\.([0-9a-f]*)-(\d+)-[0-9a-f]{12}\.sfumato-tmp$/.exec(name);
    if (!found || found[1] !== here || isAlive(Number(found[2]))) continue;
    await rm(join(folder, name), { force: true });
    removed++;
  }
  return removed;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
