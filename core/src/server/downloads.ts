// SPDX-License-Identifier: Apache-2.0
import { type ChunkKind, chunkPayloadBytes, SfumatoError } from '../protocol/index.js';
import { limits } from './limits.js';
import type { Transport } from './transport.js';

interface Download {
  cancelled: boolean;
  lastSign: number;
}

/** The downloads of one connection, by the id of the request that asked. */
export class Downloads {
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #downloads = new Map<number, Download>();

  constructor(transport: Transport, now: () => number) {
    this.#transport = transport;
    this.#now = now;
  }

  /**
   * Sends `bytes` bytes in chunks, each once the one before it has gone out. `read` gives a piece, and may only be asked
   * while this runs. Throws CANCELLED when the client does not want the rest.
   */
  async send(
    id: number,
    kind: ChunkKind,
    bytes: number,
    read: (offset: number, length: number) => Uint8Array,
  ): Promise<void> {
    const download: Download = { cancelled: false, lastSign: this.#now() };
    this.#downloads.set(id, download);
    try {
      let offset = 0;
      do {
        const length = Math.min(chunkPayloadBytes, bytes - offset);
        const payload = length === 0 ? new Uint8Array(0) : read(offset, length);
        const last = offset + length >= bytes;
        await this.#transport.sendChunk({ kind, transfer: id, last, offset, payload });
        if (download.cancelled) throw new SfumatoError('CANCELLED', 'The download was stopped.');
        download.lastSign = this.#now();
        offset += length;
      } while (offset < bytes);
    } finally {
      this.#downloads.delete(id);
    }
  }

  cancel(id: number): void {
    const download = this.#downloads.get(id);
    if (download) download.cancelled = true;
  }

  /** Whether the client has not taken a chunk for too long. */
  stalled(): boolean {
    return [...this.#downloads.values()].some(({ lastSign }) => this.#now() - lastSign > limits.stallMs);
  }

  clear(): void {
    for (const download of this.#downloads.values()) download.cancelled = true;
  }
}
