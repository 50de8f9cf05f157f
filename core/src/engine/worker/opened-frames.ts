// SPDX-License-Identifier: Apache-2.0
import type { SharedBlock } from '@sfumato/native';
import { Frame, type FrameHandle } from '../../frame/index.js';
import { rememberHash } from '../../tool/hash.js';
import type { WorkerInput } from './messages.js';

/** More mappings than this are not kept. */
const most = 64;

/** What was used last, up to `most`. */
class Recent<T> {
  readonly #kept = new Map<string, T>();

  get(key: string, make: () => T): T {
    const value = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }

  drop(gone: (key: string, value: T) => boolean): void {
    for (const [key, value] of this.#kept) if (gone(key, value)) this.#kept.delete(key);
  }
}

/**
 * Frames that this process has mapped, kept while their names live: a frame that is used again is neither mapped nor
 * hashed anew. Of blocks that clients fill anew only the mapping is kept.
 */
export class OpenedFrames {
  readonly #frames = new Recent<Frame>();
  readonly #blocks = new Recent<SharedBlock>();

  /** A worker's input. */
  input({ handle, keep, content }: WorkerInput): Frame {
    const frame =
      keep === 'frame' ? this.open(handle) : keep === 'block' ? this.openAnew(handle) : Frame.open(handle);
    if (content !== undefined) rememberHash(frame, content);
    return frame;
  }

  open(handle: FrameHandle): Frame {
    return this.#frames.get(JSON.stringify(handle), () => Frame.open(handle));
  }

  /** A frame whose memory may hold something else next time. */
  openAnew(handle: FrameHandle): Frame {
    const { memory, memoryBytes } = handle;
    const block = this.#blocks.get(`${memoryBytes} ${memory}`, () => Frame.mapped(handle));
    return Frame.open(handle, block);
  }

  forget(memory: readonly string[]): void {
    const gone = new Set(memory);
    this.#frames.drop((_, frame) => frame.memory === undefined || gone.has(frame.memory));
    this.#blocks.drop((_, { name }) => gone.has(name));
  }
}
