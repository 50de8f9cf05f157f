// SPDX-License-Identifier: Apache-2.0
// A small document in front of a plug-in, and shorthands for what contract tests ask.
import { createPhotoshop } from '../host.js';
import type { Clock } from '../modal.js';
import { openPattern } from '../pictures.js';
import type { Bounds } from '../plane.js';

export const size = { width: 40, height: 30 };
export const all: Bounds = { left: 0, top: 0, right: size.width, bottom: size.height };

/** `alpha`: the only layer is not a background, and every pixel of it is half there. */
export function host(options: Parameters<typeof openPattern>[1] = size, alpha = false, clock?: Clock) {
  const emulated = createPhotoshop(clock ? { clock } : {});
  const document = openPattern(emulated, options, alpha);
  const { core, imaging, action, app } = emulated.module;
  const modal = <T>(work: () => Promise<T>) => core.executeAsModal(work, { commandName: 'test' });
  const layerID = document.state.layers[0]?.id ?? 0;
  return { emulated, document, core, imaging, action, app, modal, layerID };
}

/** Time that passes when it is waited for, or told to. */
export class TestClock implements Clock {
  #now = 0;
  now(): number {
    return this.#now;
  }
  async wait(ms: number): Promise<void> {
    this.#now += ms;
  }
}
