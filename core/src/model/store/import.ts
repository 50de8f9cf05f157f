// SPDX-License-Identifier: Apache-2.0
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';
import { isArchive, walkArchive } from './archive.js';
import { concatenated, errno, hashFile } from './disk.js';
import type { StoreOptions } from './progress.js';
import type { ModelStore } from './store.js';
import { isPart, partsOf, type Wanted, wantedBySize } from './wanted.js';

export interface RecognisedFile {
  /** Where it was found; `archive: entry` inside archives. */
  readonly path: string;
  /** The model file that it is, or is a part of. */
  readonly file: string;
  readonly part: boolean;
  readonly models: readonly string[];
}

/** What an import found, file by file. */
export interface ImportReport {
  /** Files that were new and now are in the store. */
  readonly imported: readonly RecognisedFile[];
  /** Files that the store had already. */
  readonly known: readonly RecognisedFile[];
  /** Files and archives with nothing that a model needs. */
  readonly unknown: readonly string[];
  /** Files as large as a model's file but with other bytes: damaged, or another version. */
  readonly different: readonly { readonly path: string; readonly looksLike: string }[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** Models of which something was found and that are complete now. */
  readonly installed: readonly string[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

interface Importer {
  readonly store: ModelStore;
  readonly wanted: ReturnType<typeof wantedBySize>;
  readonly report: Writable<Omit<ImportReport, 'installed'>>;
  readonly options: StoreOptions;
}

/**
 * Takes models' files from `path`: a folder (with its subfolders), a file, or an archive; archives inside a folder are
 * looked into. Files are recognised by size and sha256, whatever their names. Files that were published in parts are
 * put together once all parts are here. Links to folders are not followed. Throws FILE_UNREADABLE when `path` itself
 * cannot be read, FILE_UNWRITABLE, and the signal's reason.
 */
export async function importModels(
  store: ModelStore,
  path: string,
  options: StoreOptions = {},
): Promise<ImportReport> {
  const report: Importer['report'] = { imported: [], known: [], unknown: [], different: [], unreadable: [] };
  const importer: Importer = { store, wanted: wantedBySize(store), report, options };
  for (const file of await filesToLookAt(importer, path)) {
    options.signal?.throwIfAborted();
    try {
      await (isArchive(file) ? takeFromArchive(importer, file) : takeFile(importer, file));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof SfumatoError && error.code === 'FILE_UNWRITABLE') throw error;
      unreadable(importer, file, error);
    }
  }
  await joinParts(store, options);
  const installed: string[] = [];
  for (const id of new Set([...report.imported, ...report.known].flatMap(({ models }) => models))) {
    if ((await store.status(store.catalogue.get(id))).installed) installed.push(id);
  }
  return { ...report, installed: installed.sort() };
}

const unreadable = ({ report }: Importer, path: string, error: unknown) =>
  report.unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) });

async function filesToLookAt(importer: Importer, path: string): Promise<string[]> {
  try {
    return (await stat(path)).isDirectory() ? await filesBelow(importer, path, true) : [path];
  } catch (source) {
    const reason = errno(source) === 'ENOENT' ? 'it does not exist' : String(source);
    throw new SfumatoError('FILE_UNREADABLE', `${path} could not be read: ${reason}.`, { source });
  }
}

async function filesBelow(importer: Importer, folder: string, mustRead = false): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (mustRead) throw error;
    unreadable(importer, folder, error);
    return [];
  });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(importer, path)));
    else if (entry.isFile()) files.push(path);
    else if (entry.isSymbolicLink() && (await stat(path).catch(() => undefined))?.isFile()) files.push(path);
  }
  return files;
}

const has = async (store: ModelStore, wanted: Wanted) =>
  (await store.blobs.has(wanted)) || (await store.blobs.has(wanted.whole));

const recognised = (path: string, wanted: Wanted): RecognisedFile => ({
  path,
  file: wanted.name,
  part: isPart(wanted),
  models: wanted.models,
});

/** Only the size of a whole file tells something: parts have round sizes that other files have too. */
function sayDifferent({ report }: Importer, path: string, candidates: readonly Wanted[]): boolean {
  const whole = candidates.find((candidate) => !isPart(candidate));
  if (whole) report.different.push({ path, looksLike: whole.name });
  return whole !== undefined;
}

async function takeFile(importer: Importer, path: string): Promise<void> {
  const { store, report, options } = importer;
  const { size } = await stat(path);
  const candidates = importer.wanted.get(size);
  if (!candidates) {
    report.unknown.push(path);
    return;
  }
  options.onEvent?.({ kind: 'phase', phase: 'checking', file: path, total: size });
  const sha256 = await hashFile(path, options.signal);
  const wanted = candidates.find((candidate) => candidate.sha256 === sha256);
  if (!wanted) {
    if (!sayDifferent(importer, path, candidates)) report.unknown.push(path);
    return;
  }
  const found = recognised(path, wanted);
  if (await has(store, wanted)) {
    report.known.push(found);
    return;
  }
  options.onEvent?.({ kind: 'phase', phase: 'copying', file: wanted.name, total: size });
  const chunks = createReadStream(path, { highWaterMark: 1 << 20 });
  await store.blobs.put([wanted], path, chunks, { signal: options.signal });
  report.imported.push(found);
}

async function takeFromArchive(importer: Importer, archive: string): Promise<void> {
  const { store, report, options } = importer;
  let useful = false;
  await walkArchive(
    archive,
    ({ name, bytes }) => {
      const candidates = importer.wanted.get(bytes);
      if (!candidates) return undefined;
      return async (chunks) => {
        const path = `${archive}: ${name}`;
        options.onEvent?.({ kind: 'phase', phase: 'checking', file: path, total: bytes });
        const present = new Set<Wanted>();
        for (const candidate of candidates) if (await has(store, candidate)) present.add(candidate);
        try {
          const wanted = await store.blobs.put(candidates, path, chunks, { signal: options.signal });
          const found = recognised(path, wanted);
          useful = true;
          if (!present.has(wanted)) report.imported.push(found);
          else {
            report.known.push(found);
            // A part that was written once more, though the file that it belongs to is whole.
            if (isPart(wanted) && (await store.blobs.has(wanted.whole))) {
              await store.blobs.remove(wanted.sha256);
            }
          }
        } catch (error) {
          if (!(error instanceof SfumatoError && error.code === 'MODEL_CORRUPT')) throw error;
          useful = sayDifferent(importer, path, candidates) || useful;
        }
      };
    },
    options.signal,
  );
  if (!useful) report.unknown.push(archive);
}

/** Makes files whose parts all are in the store, and drops the parts. */
async function joinParts(store: ModelStore, { signal, onEvent }: StoreOptions): Promise<void> {
  for (const { manifest } of store.catalogue.models) {
    for (const file of manifest.files) {
      const parts = partsOf(file);
      if (parts.length < 2 || (await store.blobs.has(file))) continue;
      const present = await Promise.all(parts.map((part) => store.blobs.has(part)));
      if (present.includes(false)) continue;
      onEvent?.({ kind: 'phase', phase: 'copying', file: file.name, total: file.bytes });
      const paths = parts.map((part) => store.blobs.path(part.sha256));
      await store.blobs.put([file], file.name, concatenated(paths), { signal });
      for (const part of parts) await store.blobs.remove(part.sha256);
    }
  }
}
