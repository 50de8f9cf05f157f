// SPDX-License-Identifier: Apache-2.0
import { readStill, type Still } from '../media/index.js';

/**
 * Reads pictures into shared memory for jobs, and owns what it read. The last few stay for the next job: a clip's frames
 * are looked at by their neighbours too.
 */
export class PictureReader {
  readonly #keep: number;
  /** Oldest use first. */
  readonly #read = new Map<string, Still>();

  /** Keeps `keep` pictures between jobs. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** The picture of a file, until `settle`. Throws as readStill does. */
  async read(path: string): Promise<Still> {
    const still = this.#read.get(path) ?? (await readStill(path, { shared: true }));
    this.#read.delete(path);
    this.#read.set(path, still);
    return still;
  }

  /** A job is over: frees what was read, but for the last few. */
  settle(keep = this.#keep): void {
    for (const [path, { frame }] of this.#read) {
      if (this.#read.size <= keep) break;
      frame.release();
      this.#read.delete(path);
    }
  }

  /** Frees everything. */
  close(): void {
    this.settle(0);
  }
}
