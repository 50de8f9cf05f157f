// SPDX-License-Identifier: Apache-2.0
// What a manifest lets a plug-in do: what it does not name is denied.

export interface RequiredPermissions {
  readonly network?: { readonly domains?: unknown };
  readonly localFileSystem?: 'plugin' | 'request' | 'fullAccess';
  readonly clipboard?: 'read' | 'readAndWrite';
  readonly launchProcess?: { readonly schemes?: readonly string[]; readonly extensions?: readonly string[] };
  readonly allowCodeGenerationFromStrings?: boolean;
}

export interface Manifest {
  readonly id: string;
  readonly host: unknown;
  readonly main: string;
  readonly entrypoints: readonly { readonly type: string; readonly id: string }[];
  readonly requiredPermissions?: RequiredPermissions;
}

/** What was refused, for tests to look at. */
export type Denials = string[];

export class Permissions {
  readonly denied: Denials = [];
  readonly #required: RequiredPermissions;

  constructor(required: RequiredPermissions = {}) {
    this.#required = required;
  }

  get mayGenerateCode(): boolean {
    return this.#required.allowCodeGenerationFromStrings === true;
  }

  /** Throws for an address that the manifest does not name with its scheme and port. */
  connect(url: string): void {
    const domains = this.#required.network?.domains;
    if (domains === 'all') return;
    if (Array.isArray(domains) && !domains.includes('all') && domains.some((d) => names(String(d), url)))
      return;
    throw this.#deny(`Permission denied to the url ${url}. Manifest entry not found.`);
  }

  /** Throws unless the person may be asked for files (`request`), or all files are open (`fullAccess`). */
  files(wanted: 'request' | 'fullAccess'): void {
    const level = this.#required.localFileSystem ?? 'plugin';
    if (level === 'fullAccess' || level === wanted) return;
    throw this.#deny(`Permission denied: localFileSystem is “${level}” and “${wanted}” is needed.`);
  }

  clipboard(writes: boolean): void {
    const level = this.#required.clipboard;
    if (level === 'readAndWrite' || (level === 'read' && !writes)) return;
    throw this.#deny('Permission denied to access clipboard.');
  }

  /** What is wrong with opening an address; empty when nothing is. */
  launch(url: string): string {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
    if (scheme === 'file') return this.#deny('The file scheme is not supported.').message;
    const known = this.#required.launchProcess?.schemes ?? [];
    if (known.includes(scheme)) return '';
    return this.#deny(`Permission denied: the scheme ${scheme} is not in the manifest.`).message;
  }

  /** What is wrong with opening a file or, without an extension, a folder; empty when nothing is. */
  launchPath(path: string): string {
    const extension = /\.[^./\\]+$/.exec(path)?.[0] ?? '';
    const known = this.#required.launchProcess?.extensions ?? [];
    if (known.includes(extension)) return '';
    return this.#deny(`Permission denied: the extension “${extension}” is not in the manifest.`).message;
  }

  #deny(message: string): Error {
    this.denied.push(message);
    return new Error(message);
  }
}

/** Wildcards stand for sub-domains only. A bare host names nothing. */
function names(domain: string, url: string): boolean {
  const entry = /^([a-z]+):\/\/(\*\.)?([^/:*]+)(:\d+)?\/?$/i.exec(domain);
  if (!entry) return false;
  const [, scheme, wild, host = '', port = ''] = entry;
  const asked = /^([a-z]+):\/\/([^/:]+)(:\d+)?/i.exec(url);
  if (!asked || asked[1] !== scheme || (asked[3] ?? '') !== port) return false;
  return wild ? (asked[2] ?? '').endsWith(`.${host}`) && host.includes('.') : asked[2] === host;
}
