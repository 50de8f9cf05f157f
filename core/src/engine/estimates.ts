// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../frame/index.js';
import type { EngineFrame } from './frames/engine-frame.js';
import type { WorkerQuestion, WorkerReply } from './worker/messages.js';

/** What workers estimated, for those that come after them. Forgets what was asked for longest ago. */
export class Estimates {
  readonly #limit: number;
  readonly #adopt: (handle: FrameHandle) => EngineFrame;
  readonly #kept = new Map<string, EngineFrame>();
  #bytes = 0;

  /** Keeps at most `limit` bytes. `adopt` takes over a frame that a worker made. */
  constructor(limit: number, adopt: (handle: FrameHandle) => EngineFrame) {
    this.#limit = limit;
    this.#adopt = adopt;
  }

  get bytes(): number {
    return this.#bytes;
  }

  answer(question: WorkerQuestion): WorkerReply {
    return question.type === 'find' ? this.#find(question.key) : this.#keep(question.key, question.handle);
  }

  /** Forgets the oldest until no more than `limit` bytes are kept. */
  shrink(limit: number): void {
    for (const [key, frame] of this.#kept) {
      if (this.#bytes <= limit) break;
      this.#kept.delete(key);
      this.#bytes -= frame.handle.memoryBytes;
      frame.release();
    }
  }

  #find(key: string): WorkerReply {
    const frame = this.#kept.get(key);
    if (!frame) return null;
    this.#kept.delete(key);
    this.#kept.set(key, frame);
    return frame.handle;
  }

  #keep(key: string, handle: FrameHandle): null {
    const frame = this.#adopt(handle);
    if (this.#kept.has(key)) {
      // Two workers made it at once.
      frame.release();
      return null;
    }
    this.#kept.set(key, frame);
    this.#bytes += handle.memoryBytes;
    this.shrink(this.#limit);
    return null;
  }
}
