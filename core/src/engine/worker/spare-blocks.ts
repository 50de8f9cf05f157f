// SPDX-License-Identifier: Apache-2.0
import { removeSharedBlock, type SharedBlock } from '@sfumato/native';
import { allocatedBytes, Frame, type FrameFormat, newSharedBlock } from '../../frame/index.js';
import { makerOf } from '../frames/block-name.js';

interface Spare {
  readonly block: SharedBlock;
  readonly since: number;
}

/** A spare block that is this many times as large as what is asked for is not used for it. */
const wasteful = 1.5;
/** So long a block waits to be used again, in milliseconds. */
const patienceMs = 10_000;

/**
 * The shared blocks that this process makes for outputs. When nobody holds one any more it is used again: its pages are
 * there already, and whoever has mapped it before need not map it again. Reserving fresh memory takes as long as writing it.
 */
export class SpareBlocks {
  readonly #limit: number;
  readonly #now: () => number;
  /** Out there. */
  readonly #made = new Map<string, SharedBlock>();
  /** The one that waits longest first. */
  #spare: Spare[] = [];

  /** At most `limit` bytes wait. */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#spare.reduce((sum, { block }) => sum + block.buffer.byteLength, 0);
  }

  /** As ToolContext.allocate. Throws MEMORY_SHORT. */
  allocate(format: FrameFormat, { overwritten = false }: { readonly overwritten?: boolean } = {}): Frame {
    const bytes = allocatedBytes(format);
    const spare = this.#take(bytes);
    const block = spare ?? newSharedBlock(bytes);
    if (spare && !overwritten) new Uint8Array(spare.buffer).fill(0);
    this.#made.set(block.name, block);
    return Frame.onBlock(format, block);
  }

  /** Nobody holds these any more. The names of those that this process made otherwise go. */
  giveBack(memory: readonly string[]): void {
    for (const name of memory) {
      const block = this.#made.get(name);
      if (!block && makerOf(name) === process.pid) removeSharedBlock(name);
      if (!block) continue;
      this.#made.delete(name);
      this.#spare.push({ block, since: this.#now() });
    }
    while (this.bytes > this.#limit) this.#drop(this.#spare.shift());
  }

  /** To be called now and then: gives back what has waited for too long. */
  check(): void {
    while (this.#spare[0] && this.#now() - this.#spare[0].since > patienceMs) this.#drop(this.#spare.shift());
  }

  /** The one that was used last of those that fit: its pages are the likeliest to be in a cache. */
  #take(bytes: number): SharedBlock | undefined {
    const i = this.#spare.findLastIndex(({ block: { buffer } }) => {
      return buffer.byteLength >= bytes && buffer.byteLength <= bytes * wasteful;
    });
    return this.#spare.splice(i, i < 0 ? 0 : 1)[0]?.block;
  }

  #drop(spare: Spare | undefined): void {
    if (spare) removeSharedBlock(spare.block.name);
  }
}
