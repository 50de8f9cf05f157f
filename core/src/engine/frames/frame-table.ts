// SPDX-License-Identifier: Apache-2.0
import { type FrameId, SfumatoError } from '../../protocol/index.js';
import type { EngineFrame } from './engine-frame.js';

/**
 * The frames of one connection by the names that it knows them by. Nobody else can name them, and they go when the
 * connection goes.
 */
export class FrameTable {
  readonly #frames = new Map<FrameId, EngineFrame>();
  readonly #memory = new Map<string, { readonly bytes: number; frames: number }>();
  readonly #most: number;
  #last = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#frames.size;
  }

  /** What the frames' blocks take, each counted once. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.#memory.values()) sum += bytes;
    return sum;
  }

  /** Throws LIMIT_EXCEEDED when one more would be too many. */
  requireRoom(more = 1): void {
    if (this.#frames.size + more <= this.#most) return;
    throw new SfumatoError('LIMIT_EXCEEDED', `A connection holds at most ${this.#most} pictures.`);
  }

  /** Takes over the caller's hold on the frame. */
  add(frame: EngineFrame): FrameId {
    const id = `f${++this.#last}`;
    this.#frames.set(id, frame);
    const { memory, memoryBytes: bytes } = frame.handle;
    const block = this.#memory.get(memory) ?? { bytes, frames: 0 };
    block.frames++;
    this.#memory.set(memory, block);
    return id;
  }

  /** Throws FRAME_UNKNOWN. */
  get(id: FrameId): EngineFrame {
    const frame = this.#frames.get(id);
    if (frame) return frame;
    throw new SfumatoError('FRAME_UNKNOWN', `This connection has no picture ${id}.`);
  }

  /** Throws FRAME_UNKNOWN; those before the unknown one are dropped. */
  drop(ids: readonly FrameId[]): void {
    for (const id of ids) {
      const frame = this.get(id);
      const { memory } = frame.handle;
      const block = this.#memory.get(memory);
      if (block && --block.frames === 0) this.#memory.delete(memory);
      this.#frames.delete(id);
      frame.release();
    }
  }

  clear(): void {
    for (const frame of this.#frames.values()) frame.release();
    this.#frames.clear();
    this.#memory.clear();
  }
}
