// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { enginePath, enginePorts, protocolVersions, SfumatoError } from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { HttpSessions } from './http-sessions.js';
import { limits } from './limits.js';
import { objection } from './origin.js';
import type { Session } from './session.js';
import { securityHeaders, serveFile } from './static-files.js';
import type { Transport } from './transport.js';
import { webSocketTransport } from './web-socket-transport.js';

export interface WebServerOptions {
  /** Default: the first of the fixed ports that is free. 0: any. */
  readonly port?: number | undefined;
  /** A socket that the service manager opened, by its number. */
  readonly listenFd?: number | undefined;
  /** The folder that is served at `/`. */
  readonly studio?: string | undefined;
  /** Makes the session of a connection, unless there are too many. */
  readonly connect: (transport: Transport) => Session | undefined;
}

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** The WebSocket at /engine, the same over plain HTTP, /health, and Studio's page, for this machine only. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
  });
  let port = 0;
  const batches = new HttpSessions(options.connect);
  const server = createServer({ headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000 });
  server.maxConnections = limits.connections * 2;
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders(port))) response.setHeader(name, value);
    const refused = objection(request, port);
    if (refused !== undefined) {
      response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${refused}\n`);
    } else if (HttpSessions.takes(request)) {
      void batches.answer(request, response);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    } else if (request.url === '/health') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(
        `${JSON.stringify({ name: 'sfumato', version: engineVersion, protocol: protocolVersions })}\n`,
      );
    } else if (options.studio === undefined) {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('Studio is not installed.\n');
    } else {
      void serveFile(options.studio, request, response);
    }
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').split('?', 1)[0];
    if (objection(request, port) !== undefined) refuse(socket, 403);
    else if (path !== enginePath) refuse(socket, 404);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, options.connect));
  });
  port = await listen(server, options);
  return {
    port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      batches.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function serve(socket: WebSocket, connect: WebServerOptions['connect']): void {
  socket.binaryType = 'nodebuffer';
  const session = connect(webSocketTransport(socket));
  if (!session) {
    socket.close(1013, 'The engine has too many connections.');
    return;
  }
  socket.on('message', (data, isBinary) => {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Array.isArray(data)
        ? Buffer.concat(data)
        : Buffer.from(data);
    if (isBinary) session.receiveBinary(bytes);
    else session.receiveText(bytes.toString('utf8'));
  });
  // Oversized and malformed frames: ws closes the connection itself.
  socket.on('error', () => {});
  socket.on('close', () => session.close());
}

async function listen(server: Server, { port, listenFd }: WebServerOptions): Promise<number> {
  if (listenFd !== undefined) {
    const given = await attempt(server, { fd: listenFd });
    const address = server.address();
    if (typeof address === 'object' && address?.address === loopback) return given;
    server.close();
    throw new SfumatoError('NOT_SUPPORTED', 'The service manager opened a socket that is not 127.0.0.1.', {
      remedy: ['Install the service again: `sfumato engine install`.'],
    });
  }
  const candidates = port === undefined ? enginePorts : [port];
  for (const candidate of candidates) {
    try {
      return await attempt(server, { host: loopback, port: candidate });
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!busy) throw error;
    }
  }
  throw new SfumatoError('ENGINE_UNREACHABLE', `The ports ${candidates.join(', ')} are all in use.`, {
    remedy: ['Close the program that holds them, or name another with --port.'],
  });
}

function attempt(server: Server, where: { host: string; port: number } | { fd: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(portIn(address));
    });
  });
}

const portIn = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
