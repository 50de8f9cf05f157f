// SPDX-License-Identifier: Apache-2.0
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { encodeChunk } from '../protocol/index.js';
import { FrameReader, frameOf } from './length-prefix.js';
import type { Session } from './session.js';
import type { Transport } from './transport.js';

export interface LocalServer {
  close(): Promise<void>;
}

/** The same messages over a local socket, for native clients: they can hand over frames by their shared memory. */
export async function startLocalServer(
  path: string,
  connect: (transport: Transport) => Session | undefined,
): Promise<LocalServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, connect);
  });
  // A file that an engine which died left behind; whoever starts holds the lock, so no living engine listens there.
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket, connect: (transport: Transport) => Session | undefined): void {
  socket.on('error', () => socket.destroy());
  const session = connect(localTransport(socket));
  if (!session) {
    socket.destroy();
    return;
  }
  const reader = new FrameReader();
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const { kind, payload } of reader.read(bytes)) {
        if (kind === 'text') session.receiveText(Buffer.from(payload).toString('utf8'));
        else session.receiveBinary(payload);
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on('close', () => session.close());
}

function localTransport(socket: Socket): Transport {
  return {
    kind: 'local',
    get bufferedBytes() {
      return socket.writableLength;
    },
    sendText(text) {
      if (socket.writable) socket.write(frameOf('text', Buffer.from(text)));
    },
    sendChunk: (chunk) =>
      new Promise((resolve) => {
        if (socket.writable) socket.write(frameOf('chunk', encodeChunk(chunk)), () => resolve());
        else resolve();
      }),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.end(),
    terminate: () => socket.destroy(),
  };
}
