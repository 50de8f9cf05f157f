// SPDX-License-Identifier: Apache-2.0

import type { Provenance, ResultNote } from '../../tool/index.js';
import type { EngineFrame } from '../frames/engine-frame.js';

/** What a job gave: everything that another with the same key would give again. */
export interface KeptResult {
  readonly outputs: Readonly<Record<string, EngineFrame>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
}

/** Looks beyond these are forgotten, the oldest first: far more than results that are kept. */
const mostSeen = 10_000;

/**
 * Results by everything that they depend on: pixels, tool, params, quality, models. Forgets what was asked for longest
 * ago when its frames take more than so many bytes.
 */
export class ResultCache {
  readonly #limit: number;
  readonly #kept = new Map<string, KeptResult>();
  #bytes = 0;
  readonly #seen = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The result, whose frames are the caller's to release too. */
  get(key: string): KeptResult | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    for (const frame of Object.values(found.outputs)) frame.retain();
    return found;
  }

  /** Takes note of the looks of a job whose result was kept. */
  see(looks: string): void {
    this.#seen.delete(looks);
    this.#seen.add(looks);
    const [oldest] = this.#seen;
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest);
  }

  hasSeen(looks: string): boolean {
    return this.#seen.has(looks);
  }

  /** Keeps a result beside the caller. */
  set(key: string, result: KeptResult): void {
    const bytes = bytesOf(result);
    if (this.#kept.has(key) || bytes > this.#limit) return;
    for (const frame of Object.values(result.outputs)) frame.retain();
    this.#kept.set(key, result);
    this.#bytes += bytes;
    this.shrink(this.#limit);
  }

  /** Forgets the oldest until no more than `limit` bytes are kept. */
  shrink(limit: number): void {
    for (const [key, result] of this.#kept) {
      if (this.#bytes <= limit) break;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(result);
      for (const frame of Object.values(result.outputs)) frame.release();
    }
  }
}

const bytesOf = ({ outputs }: KeptResult): number =>
  Object.values(outputs).reduce((sum, { handle }) => sum + handle.memoryBytes, 0);
