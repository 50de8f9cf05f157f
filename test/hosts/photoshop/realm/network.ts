// SPDX-License-Identifier: Apache-2.0
// WebSocket, fetch and XMLHttpRequest as UXP has them: by permission, without extensions, blobs or cookies.
import type { Permissions } from '../uxp/permissions.js';

/** What a test can make go wrong with connections. */
export interface NetworkFaults {
  /** Sockets are lost once so many bytes went through them, both ways together; null: they are not. */
  cutAfter: number | null;
  /** Messages of the engine come so much later, in milliseconds. */
  delayMs: number;
  /** No new connection comes about. */
  down: boolean;
  /** Sockets that were lost. */
  cuts: number;
  /** What went over sockets so far, both ways together. */
  bytes: number;
  /** What UXP could not have done, in sentences. */
  readonly problems: string[];
}

/** `ports`: where engines really are, by the port that the plug-in tries. Other ports have nobody. */
export function createNetwork(
  permissions: Permissions,
  ports: () => Readonly<Record<string, number>>,
  faults: NetworkFaults,
) {
  const there = (url: string) => {
    permissions.connect(url);
    const { port, hostname } = new URL(url);
    if (hostname !== '127.0.0.1' && hostname !== 'localhost')
      faults.problems.push(`${url} is not on this machine`);
    return url.replace(`:${port}/`, `:${faults.down ? 1 : (ports()[port] ?? 1)}/`);
  };
  const sizeOf = (data: unknown): number =>
    typeof data === 'string' ? data.length : data instanceof Blob ? data.size : lengthOf(data);

  class Socket extends WebSocket {
    #bytes = 0;
    constructor(url: string) {
      super(there(url));
      this.addEventListener('open', () => {
        if (this.extensions !== '') faults.problems.push(`${url} agreed on ${this.extensions}`);
      });
      this.addEventListener('message', (event) => {
        if (this.#late.has(event)) return;
        if (!this.#pass(sizeOf(event.data))) event.stopImmediatePropagation();
        else if (faults.delayMs > 0) this.#deliverLate(event);
      });
    }
    override send(data: string | BufferSource | Blob): void {
      if (this.#pass(sizeOf(data))) super.send(data);
    }
    readonly #late = new WeakSet<Event>();
    #deliverLate(event: MessageEvent): void {
      event.stopImmediatePropagation();
      const later = new MessageEvent('message', { data: event.data });
      this.#late.add(later);
      setTimeout(() => this.dispatchEvent(later), faults.delayMs);
    }
    #pass(bytes: number): boolean {
      this.#bytes += bytes;
      faults.bytes += bytes;
      if (faults.cutAfter === null || this.#bytes <= faults.cutAfter) return true;
      if (this.readyState <= WebSocket.OPEN) {
        faults.cuts++;
        this.close();
      }
      return false;
    }
  }

  class Request extends XMLHttpRequest {
    override open(method: string, url: string | URL): void {
      super.open(method, there(String(url)));
    }
    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      if (body instanceof Blob) throw new Error('XMLHttpRequest cannot send blobs.');
      this.withCredentials = false;
      super.send(body);
    }
  }

  const fetchThere = (input: string, init?: RequestInit) =>
    fetch(there(String(input)), { ...init, credentials: 'omit' });
  return { WebSocket: Socket, XMLHttpRequest: Request, fetch: fetchThere };
}

const lengthOf = (data: unknown): number =>
  data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0;
