// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from './error.js';

/** What a chunk's bytes are part of: a frame's pixels (tight rows, top first) or a file. */
export type ChunkKind = 'pixels' | 'file';

/** A piece of a transfer. Little-endian on the wire: see docs/protocol.md. */
export interface Chunk {
  readonly kind: ChunkKind;
  /** Uploads are numbered by the client; downloads carry the id of the request that asked for them. */
  readonly transfer: number;
  readonly last: boolean;
  /** Where the payload lies in the transfer, in bytes. */
  readonly offset: number;
  readonly payload: Uint8Array;
}

export const chunkHeaderBytes = 32;
/** The longest payload. */
export const chunkPayloadBytes = 4 * 2 ** 20;

const magic = 0x434d4653;
const chunkVersion = 1;
const kinds = { pixels: 1, file: 2 } as const satisfies Record<ChunkKind, number>;
const lastFlag = 1;
const high = 2 ** 32;

/** A chunk's header and payload in one message. */
export function encodeChunk({ kind, transfer, last, offset, payload }: Chunk): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunkHeaderBytes + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint16(4, chunkVersion, true);
  view.setUint16(6, kinds[kind], true);
  view.setUint32(8, transfer, true);
  view.setUint32(12, last ? lastFlag : 0, true);
  view.setUint32(16, offset % high, true);
  view.setUint32(20, Math.floor(offset / high), true);
  view.setUint32(24, payload.length, true);
  bytes.set(payload, chunkHeaderBytes);
  return bytes;
}

/** Reads a message; the payload shares its memory. Throws MESSAGE_INVALID for anything but one whole chunk. */
export function decodeChunk(bytes: Uint8Array): Chunk {
  if (bytes.length < chunkHeaderBytes) throw invalid(`of ${bytes.length} bytes is shorter than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== magic) throw invalid('does not start with SFMC');
  const version = view.getUint16(4, true);
  if (version !== chunkVersion) throw invalid(`has version ${version}, not ${chunkVersion}`);
  const kind = view.getUint16(6, true);
  if (kind !== kinds.pixels && kind !== kinds.file) throw invalid(`has the unknown kind ${kind}`);
  const flags = view.getUint32(12, true);
  if (flags > lastFlag) throw invalid(`has the unknown flags ${flags}`);
  if (view.getUint32(28, true) !== 0) throw invalid('has a reserved field that is not 0');
  const offset = view.getUint32(16, true) + view.getUint32(20, true) * high;
  if (!Number.isSafeInteger(offset)) throw invalid('has an offset beyond 2^53');
  const length = view.getUint32(24, true);
  const held = bytes.length - chunkHeaderBytes;
  if (length !== held) throw invalid(`announces ${length} bytes but holds ${held}`);
  if (length > chunkPayloadBytes) throw invalid(`of ${length} bytes is longer than ${chunkPayloadBytes}`);
  return {
    kind: kind === kinds.pixels ? 'pixels' : 'file',
    transfer: view.getUint32(8, true),
    last: flags === lastFlag,
    offset,
    payload: bytes.subarray(chunkHeaderBytes),
  };
}

const invalid = (what: string) => new SfumatoError('MESSAGE_INVALID', `A binary message ${what}.`);

/**
 * The chunks of a transfer, in order, or of a piece of one that begins at `at` of `of` bytes; an empty transfer has one
 * empty chunk. Payloads share the memory of `bytes`.
 */
export function* chunksOf(
  kind: ChunkKind,
  transfer: number,
  bytes: Uint8Array,
  { at = 0, of = bytes.length }: { readonly at?: number; readonly of?: number } = {},
  payloadBytes = chunkPayloadBytes,
): Generator<Chunk> {
  let offset = 0;
  do {
    const payload = bytes.subarray(offset, offset + payloadBytes);
    const last = at + offset + payload.length >= of;
    yield { kind, transfer, last, offset: at + offset, payload };
    offset += payload.length;
  } while (offset < bytes.length);
}
