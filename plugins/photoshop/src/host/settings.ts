// SPDX-License-Identifier: Apache-2.0
import type { HostBridge } from '@sfumato/panels';
import { failureOf } from '@sfumato/uxp';
import type { UxpHost } from '../uxp.js';

const prefix = 'sfumato.';

/** What the host throws, as a person can read it. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}

/** Panels' settings, and presets as files that the person chooses. */
export function settings({ uxp, localStorage }: UxpHost): Pick<HostBridge, 'storage' | 'files'> {
  const { localFileSystem } = uxp.storage;
  return {
    storage: {
      get: async (key) => localStorage.getItem(prefix + key),
      set: async (key, value) => localStorage.setItem(prefix + key, value),
      remove: async (key) => localStorage.removeItem(prefix + key),
    },
    files: {
      save: (name, text) =>
        inWords(async () => {
          const file = await localFileSystem.getFileForSaving(name, { types: ['json'] });
          if (!file) return false;
          await file.write(text);
          return true;
        }),
      open: (extensions) =>
        inWords(async () => {
          const types = extensions.map((e) => e.replace(/^\./, ''));
          const file = await localFileSystem.getFileForOpening({ types, allowMultiple: false });
          return file && { name: file.name, text: String(await file.read()) };
        }),
    },
  };
}
