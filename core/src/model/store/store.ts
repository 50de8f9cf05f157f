// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';
import { builtInModels, type Catalogue, type CatalogueEntry, loadCatalogue } from '../catalogue.js';
import type { ModelFile } from '../manifest.js';
import { type Blobs, openBlobs } from './blobs.js';
import { type Disk, hashFile, realDisk } from './disk.js';
import { userFolder } from './folder.js';

/** What of a model's files is here. */
export interface ModelStatus {
  readonly entry: CatalogueEntry;
  readonly installed: boolean;
  /** Files that are not here. Files of the right size count; `verifyModel` reads them. */
  readonly missing: readonly ModelFile[];
}

/** This user's models: what is known, and where its files are. */
export interface ModelStore {
  /** The user folder. */
  readonly home: string;
  readonly catalogue: Catalogue;
  readonly blobs: Blobs;
  readonly disk: Disk;
  status(entry: CatalogueEntry): Promise<ModelStatus>;
  /** Where a file lies, or would lie. */
  path(entry: CatalogueEntry, file: ModelFile): string;
}

export interface StorePlaces {
  /** Default: this user's folder. */
  readonly home?: string;
  /** Folders of model folders. Default: Sfumato's own, then `models` in the user folder. */
  readonly manifests?: readonly string[];
  readonly disk?: Disk;
}

export async function openStore(places: StorePlaces = {}): Promise<ModelStore> {
  const home = places.home ?? userFolder();
  const disk = places.disk ?? realDisk;
  const blobs = openBlobs(join(home, 'blobs'), disk);
  const path = (entry: CatalogueEntry, file: ModelFile) =>
    file.source.kind === 'own' ? join(entry.folder, file.source.path) : blobs.path(file.sha256);
  return {
    home,
    blobs,
    disk,
    path,
    catalogue: await loadCatalogue(places.manifests ?? [builtInModels(), join(home, 'models')]),
    async status(entry) {
      const missing: ModelFile[] = [];
      for (const file of entry.manifest.files) {
        const size = await stat(path(entry, file)).then(
          (found) => found.size,
          () => -1,
        );
        if (size !== file.bytes) missing.push(file);
      }
      return { entry, missing, installed: missing.length === 0 };
    },
  };
}

/** One hash for all files of a model, hex: sha256 over their roles and hashes. */
export function modelHash(files: readonly ModelFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.role} ${file.sha256}\n`);
  return hash.digest('hex');
}

/** Reads a model's files and compares their hashes. Throws MODEL_MISSING, MODEL_CORRUPT, and the signal's reason. */
export async function verifyModel(
  store: ModelStore,
  entry: CatalogueEntry,
  signal?: AbortSignal,
): Promise<void> {
  const { missing } = await store.status(entry);
  const [absent] = missing;
  if (absent) {
    throw new SfumatoError(
      'MODEL_MISSING',
      `${entry.manifest.id}: its file ${absent.name} is not installed.`,
    );
  }
  for (const file of entry.manifest.files) {
    const path = store.path(entry, file);
    const found = await hashFile(path, signal);
    if (found === file.sha256) continue;
    throw new SfumatoError(
      'MODEL_CORRUPT',
      `${entry.manifest.id}: ${path} has sha256 ${found} instead of ${file.sha256}.`,
    );
  }
}
