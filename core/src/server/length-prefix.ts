// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/index.js';
import { limits } from './limits.js';

/** What a message on the local socket holds. */
export type FrameKind = 'text' | 'chunk';

const headBytes = 5;
const kinds = { text: 0, chunk: 1 } as const satisfies Record<FrameKind, number>;

/** A message with its prefix: u32 length of the payload, little-endian, then u8 kind (0 text, 1 chunk). */
export function frameOf(kind: FrameKind, payload: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(headBytes + payload.length);
  bytes.writeUInt32LE(payload.length, 0);
  bytes[4] = kinds[kind];
  bytes.set(payload, headBytes);
  return bytes;
}

/** Cuts a stream into messages. */
export class FrameReader {
  #parts: Uint8Array[] = [];
  #held = 0;

  /** The messages that are whole with these bytes. Throws MESSAGE_INVALID for an unknown kind or a length beyond the limit. */
  *read(bytes: Uint8Array): Generator<{ readonly kind: FrameKind; readonly payload: Uint8Array }> {
    this.#parts.push(bytes);
    this.#held += bytes.length;
    for (;;) {
      if (this.#held < headBytes) return;
      const head = this.#peek(headBytes);
      const length = head.readUInt32LE(0);
      const kind = head[4];
      if (length > limits.messageBytes || (kind !== kinds.text && kind !== kinds.chunk)) {
        throw new SfumatoError('MESSAGE_INVALID', `A message of ${length} bytes and kind ${kind} came.`);
      }
      if (this.#held < headBytes + length) return;
      const whole = this.#take(headBytes + length);
      yield { kind: kind === kinds.text ? 'text' : 'chunk', payload: whole.subarray(headBytes) };
    }
  }

  /** The next `length` bytes, which are there, without taking them. */
  #peek(length: number): Buffer {
    const first = this.#parts[0];
    if (first && first.length >= length) return Buffer.from(first.buffer, first.byteOffset, length);
    return this.#join().subarray(0, length);
  }

  #take(length: number): Uint8Array {
    const all = this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : this.#join();
    const rest = all.subarray(length);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return all.subarray(0, length);
  }

  #join(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [all];
    return all;
  }
}
