// SPDX-License-Identifier: Apache-2.0
import type { EngineEvent } from '../messages/job.js';
import type { Authentication, ClientIdentity } from '../messages/session.js';
import type { EngineSocket, EngineSocketConstructor } from './socket.js';

/** The pauses between attempts, in milliseconds: they double from the first to the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Where an engine may be, and what to show it at the door. */
export interface EngineEndpoint {
  /** Tried in order, such as the fixed ports: `ws://127.0.0.1:27182/engine`. */
  readonly urls: readonly string[];
  /** Absent: this client was never paired. */
  readonly auth?: Authentication | undefined;
}

export interface EngineClientOptions {
  readonly WebSocket: EngineSocketConstructor;
  /** Other ways, by the scheme of an address: `http:`, for where a WebSocket is refused. */
  readonly ways?: Readonly<Record<string, (url: string) => EngineSocket>> | undefined;
  readonly client: ClientIdentity;
  /** Asked before every attempt, so that it may read a discovery file anew. */
  readonly endpoint: () => EngineEndpoint | Promise<EngineEndpoint>;
  /** Told the token to keep after a pairing. */
  readonly onToken?: ((token: string) => void) | undefined;
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  readonly backoff?: Backoff | undefined;
}
