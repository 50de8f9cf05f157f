// SPDX-License-Identifier: Apache-2.0
import { removeSharedBlock } from '@sfumato/native';

/**
 * The shared blocks that an engine holds, counted by name: several frames may be views of one. A block's name goes with
 * its last holder.
 */
export class SharedBlocks {
  readonly #held = new Map<string, { bytes: number; holders: number }>();
  readonly #onFreed: (memory: string) => void;
  #bytes = 0;

  constructor(onFreed: (memory: string) => void) {
    this.#onFreed = onFreed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#held.size;
  }

  holds(memory: string): boolean {
    return this.#held.has(memory);
  }

  hold(memory: string, bytes: number): void {
    const block = this.#held.get(memory);
    if (block) {
      block.holders++;
    } else {
      this.#held.set(memory, { bytes, holders: 1 });
      this.#bytes += bytes;
    }
  }

  release(memory: string): void {
    const block = this.#held.get(memory);
    if (!block || --block.holders > 0) return;
    this.#held.delete(memory);
    this.#bytes -= block.bytes;
    removeSharedBlock(memory);
    this.#onFreed(memory);
  }
}
