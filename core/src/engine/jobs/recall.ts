// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { engineVersion } from '../../version.js';
import type { EngineFrame } from '../frames/engine-frame.js';
import type { KeptResult, ResultCache } from './result-cache.js';

export interface RecallOptions {
  readonly cache: ResultCache;
  /** A hash of a frame's pixels and format. */
  readonly hash: (frame: EngineFrame) => Promise<string>;
  /** A hash of which models a tool would find. */
  readonly modelState: () => Promise<string>;
}

type Contents = Readonly<Record<string, string>>;

/**
 * One job's way to an earlier result. Pixels are not hashed before a job unless that can be of use: frames of which
 * nothing is known are hashed beside their first job, pictures in clients' blocks only when one that looked like this was
 * worked on in the same way before.
 */
export class Recall {
  readonly #what: readonly unknown[];
  readonly #frames: Readonly<Record<string, EngineFrame>>;
  readonly #options: RecallOptions;
  /** Names the job by the looks of its fleeting pictures; undefined when there are none. */
  readonly #looks: string | undefined;
  /** Whether a frame is being hashed for the first time. */
  #first = false;

  /** `what`: everything but pixels and models that the result depends on. */
  constructor(
    what: readonly unknown[],
    frames: Readonly<Record<string, EngineFrame>>,
    options: RecallOptions,
  ) {
    this.#what = what;
    this.#frames = frames;
    this.#options = options;
    const looks = Object.entries(frames).flatMap(([id, frame]) =>
      frame.fleeting ? [[id, frame.fingerprint]] : [],
    );
    this.#looks = looks.length > 0 ? digest([what, looks.sort()]) : undefined;
  }

  /** The earlier result, whose frames are the caller's to release. */
  async find(): Promise<KeptResult | undefined> {
    const { cache, hash } = this.#options;
    const contents: Record<string, string> = {};
    for (const [id, frame] of Object.entries(this.#frames)) {
      if (frame.content === undefined) {
        if (frame.fleeting && !(this.#looks !== undefined && cache.hasSeen(this.#looks))) return undefined;
        frame.content = hash(frame);
        // Asked again next time.
        frame.content.catch(() => {
          frame.content = undefined;
        });
        if (!frame.fleeting) {
          this.#first = true;
          return undefined;
        }
      }
      contents[id] = await frame.content;
    }
    return cache.get(await this.#key(contents));
  }

  /** Keeps a result, unless a frame was not known before. `contents`: hashes of the fleeting pictures. */
  async keep(result: KeptResult, contents: Contents): Promise<void> {
    if (this.#first) return;
    const all: Record<string, string> = { ...contents };
    for (const [id, { content }] of Object.entries(this.#frames)) {
      if (all[id] !== undefined) continue;
      const known = await content?.catch(() => undefined);
      if (known === undefined) return;
      all[id] = known;
    }
    const { cache } = this.#options;
    cache.set(await this.#key(all), result);
    if (this.#looks !== undefined) cache.see(this.#looks);
  }

  async #key(contents: Contents): Promise<string> {
    const sorted = Object.entries(contents).sort(([a], [b]) => (a < b ? -1 : 1));
    return digest([this.#what, sorted, await this.#options.modelState(), engineVersion]);
  }
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
