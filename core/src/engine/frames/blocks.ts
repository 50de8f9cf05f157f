// SPDX-License-Identifier: Apache-2.0
import { removeSharedBlock } from '@sfumato/native';

/**
 * The shared blocks that an engine holds, counted by name: several frames may be views of one. With its last holder a
 * block's name goes, or its maker takes it back to use it again.
 */
export class SharedBlocks {
  readonly #held = new Map<string, { bytes: number; holders: number }>();
  readonly #giveBack: (memory: string) => boolean;
  #bytes = 0;

  /** `giveBack` is told of every block that nobody holds any more, and says whether its maker takes care of its name. */
  constructor(giveBack: (memory: string) => boolean) {
    this.#giveBack = giveBack;
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

  /** A block that is held has another size now. */
  resize(memory: string, bytes: number): void {
    const block = this.#held.get(memory);
    if (!block) return;
    this.#bytes += bytes - block.bytes;
    block.bytes = bytes;
  }

  release(memory: string): void {
    const block = this.#held.get(memory);
    if (!block || --block.holders > 0) return;
    this.#held.delete(memory);
    this.#bytes -= block.bytes;
    if (!this.#giveBack(memory)) removeSharedBlock(memory);
  }
}
