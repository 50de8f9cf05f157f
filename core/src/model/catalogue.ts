// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SfumatoError } from '../protocol/error.js';
import { type ModelManifest, type ModelTask, parseManifestText } from './manifest.js';

/** A model that Sfumato knows of, installed or not. */
export interface CatalogueEntry {
  readonly manifest: ModelManifest;
  /** Where its model.json and own files lie. */
  readonly folder: string;
}

export interface Catalogue {
  /** By task, then rank. */
  readonly models: readonly CatalogueEntry[];
  /** Manifests that could not be used, each with its error. The others work. */
  readonly refused: readonly SfumatoError[];
  /** Throws MODEL_MISSING, naming the ids that exist. */
  get(id: string): CatalogueEntry;
  /** A task's models, best first. */
  forTask(task: ModelTask): readonly CatalogueEntry[];
}

/** The folder of @sfumato/models. */
export const builtInModels = (): string =>
  dirname(createRequire(import.meta.url).resolve('@sfumato/models/package.json'));

/**
 * Reads the manifests of every folder of `folders`: Sfumato's own, then the user's. A broken manifest does not keep the
 * others from working; an id that an earlier folder has is refused, so that nobody's file stands in for another.
 */
export async function loadCatalogue(folders: readonly string[]): Promise<Catalogue> {
  const models = new Map<string, CatalogueEntry>();
  const refused: SfumatoError[] = [];
  for (const parent of folders) {
    for (const name of await subfolders(parent)) {
      const folder = join(parent, name);
      const path = join(folder, 'model.json');
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      try {
        const manifest = parseManifestText(text, path);
        const other = models.get(manifest.id);
        if (other) {
          throw new SfumatoError(
            'MODEL_MANIFEST',
            `${path}: id: ${manifest.id} is already the id of ${other.folder}.`,
          );
        }
        models.set(manifest.id, { manifest, folder });
      } catch (error) {
        if (!(error instanceof SfumatoError)) throw error;
        refused.push(error);
      }
    }
  }
  const sorted = [...models.values()].sort(
    ({ manifest: a }, { manifest: b }) =>
      a.task.localeCompare(b.task) || a.rank - b.rank || a.id.localeCompare(b.id),
  );
  return {
    models: sorted,
    refused,
    forTask: (task) => sorted.filter(({ manifest }) => manifest.task === task),
    get(id) {
      const found = models.get(id);
      if (found) return found;
      throw new SfumatoError(
        'MODEL_MISSING',
        `There is no model ${JSON.stringify(id)}; there are ${[...models.keys()].sort().join(', ')}.`,
        { remedy: ['Check the spelling: `sfumato models list` shows every model.'] },
      );
    },
  };
}

async function subfolders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
