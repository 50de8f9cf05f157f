// SPDX-License-Identifier: Apache-2.0
// require('uxp').storage.localFileSystem and require('fs'), on files in memory.
import type { Permissions } from './permissions.js';

/** By path, such as plugin-temp:/a.bin, or file:/… for what lies outside of the plug-in's own folders. */
export type Disk = Map<string, Uint8Array>;

export const formats = { utf8: Symbol('utf8'), binary: Symbol('binary') };

export class EmulatedFile {
  readonly isFile = true;
  readonly isFolder = false;
  constructor(
    readonly nativePath: string,
    readonly disk: Disk,
  ) {}

  get name(): string {
    return this.nativePath.split('/').at(-1) ?? '';
  }

  async read({ format = formats.utf8 }: { format?: symbol } = {}): Promise<string | ArrayBuffer> {
    const bytes = this.disk.get(this.nativePath);
    if (!bytes) throw new Error(`Could not find an entry of ${this.nativePath}`);
    if (format === formats.binary) return bytes.slice().buffer;
    return new TextDecoder().decode(bytes);
  }

  async write(data: string | ArrayBuffer | Uint8Array): Promise<number> {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data).slice();
    this.disk.set(this.nativePath, bytes);
    return bytes.length;
  }

  async delete(): Promise<void> {
    this.disk.delete(this.nativePath);
  }
}

export class EmulatedFolder {
  readonly isFile = false;
  readonly isFolder = true;
  constructor(
    readonly nativePath: string,
    readonly disk: Disk,
  ) {}

  async createFile(name: string, { overwrite = false }: { overwrite?: boolean } = {}): Promise<EmulatedFile> {
    const path = this.nativePath + name;
    if (this.disk.has(path) && !overwrite) throw new Error(`${name} exists already`);
    this.disk.set(path, new Uint8Array(0));
    return new EmulatedFile(path, this.disk);
  }

  async getEntry(name: string): Promise<EmulatedFile> {
    if (!this.disk.has(this.nativePath + name)) throw new Error(`Could not find an entry of ${name}`);
    return new EmulatedFile(this.nativePath + name, this.disk);
  }

  async getEntries(): Promise<EmulatedFile[]> {
    const own = [...this.disk.keys()].filter((path) => path.startsWith(this.nativePath));
    return own.map((path) => new EmulatedFile(path, this.disk));
  }
}

/** What the person does when a dialog asks for a file: its path, or null to close the dialog. */
export interface FileDialogs {
  answer: string | null;
  /** Names that were suggested, and types that were asked for. */
  readonly asked: string[];
}

export function createFileSystem(disk: Disk, permissions: Permissions, dialogs: FileDialogs) {
  const asked = async (what: string): Promise<EmulatedFile | null> => {
    permissions.files('request');
    dialogs.asked.push(what);
    return dialogs.answer === null ? null : new EmulatedFile(dialogs.answer, disk);
  };
  const tokens = new Map<string, EmulatedFile>();
  return {
    getFileForSaving: (name: string, _options?: object) => asked(name),
    getFileForOpening: (options: { types?: string[] } = {}) => asked((options.types ?? []).join(' ')),
    getTemporaryFolder: async () => new EmulatedFolder('plugin-temp:/', disk),
    getDataFolder: async () => new EmulatedFolder('plugin-data:/', disk),
    getPluginFolder: async () => new EmulatedFolder('plugin:/', disk),
    createSessionToken: async (file: EmulatedFile) => {
      const token = `token-${tokens.size + 1}`;
      tokens.set(token, file);
      return token;
    },
    getEntryForSessionToken: (token: string) => tokens.get(token),
    async getEntryWithUrl(path: string): Promise<EmulatedFile> {
      outside(path, permissions);
      if (!disk.has(path)) throw new Error(`Could not find an entry of ${path}`);
      return new EmulatedFile(path, disk);
    },
  };
}

const own = /^plugin(-data|-temp)?:\//;

function outside(path: string, permissions: Permissions): void {
  if (!own.test(path)) permissions.files('fullAccess');
}

/** require('fs'): the plug-in's own folders by their schemes, and everything else with full access only. */
export function createFs(disk: Disk, permissions: Permissions) {
  return {
    async readFile(path: string): Promise<ArrayBuffer> {
      outside(path, permissions);
      const bytes = disk.get(path);
      if (!bytes) throw new Error(`ENOENT: no such file or directory, ${path}`);
      return bytes.slice().buffer;
    },
    async writeFile(path: string, data: Uint8Array | ArrayBuffer | string): Promise<number> {
      outside(path, permissions);
      if (path.startsWith('plugin:/')) throw new Error(`EROFS: read-only file system, ${path}`);
      return new EmulatedFile(path, disk).write(data);
    },
    async unlink(path: string): Promise<void> {
      outside(path, permissions);
      if (!disk.delete(path)) throw new Error(`ENOENT: no such file or directory, ${path}`);
    },
  };
}
