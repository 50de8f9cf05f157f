// SPDX-License-Identifier: Apache-2.0
// require('uxp') as a plug-in of that manifest gets it, and the person at the other side.
import { type Clock, realClock } from '../modal.js';
import { EntryPoints } from './entrypoints.js';
import { createFileSystem, createFs, type Disk, type FileDialogs, formats } from './files.js';
import { type Manifest, Permissions } from './permissions.js';

/** What the person answers when the host asks. */
export interface Person {
  readonly files: FileDialogs;
  /** Whether addresses and files may be opened, which is asked each time. */
  allowsLaunch: boolean;
  readonly launched: string[];
  readonly clipboard: string[];
  readonly secrets: Map<string, Uint8Array>;
  readonly disk: Disk;
}

export function createUxp(
  manifest: Pick<Manifest, 'entrypoints' | 'requiredPermissions'>,
  clock: Clock = realClock,
) {
  const permissions = new Permissions(manifest.requiredPermissions);
  const person: Person = {
    files: { answer: null, asked: [] },
    allowsLaunch: true,
    launched: [],
    clipboard: [],
    secrets: new Map(),
    disk: new Map(),
  };
  const entrypoints = new EntryPoints(manifest, clock);

  /** Resolves with '' or with what went wrong: it never rejects. */
  const launch = async (what: string, problem: string): Promise<string> => {
    if (problem) return problem;
    if (!person.allowsLaunch) return 'User denied the request to open.';
    person.launched.push(what);
    return '';
  };

  const uxp = {
    entrypoints: entrypoints.api,
    storage: {
      formats,
      secureStorage: {
        getItem: async (key: string) => person.secrets.get(key) ?? null,
        setItem: async (key: string, value: string) => {
          person.secrets.set(
            key,
            Uint8Array.from(value, (c) => c.charCodeAt(0)),
          );
        },
        removeItem: async (key: string) => {
          person.secrets.delete(key);
        },
      },
      localFileSystem: createFileSystem(person.disk, permissions, person.files),
    },
    shell: {
      openExternal: (url: string, _why?: string) => launch(url, permissions.launch(url)),
      openPath: (path: string, _why?: string) => launch(path, permissions.launchPath(path)),
    },
    host: { name: 'Photoshop', version: '27.0.0', uiLocale: 'en_US' },
    versions: { uxp: 'uxp-8.1.0', plugin: '' },
  };
  const clipboard = {
    setContent: async (content: Readonly<Record<string, string>>) => {
      permissions.clipboard(true);
      person.clipboard.push(...Object.values(content));
    },
    getContent: async () => {
      permissions.clipboard(false);
      return { 'text/plain': person.clipboard.at(-1) ?? '' };
    },
  };
  return { uxp, fs: createFs(person.disk, permissions), clipboard, permissions, person, entrypoints };
}
