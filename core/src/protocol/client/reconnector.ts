// SPDX-License-Identifier: Apache-2.0
import { type ErrorReport, errorOf, reportOf, SfumatoError } from '../error.js';
import type { Authentication } from '../messages/session.js';
import type { ConnectionState } from './connection.js';
import { EngineLink } from './link.js';
import type { Backoff, EngineClientOptions } from './options.js';
import type { EngineSocket } from './socket.js';

const usualBackoff: Backoff = { firstMs: 250, longestMs: 8000 };
/** A port that swallows the connection without a word is no engine. */
const openMs = 5000;

/** A link that was lost sooner was not worth much: when that happens again at once, something cuts it off each time. */
const worthMs = 5000;

/** Codes after which trying again with the same words is pointless. */
const refusals: ReadonlySet<string> = new Set(['ENGINE_REFUSED', 'PROTOCOL_MISMATCH', 'MESSAGE_INVALID']);

/** Keeps one link to the engine alive. */
export class Reconnector {
  readonly #options: EngineClientOptions;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { phase: 'connecting' };
  #link: EngineLink | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs: number;
  #session = 0;
  /** When the link came about, and how many before it were lost soon, one after the other. */
  #since = 0;
  #soonLost = 0;
  #paired = false;
  /** Grows with every attempt: what an older one finds does not count any more. */
  #attempt = 0;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#pauseMs = (options.backoff ?? usualBackoff).firstMs;
    void this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get link(): EngineLink | undefined {
    return this.#link;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The link once there is one. Rejects with why there is none, as soon as that is known. */
  ready(): Promise<EngineLink> {
    if (this.#link) return Promise.resolve(this.#link);
    const settled = this.#outcome();
    if (settled) return settled;
    return new Promise((resolve, reject) => {
      const stop = this.subscribe(() => {
        const outcome = this.#outcome();
        if (!outcome) return;
        stop();
        outcome.then(resolve, reject);
      });
    });
  }

  #outcome(): Promise<EngineLink> | undefined {
    if (this.#link) return Promise.resolve(this.#link);
    const { state } = this;
    if (state.phase === 'closed')
      return Promise.reject(new SfumatoError('CANCELLED', 'The client was closed.'));
    return 'error' in state ? Promise.reject(errorOf(state.error)) : undefined;
  }

  /** Connects now; with `auth` instead of what the endpoint says. */
  retry(auth?: Authentication): void {
    if (this.#state.phase === 'closed' || this.#link) return;
    clearTimeout(this.#timer);
    this.#pauseMs = (this.#options.backoff ?? usualBackoff).firstMs;
    this.#become({ phase: 'connecting' });
    void this.#connect(auth);
  }

  close(): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    const link = this.#link;
    this.#link = undefined;
    this.#become({ phase: 'closed' });
    link?.close();
    this.#listeners.clear();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }

  async #connect(auth?: Authentication): Promise<void> {
    const attempt = ++this.#attempt;
    const current = () => attempt === this.#attempt;
    try {
      const endpoint = await this.#options.endpoint();
      this.#paired = endpoint.auth !== undefined;
      // The first address is the usual one: why it failed says most.
      let failure: unknown;
      for (const url of endpoint.urls) {
        if (!current()) return;
        try {
          return await this.#open(url, auth ?? endpoint.auth, current);
        } catch (error) {
          if (refusals.has(reportOf(error).code)) throw error;
          failure ??= error;
        }
      }
      throw failure ?? new SfumatoError('ENGINE_UNREACHABLE', 'No address of an engine is known.');
    } catch (error) {
      if (current()) this.#failed(reportOf(error));
    }
  }

  async #open(url: string, auth: Authentication | undefined, current: () => boolean): Promise<void> {
    const socket = await openSocket(this.#options, url);
    let over = false;
    const link = new EngineLink(
      socket,
      (error) => {
        over = true;
        if (current() && this.#link === link) this.#lost(error);
      },
      this.#options.onEvent,
    );
    const welcome = await link.hello(this.#options.client, auth);
    if (!current() || over) return link.close();
    this.#link = link;
    this.#since = Date.now();
    if (this.#soonLost === 0) this.#pauseMs = (this.#options.backoff ?? usualBackoff).firstMs;
    if (welcome.token !== undefined) this.#options.onToken?.(welcome.token);
    const { engine, limits } = welcome;
    this.#become({ phase: 'ready', session: ++this.#session, engine, limits });
  }

  #lost(error: ErrorReport): void {
    this.#link = undefined;
    if (Date.now() - this.#since >= worthMs) {
      this.#soonLost = 0;
      this.#pauseMs = (this.#options.backoff ?? usualBackoff).firstMs;
    } else this.#soonLost++;
    if (refusals.has(error.code) || this.#soonLost > 1) {
      this.#failed(error);
    } else {
      this.#become({ phase: 'connecting' });
      void this.#connect();
    }
  }

  #failed(error: ErrorReport): void {
    if (refusals.has(error.code)) {
      this.#become({ phase: 'refused', error });
      return;
    }
    const { longestMs } = this.#options.backoff ?? usualBackoff;
    this.#timer = setTimeout(() => void this.#connect(), this.#pauseMs);
    this.#pauseMs = Math.min(longestMs, this.#pauseMs * 2);
    this.#become({ phase: 'unreachable', error, paired: this.#paired });
  }
}

function openSocket({ WebSocket, ways }: EngineClientOptions, url: string): Promise<EngineSocket> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new SfumatoError('ENGINE_UNREACHABLE', `No engine answers at ${url}${why}.`));
    };
    let socket: EngineSocket;
    try {
      const way = ways?.[url.slice(0, url.indexOf(':') + 1)];
      socket = way ? way(url) : new WebSocket(url);
    } catch (error) {
      // Hosts throw at once where a plug-in may not connect.
      const why = error instanceof Error ? error.message : String(error);
      reject(new SfumatoError('HOST_DENIED', `The host refused the connection to ${url}: ${why}`));
      return;
    }
    const timer = setTimeout(() => {
      fail(` within ${openMs / 1000} s`);
      socket.close();
    }, openMs);
    socket.onopen = () => {
      clearTimeout(timer);
      resolve(socket);
    };
    socket.onerror = () => fail('');
    socket.onclose = ({ reason }) => fail(reason ? `: ${reason}` : '');
  });
}
