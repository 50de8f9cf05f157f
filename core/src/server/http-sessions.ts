// SPDX-License-Identifier: Apache-2.0
// The engine over plain HTTP, for clients whose WebSocket is refused: /engine opens a connection, /engine/<key> carries it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { enginePath, reportOf } from '../protocol/index.js';
import { CarriedConnections } from './carried-transport.js';
import { limits } from './limits.js';
import type { Session } from './session.js';
import type { Transport } from './transport.js';

/** How long a request waits for something to come, in milliseconds. */
const waitMs = 15_000;
/** Longest body: a batch of the client's, whose last message may have begun below the limit. */
const mostBody = 2 * limits.messageBytes + 64 * 1024;
const checkMs = 5000;

export class HttpSessions {
  readonly #connections: CarriedConnections;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(connect: (transport: Transport) => Session | undefined) {
    this.#connections = new CarriedConnections(connect);
    this.#timer = setInterval(() => this.#connections.check(), checkMs);
    this.#timer.unref();
  }

  /** Whether a request is for here. `Host` and `Origin` have been checked. */
  static takes({ url = '' }: IncomingMessage): boolean {
    return url === enginePath || url.startsWith(`${enginePath}/`);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Browsers let no page send this header to another site without asking first, which is never granted.
    if (request.headers['x-sfumato'] !== '1') return end(response, 403);
    const key = (request.url ?? '').slice(enginePath.length + 1);
    try {
      if (key === '') await this.#open(request, response);
      else await this.#carry(key, request, response);
    } catch (error) {
      end(response, reportOf(error).code === 'LIMIT_EXCEEDED' ? 503 : 400);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#connections.closeAll();
  }

  async #open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return end(response, 405);
    const key = randomBytes(24).toString('base64url');
    this.#connections.open(key);
    response.writeHead(201, { 'Content-Type': 'text/plain' }).end(key);
  }

  async #carry(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const connection = this.#connections.get(key);
    if (!connection) return end(response, 410);
    switch (request.method) {
      case 'POST': {
        const body = await bodyOf(request);
        if (!body) return refuseBody(request, response);
        try {
          await connection.receive(body);
        } catch (error) {
          this.#connections.close(key);
          throw error;
        }
        return end(response, 204);
      }
      case 'GET': {
        connection.sign();
        const batch = await connection.take(waitMs);
        connection.sign();
        if (batch.length === 0 && connection.over) {
          this.#connections.close(key);
          return end(response, 410);
        }
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(batch);
        return;
      }
      case 'DELETE':
        this.#connections.close(key);
        return end(response, 204);
      default:
        return end(response, 405);
    }
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** What is left of the body is not read: the connection ends with the answer. */
function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(413, { Connection: 'close' }).end(() => request.destroy());
}

/** Undefined for a body that is too long, as soon as that is known. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBody) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('error', reject);
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= mostBody) parts.push(part);
      else {
        request.pause();
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
  });
}
