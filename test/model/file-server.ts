// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse, hit: number) => void;

export interface FileServer {
  readonly url: string;
  /** Paths asked for, in order, with their range header if they had one. */
  readonly hits: readonly string[];
}

/** A server on this machine for one test. Handlers by path; `hit` counts a path's requests from 1. */
export async function serve(handlers: Readonly<Record<string, Handler>>): Promise<FileServer> {
  const hits: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const hit = (counts.get(path) ?? 0) + 1;
    counts.set(path, hit);
    hits.push(request.headers.range ? `${path} ${request.headers.range}` : path);
    const handler = handlers[decodeURIComponent(path)];
    if (handler) handler(request, response, hit);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, hits };
}

/** Serves all of it, or the rest of it when a range is asked for. */
export const whole =
  (content: Buffer): Handler =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      ...(from > 0 && range),
    });
    response.end(content.subarray(from));
  };

/** Serves the whole file whatever range is asked for. */
export const ignoringRanges =
  (content: Buffer): Handler =>
  (_request, response) =>
    void response.writeHead(200, { 'content-length': content.length }).end(content);

/** Promises the rest of the file, sends `count` bytes of it, and waits for `cut` to break the connection. */
export function dropping(content: Buffer, count: number): { readonly handler: Handler; cut(): void } {
  let open: ServerResponse | undefined;
  return {
    cut: () => open?.destroy(),
    handler: (request, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': content.length - from,
        ...(from > 0 && range),
      });
      response.write(content.subarray(from, from + count));
      open = response;
    },
  };
}

/** Serves the bytes without saying how many there are. */
export const unannounced =
  (content: Buffer): Handler =>
  (_request, response) =>
    void response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(content);

/** Handlers for the first, second … request; the last one for all others. */
export const inTurn =
  (...handlers: readonly [Handler, ...Handler[]]): Handler =>
  (request, response, hit) =>
    (handlers[Math.min(hit, handlers.length) - 1] ?? handlers[0])(request, response, hit);
