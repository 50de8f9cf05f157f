// SPDX-License-Identifier: Apache-2.0
import { openSharedBlock } from '@sfumato/native';
import type { Engine, EngineFrame } from '../engine/index.js';
import { makerOf } from '../engine/index.js';
import { checkHandle, type FrameHandle } from '../frame/index.js';
import { SfumatoError, type WireHandle } from '../protocol/index.js';
import { limits } from './limits.js';

/** The blocks of shared memory that one connection keeps and fills anew from job to job. */
export class ClientBlocks {
  readonly #engine: Engine;
  readonly #blocks = new Map<string, Uint8Array>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What they take together. */
  get bytes(): number {
    let sum = 0;
    for (const { length } of this.#blocks.values()) sum += length;
    return sum;
  }

  has(memory: string): boolean {
    return this.#blocks.has(memory);
  }

  /** Also of one that has grown. Throws MESSAGE_INVALID, LIMIT_EXCEEDED, or FRAME_UNKNOWN for a block that is not there. */
  open(memory: string, bytes: number): void {
    requireForeign(this.#engine, memory);
    const isNew = !this.has(memory);
    if (isNew && this.#blocks.size >= limits.blocks) {
      throw new SfumatoError('LIMIT_EXCEEDED', `A connection has at most ${limits.blocks} blocks.`);
    }
    const mapped = map(memory, bytes);
    if (isNew) this.#engine.blocks.hold(memory, bytes);
    this.#engine.blocks.resize(memory, bytes);
    this.#blocks.set(memory, mapped);
  }

  /** Throws FRAME_UNKNOWN. */
  close(memory: string): void {
    this.#require(memory);
    this.#blocks.delete(memory);
    this.#engine.blocks.release(memory);
  }

  /** A picture in one of them, the caller's to release. Throws FRAME_UNKNOWN and MESSAGE_INVALID. */
  view(handle: WireHandle, onReleased: () => void): EngineFrame {
    const memory = this.#require(handle.memory);
    return this.#engine.view(checked({ ...handle, memoryBytes: memory.length }), memory, onReleased);
  }

  clear(): void {
    for (const memory of [...this.#blocks.keys()]) this.close(memory);
  }

  #require(memory: string): Uint8Array {
    const bytes = this.#blocks.get(memory);
    if (bytes) return bytes;
    throw new SfumatoError('FRAME_UNKNOWN', 'This connection has no such block of shared memory.');
  }
}

function map(memory: string, bytes: number): Uint8Array {
  try {
    return new Uint8Array(openSharedBlock(memory, bytes).buffer);
  } catch (source) {
    const cause = source instanceof Error ? `${source.message}.` : String(source);
    throw new SfumatoError('FRAME_UNKNOWN', cause, { source });
  }
}

/** Nothing but blocks that clients made is opened on a client's word. */
export function requireForeign(engine: Engine, memory: string): void {
  if (makerOf(memory) === undefined || engine.isOwn(memory)) {
    throw new SfumatoError('MESSAGE_INVALID', 'This is not the name of a block that a client made.');
  }
}

/** A client's handle as the engine's own. Throws MESSAGE_INVALID for one that contradicts itself. */
export function checked(wire: WireHandle): FrameHandle {
  const { icc, ...colour } = wire.format.colour;
  const handle = {
    ...wire,
    format: { ...wire.format, colour: { ...colour, ...(icc !== undefined && { icc }) } },
  };
  try {
    checkHandle(handle);
    return handle;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SfumatoError('MESSAGE_INVALID', `${error.message}.`);
  }
}
