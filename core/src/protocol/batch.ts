// SPDX-License-Identifier: Apache-2.0
// Messages in batches, for carriers that are no sockets (HTTP, files): each message after a u32 length, little-endian, and a
// u8 kind, 0 for JSON and 1 for a chunk, as on the local socket. JSON is ASCII there: UXP cannot decode UTF-8.
import { SfumatoError } from './error.js';

const headBytes = 5;
const kinds = { text: 0, chunk: 1 } as const;

/** JSON without any character that is not ASCII. */
export const asciiJson = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A message with its head. */
export function encodeMessage(message: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const text = typeof message === 'string' ? asciiJson(message) : undefined;
  const length = text === undefined ? message.length : text.length;
  const bytes = new Uint8Array(headBytes + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint8(4, text === undefined ? kinds.chunk : kinds.text);
  if (text !== undefined) for (let i = 0; i < length; i++) bytes[headBytes + i] = text.charCodeAt(i);
  else if (typeof message !== 'string') bytes.set(message, headBytes);
  return bytes;
}

/** Longest stretch that is made a string at once. */
const stretch = 8192;

function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += stretch) {
    text += String.fromCharCode(...bytes.subarray(at, at + stretch));
  }
  return text;
}

/** The messages of a batch; chunks share its memory. Throws MESSAGE_INVALID for one that is not whole. */
export function* decodeMessages(batch: Uint8Array<ArrayBuffer>): Generator<string | Uint8Array<ArrayBuffer>> {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  for (let at = 0; at < batch.length; ) {
    const length = at + headBytes <= batch.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    const end = at + headBytes + length;
    const kind = end <= batch.length ? view.getUint8(at + 4) : undefined;
    if (kind !== kinds.text && kind !== kinds.chunk) {
      throw new SfumatoError(
        'MESSAGE_INVALID',
        'A batch holds a message that is cut off or of an unknown kind.',
      );
    }
    const payload = batch.subarray(at + headBytes, end);
    yield kind === kinds.text ? asciiText(payload) : payload;
    at = end;
  }
}

/** The messages one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
