// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { userFolder } from '../model/index.js';

/** What was found is believed for so long, in milliseconds. */
const freshMs = 2000;

/**
 * A hash that changes when the user's models or the policy change: which models a tool would find. It is made of the
 * times of the settings and of the folders that hold models, so that asking costs no reading.
 */
export class ModelState {
  readonly #home: string;
  readonly #now: () => number;
  #known: { readonly hash: Promise<string>; readonly at: number } | undefined;

  constructor(home: string = userFolder(), now: () => number = () => performance.now()) {
    this.#home = home;
    this.#now = now;
  }

  hash(): Promise<string> {
    if (!this.#known || this.#now() - this.#known.at > freshMs) {
      this.#known = { hash: this.#look(), at: this.#now() };
    }
    return this.#known.hash;
  }

  async #look(): Promise<string> {
    const paths = [join(this.#home, 'config.json')];
    for (const folder of ['blobs', 'models'].map((name) => join(this.#home, name))) {
      const names = await readdir(folder).catch(() => []);
      paths.push(folder, ...names.sort().map((name) => join(folder, name)));
    }
    const times = await Promise.all(
      paths.map(async (path) => [path, (await stat(path).catch(() => undefined))?.mtimeMs ?? 0]),
    );
    return createHash('sha256').update(JSON.stringify(times)).digest('hex');
  }
}
