// SPDX-License-Identifier: Apache-2.0

/** A handler whose event may be of any kind that has what we read: browsers, UXP and `ws` each have their own. */
type Handler<Event> = { bivariant(event: Event): void }['bivariant'] | null;

/** The part of a WebSocket that the client uses. */
export interface EngineSocket {
  binaryType: string;
  /** Bytes that were given to `send` and have not gone out yet. */
  readonly bufferedAmount: number;
  onopen: Handler<unknown>;
  onmessage: Handler<{ readonly data: unknown }>;
  onerror: Handler<unknown>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** The host's `WebSocket`. */
export type EngineSocketConstructor = new (url: string) => EngineSocket;
