// SPDX-License-Identifier: Apache-2.0
import type { WebSocket } from 'ws';
import { type Chunk, encodeChunk } from '../protocol/index.js';
import type { Transport } from './transport.js';

/** Longest reason that a close frame carries, in bytes. */
const maxReason = 123;

export function webSocketTransport(socket: WebSocket): Transport {
  return {
    kind: 'websocket',
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    sendText: (text) => socket.send(text, () => {}),
    sendChunk: (chunk: Chunk) =>
      new Promise((resolve) => {
        socket.send(encodeChunk(chunk), { binary: true }, () => resolve());
      }),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: (code, reason) => {
      const bytes = Buffer.from(reason);
      socket.close(code, bytes.subarray(0, maxReason));
    },
    terminate: () => socket.terminate(),
  };
}
