// SPDX-License-Identifier: Apache-2.0
import { type Chunk, type ChunkKind, SfumatoError } from '../protocol/index.js';
import { limits } from './limits.js';

type Write = (offset: number, payload: Uint8Array) => void;

interface Upload {
  readonly kind: ChunkKind;
  readonly bytes: number;
  received: number;
  lastSign: number;
  /** Absent: nobody wants it any more, and the rest of its chunks is let pass. */
  taker: { readonly write: Write; resolve(): void; reject(error: SfumatoError): void } | undefined;
}

/** The uploads of one connection. */
export class Uploads {
  readonly #uploads = new Map<number, Upload>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws LIMIT_EXCEEDED, or MESSAGE_INVALID for a number that is in use. */
  announce(transfer: number, kind: ChunkKind, bytes: number): void {
    if (this.#uploads.has(transfer)) {
      throw new SfumatoError('MESSAGE_INVALID', `The transfer ${transfer} is under way already.`);
    }
    if (this.#uploads.size >= limits.uploads) {
      throw new SfumatoError('LIMIT_EXCEEDED', `A connection has at most ${limits.uploads} uploads at once.`);
    }
    this.#uploads.set(transfer, { kind, bytes, received: 0, lastSign: this.#now(), taker: undefined });
  }

  /** Gives the bytes of an announced upload to `write`. Resolves when all have come; rejects when it was cancelled. */
  take(transfer: number, write: Write): Promise<void> {
    return new Promise((resolve, reject) => {
      const upload = this.#uploads.get(transfer);
      if (upload) upload.taker = { write, resolve, reject };
      else reject(new SfumatoError('CANCELLED', 'The upload was stopped.'));
    });
  }

  /** Throws MESSAGE_INVALID for a chunk that belongs nowhere: the connection cannot go on then. */
  receive({ kind, transfer, offset, payload, last }: Chunk): void {
    const upload = this.#uploads.get(transfer);
    const end = offset + payload.length;
    if (
      !upload ||
      upload.kind !== kind ||
      offset !== upload.received ||
      end > upload.bytes ||
      last !== (end === upload.bytes)
    ) {
      throw new SfumatoError('MESSAGE_INVALID', `A chunk does not fit the transfer ${transfer}.`);
    }
    upload.taker?.write(offset, payload);
    upload.received = end;
    upload.lastSign = this.#now();
    if (!last) return;
    this.#uploads.delete(transfer);
    upload.taker?.resolve();
  }

  /** Lets the rest of an upload pass unread: the client may have sent it before it heard. */
  giveUp(transfer: number, error: SfumatoError): void {
    const upload = this.#uploads.get(transfer);
    upload?.taker?.reject(error);
    if (upload) upload.taker = undefined;
  }

  /** An upload that was cancelled by its client sends no more. */
  cancel(transfer: number): void {
    this.giveUp(transfer, new SfumatoError('CANCELLED', 'The upload was stopped.'));
    this.#uploads.delete(transfer);
  }

  /** Whether an upload that somebody waits for has stood still for too long. */
  stalled(): boolean {
    const late = ({ lastSign, taker }: Upload) => taker && this.#now() - lastSign > limits.stallMs;
    return [...this.#uploads.values()].some(late);
  }

  clear(): void {
    for (const transfer of [...this.#uploads.keys()]) this.cancel(transfer);
  }
}
