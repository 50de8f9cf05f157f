// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../../frame/index.js';
import type { SourceFile } from '../media/messages.js';
import type { SharedBlocks } from './blocks.js';
import { fingerprint } from './fingerprint.js';

/** What is known of a frame beside its pixels. */
export interface FrameKnowledge {
  /** A hash of its pixels and format. */
  readonly content?: string | undefined;
  /** The file that it was opened from. */
  readonly source?: SourceFile | undefined;
  /** The picture lies in a block that its client will fill anew: these are the block's bytes. */
  readonly fleeting?: Uint8Array;
  /** Told when nobody holds the frame any more. */
  readonly onReleased?: (() => void) | undefined;
}

/**
 * A frame that an engine holds: its pixels do not change while it lives. It lives while anyone retains it: the connection whose frame it
 * is, jobs that use it, the cache. Smaller copies for drafts live and die with it.
 */
export class EngineFrame {
  readonly handle: FrameHandle;
  readonly source: SourceFile | undefined;
  readonly #fleeting: Uint8Array | undefined;
  /** A hash of its pixels and format, once somebody asked for it. */
  content: Promise<string> | undefined;
  readonly #blocks: SharedBlocks;
  readonly #onReleased: (() => void) | undefined;
  readonly #proxies = new Map<string, Promise<EngineFrame>>();
  #holders = 1;

  /** Takes over the handle's block, for the one who makes it. */
  constructor(handle: FrameHandle, blocks: SharedBlocks, known: FrameKnowledge = {}) {
    this.handle = handle;
    this.source = known.source;
    this.#fleeting = known.fleeting;
    this.#onReleased = known.onReleased;
    this.content = known.content === undefined ? undefined : Promise.resolve(known.content);
    this.#blocks = blocks;
    blocks.hold(handle.memory, handle.memoryBytes);
  }

  get format() {
    return this.handle.format;
  }

  /** Whether the picture lies in a block that its client will fill anew. */
  get fleeting(): boolean {
    return this.#fleeting !== undefined;
  }

  /** Of fleeting pictures: what tells it from most others without reading it all. */
  get fingerprint(): string | undefined {
    return this.#fleeting && fingerprint(this.handle, this.#fleeting);
  }

  retain(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders > 0) return;
    this.#blocks.release(this.handle.memory);
    for (const proxy of this.#proxies.values()) {
      proxy.then(
        (frame) => frame.release(),
        () => {},
      );
    }
    this.#proxies.clear();
    this.#onReleased?.();
  }

  /** The smaller copy of that size: `make` is asked for it once. */
  proxy(width: number, height: number, make: () => Promise<EngineFrame>): Promise<EngineFrame> {
    const key = `${width}x${height}`;
    const known = this.#proxies.get(key);
    if (known) return known;
    const making = make();
    this.#proxies.set(key, making);
    making.catch(() => this.#proxies.delete(key));
    return making;
  }
}
