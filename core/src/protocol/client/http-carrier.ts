// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../error.js';
import type { Carrier } from './carried-socket.js';

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: ArrayBuffer },
) => Promise<{
  readonly status: number;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/** Pages of web sites cannot send it unasked. */
const mark = { 'X-Sfumato': '1' };

/** Batches over plain HTTP: one request sends, another waits for what comes. `url`: `http://127.0.0.1:<port>/engine`. */
export function httpCarrier(fetch: Fetch, url: string): Carrier {
  let session = '';
  const ask = (method: string, path: string, body?: Uint8Array<ArrayBuffer>) =>
    fetch(url + path, {
      method,
      headers: body ? { ...mark, 'Content-Type': 'application/octet-stream' } : mark,
      ...(body && { body: wholeBuffer(body) }),
    });
  const refuse = (status: number) =>
    new SfumatoError('ENGINE_UNREACHABLE', `The engine at ${url} answered with ${status}.`);
  return {
    async open() {
      const answer = await ask('POST', '');
      if (answer.status !== 201) throw refuse(answer.status);
      session = `/${(await answer.text()).trim()}`;
    },
    async send(batch) {
      const { status } = await ask('POST', session, batch);
      // Gone: why, comes with what is received.
      if (status !== 204 && status !== 410) throw refuse(status);
    },
    async receive() {
      const answer = await ask('GET', session);
      if (answer.status === 410) return undefined;
      if (answer.status !== 200) throw refuse(answer.status);
      return new Uint8Array(await answer.arrayBuffer());
    },
    async close() {
      if (session !== '') await ask('DELETE', session);
    },
  };
}

const wholeBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): ArrayBuffer =>
  byteOffset === 0 && byteLength === buffer.byteLength
    ? buffer
    : buffer.slice(byteOffset, byteOffset + byteLength);
