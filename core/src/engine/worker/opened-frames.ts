// SPDX-License-Identifier: Apache-2.0
import { Frame, type FrameHandle } from '../../frame/index.js';

/** More mappings than this are not kept. */
const most = 64;

/**
 * Frames that this process has mapped, kept while their names live: a frame that is used again is neither mapped nor
 * hashed anew.
 */
export class OpenedFrames {
  readonly #frames = new Map<string, Frame>();

  open(handle: FrameHandle): Frame {
    const key = JSON.stringify(handle);
    const known = this.#frames.get(key);
    if (known) {
      this.#frames.delete(key);
      this.#frames.set(key, known);
      return known;
    }
    const frame = Frame.open(handle);
    this.#frames.set(key, frame);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > most && oldest !== undefined) this.#frames.delete(oldest);
    return frame;
  }

  forget(memory: readonly string[]): void {
    const gone = new Set(memory);
    for (const [key, frame] of this.#frames) {
      if (frame.memory === undefined || gone.has(frame.memory)) this.#frames.delete(key);
    }
  }
}
