// SPDX-License-Identifier: Apache-2.0
import type { Chunk } from '../protocol/index.js';

/** A connection as a session sees it: over a WebSocket, the local socket, or in batches over HTTP or as files. */
export interface Transport {
  readonly kind: 'websocket' | 'local' | 'carried';
  /** Bytes that were sent and have not gone out: what a slow reader piles up. */
  readonly bufferedBytes: number;
  sendText(text: string): void;
  /** Resolves when the chunk has gone out, or the connection is closed. */
  sendChunk(chunk: Chunk): Promise<void>;
  /** Stops and starts reading. */
  pause(): void;
  resume(): void;
  /** Codes as in RFC 6455, 7.4.1. `reason` is for the person: at most 123 bytes go over a WebSocket. */
  close(code: number, reason: string): void;
  /** Cuts a connection that does not listen. */
  terminate(): void;
}
