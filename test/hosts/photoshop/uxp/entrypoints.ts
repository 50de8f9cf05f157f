// SPDX-License-Identifier: Apache-2.0
// require('uxp').entrypoints: how panels and commands come to life.
import type { Clock } from '../modal.js';
import type { Manifest } from './permissions.js';

export interface PanelPoints {
  create?(root: unknown): unknown;
  show?(root: unknown): unknown;
  /** Never called: hosts do not tell. */
  hide?(): unknown;
}

interface Points {
  readonly panels?: Readonly<Record<string, PanelPoints>>;
  readonly commands?: Readonly<Record<string, () => unknown>>;
}

/** Each entry point has so many milliseconds. */
const limit = 300;

export class EntryPoints {
  readonly #manifest: Pick<Manifest, 'entrypoints'>;
  readonly #clock: Clock;
  #points: Points | undefined;
  readonly #shown = new Set<string>();
  /** The plug-in's script has run: it is too late to set anything up. */
  #started = false;

  constructor(manifest: Pick<Manifest, 'entrypoints'>, clock: Clock) {
    this.#manifest = manifest;
    this.#clock = clock;
  }

  readonly api = {
    setup: (points: Points): void => {
      if (this.#points) throw new Error('entrypoints.setup may be called once.');
      if (this.#started) throw new Error('entrypoints.setup must be called at once.');
      this.#points = points;
    },
  };

  /** To be called when the script's first turn is over. Throws when it set nothing up, or not all of the manifest. */
  started(): readonly string[] {
    this.#started = true;
    const points = this.#points;
    if (!points) throw new Error('The plug-in did not set its entry points up at once.');
    for (const { type, id } of this.#manifest.entrypoints) {
      const own: Readonly<Record<string, unknown>> | undefined =
        type === 'panel' ? points.panels : points.commands;
      if (!own?.[id]) throw new Error(`The ${type} ${id} of the manifest was not set up.`);
    }
    return Object.keys(points.panels ?? {});
  }

  /** Opens a panel: it is made the first time, and only then told that it shows. */
  async show(id: string, root: unknown): Promise<void> {
    const panel = this.#points?.panels?.[id];
    if (!panel) throw new Error(`There is no panel ${id}.`);
    if (this.#shown.has(id)) return;
    this.#shown.add(id);
    await this.#timed(`${id}.create`, () => panel.create?.(root));
    await this.#timed(`${id}.show`, () => panel.show?.(root));
  }

  /** Closes a panel, of which it is told nothing. */
  hide(_id: string): void {}

  async invoke(id: string): Promise<void> {
    const command = this.#points?.commands?.[id];
    if (!command) throw new Error(`There is no command ${id}.`);
    await this.#timed(id, command);
  }

  async #timed(what: string, work: () => unknown): Promise<void> {
    const began = this.#clock.now();
    await work();
    const took = this.#clock.now() - began;
    if (took > limit) throw new Error(`The entry point ${what} took ${Math.round(took)} ms of ${limit}.`);
  }
}
