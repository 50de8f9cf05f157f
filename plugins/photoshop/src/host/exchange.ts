// SPDX-License-Identifier: Apache-2.0
// The folder through which the panel reaches the engine where it may not use the network.
import type { ExchangeFolder } from '@sfumato/core/protocol';
import type { Uxp, UxpFile, UxpFolder, UxpHost } from '../uxp.js';

const tokenKey = 'sfumato.exchange';

type Storage = Uxp['storage'];

/** Asks for the folder and remembers it. False when the person closed the dialog. */
export async function chooseExchange({
  uxp,
  localStorage,
}: Pick<UxpHost, 'uxp' | 'localStorage'>): Promise<boolean> {
  const { localFileSystem } = uxp.storage;
  const folder = await localFileSystem.getFolder();
  if (!folder) return false;
  localStorage.setItem(tokenKey, await localFileSystem.createPersistentToken(folder));
  return true;
}

/** The folder that was chosen, or null when there is none, or it is gone. */
export async function keptExchange({
  uxp,
  localStorage,
}: Pick<UxpHost, 'uxp' | 'localStorage'>): Promise<ExchangeFolder | null> {
  const token = localStorage.getItem(tokenKey);
  if (token === null) return null;
  const folder = await uxp.storage.localFileSystem.getEntryForPersistentToken(token).catch(() => null);
  return folder && exchangeIn(folder, uxp.storage);
}

function exchangeIn(folder: UxpFolder, { formats }: Pick<Storage, 'formats'>): ExchangeFolder {
  const format = formats.binary;
  // The other side removes files, too: what is gone is as it should be.
  const find = (name: string): Promise<UxpFile | null> => folder.getEntry(name).catch(() => null);
  return {
    names: async () => (await folder.getEntries()).map(({ name }) => name),
    async read(name) {
      const bytes = await (await find(name))?.read({ format });
      return bytes instanceof ArrayBuffer ? bytes : null;
    },
    async write(name, bytes) {
      await (await folder.createFile(name, { overwrite: true })).write(bytes, { format });
    },
    async remove(name) {
      await (await find(name))?.delete();
    },
  };
}
