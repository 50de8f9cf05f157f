// SPDX-License-Identifier: Apache-2.0
// The models that a row is measured with: none, those that come with Sfumato, or some that were installed here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importModels, openLibrary, openStore } from '@sfumato/core';

/** A model access that finds nothing. */
export const noModels = {
  find: async (task) => ({
    found: false,
    absence: { task, reason: 'Left out.', candidates: [], refused: false },
  }),
};

/**
 * Opens the models of this checkout: its own, those of `shared` (imported where that folder is there), and ISNet where the tests or
 * `sfumato models pull isnet` have fetched it into node_modules/.cache/sfumato-models or the user's folder.
 */
export async function openLibraries(root, shared) {
  const store = await openStore({ home: join(root, 'node_modules/.cache/sfumato-models') });
  const folder = shared && join(shared, 'models');
  if (folder && existsSync(folder)) await importModels(store, folder);
  const library = await openLibrary({ store, policy: { allow: 'any', models: {} }, provider: 'cpu' });
  const installed = new Set();
  for (const entry of store.catalogue.models)
    if ((await store.status(entry)).installed) installed.add(entry.manifest.id);
  const comesWith = ({ manifest }) => manifest.files.every(({ source }) => source.kind === 'own');
  const shipped = store.catalogue.models.filter(comesWith).map(({ manifest }) => manifest.id);
  return {
    /** Ids of the models that come with Sfumato. */
    shipped,
    installed,
    /** Only the models of these ids can be found; each task's best first. */
    only: (ids) => ({
      async find(task) {
        const entry = store.catalogue.forTask(task).find(({ manifest }) => ids.includes(manifest.id));
        return entry ? library.find(task, { id: entry.manifest.id }) : noModels.find(task);
      },
    }),
    /** A task's model that comes with Sfumato, as an id; undefined without one. */
    default: (task) => store.catalogue.forTask(task).find(comesWith)?.manifest.id,
    async model(task, id) {
      const lookup = await library.find(task, { id });
      if (!lookup.found) throw new Error(lookup.absence.reason);
      return lookup.model;
    },
    release: () => library.release(),
  };
}
