// SPDX-License-Identifier: Apache-2.0
import { type Engine, FrameTable, type RunningToolJob } from '../engine/index.js';
import {
  type Answer,
  type ClientIdentity,
  chunkPayloadBytes,
  decodeChunk,
  type EngineEvent,
  idOf,
  negotiateVersion,
  parseRequest,
  type Request,
  type RequestOf,
  reportOf,
  SfumatoError,
} from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { ClientBlocks } from './client-blocks.js';
import { Downloads } from './downloads.js';
import type { Gate } from './gate.js';
import { limits } from './limits.js';
import type { Transport } from './transport.js';
import { Uploads } from './uploads.js';

/** What may be asked once hello was said. */
export type RequestAfterHello = Exclude<Request, { type: 'hello' }>;

/** What sessions share. */
export interface SessionHost {
  readonly engine: Engine;
  readonly gate: Gate;
  /** How many connections there are. */
  readonly clients: () => number;
  /** Ends the engine. */
  readonly stop: () => void;
  readonly log: (text: string) => void;
  readonly now: () => number;
  /** Does what a request asks, and answers it. What it throws is answered by the session. */
  readonly answer: (session: Session, request: RequestAfterHello) => Promise<void>;
}

/** Codes of RFC 6455 for the two ways in which a session ends a connection. */
const policyViolation = 1008;
const protocolError = 1002;

/**
 * One connection's state: what it may do, what it holds, what is under way for it. All of that dies with it. Messages
 * come through `receiveText` and `receiveBinary`, whatever they are: what breaks the rules ends the connection, in words.
 */
export class Session {
  readonly host: SessionHost;
  readonly frames = new FrameTable(limits.frames);
  readonly blocks: ClientBlocks;
  readonly jobs = new Map<number, RunningToolJob>();
  /** Models that are being fetched for this connection. */
  readonly fetches = new Map<number, AbortController>();
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly transport: Transport;
  #client: ClientIdentity | undefined;
  #lastId = 0;
  #open = 0;
  #closed = false;
  readonly #since: number;
  /** Messages that wait until memory for an upload has been reserved. */
  #held: (() => void)[] | undefined;

  constructor(host: SessionHost, transport: Transport) {
    this.host = host;
    this.transport = transport;
    this.blocks = new ClientBlocks(host.engine);
    this.uploads = new Uploads(host.now);
    this.downloads = new Downloads(transport, host.now);
    this.#since = host.now();
  }

  get client(): ClientIdentity | undefined {
    return this.#client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  receiveText(text: string): void {
    this.#inTurn(() => this.#receiveText(text));
  }

  receiveBinary(bytes: Uint8Array): void {
    this.#inTurn(() => {
      if (!this.#client) throw new SfumatoError('ENGINE_REFUSED', 'The first message must be hello.');
      this.uploads.receive(decodeChunk(bytes));
    });
  }

  send(answer: Answer): void {
    if (!this.#closed) this.transport.sendText(JSON.stringify(answer));
  }

  tell(event: Omit<EngineEvent, 'type'>): void {
    if (this.#client) this.send({ type: 'event', ...event });
  }

  /** Throws LIMIT_EXCEEDED when `bytes` more are too much for this connection, or for all together. */
  requireMemory(bytes: number): void {
    const { engine } = this.host;
    if (this.frames.bytes + this.blocks.bytes + bytes > engine.plan.connectionBytes) {
      const mb = Math.floor(engine.plan.connectionBytes / 2 ** 20);
      throw new SfumatoError('LIMIT_EXCEEDED', `A connection holds at most ${mb} MB of pictures.`);
    }
    engine.requireMemory(bytes);
  }

  /** Holds back what comes next until `ready` settles. */
  async holdInput<T>(ready: Promise<T>): Promise<T> {
    this.#held ??= [];
    this.transport.pause();
    try {
      return await ready;
    } finally {
      const held = this.#held;
      this.#held = undefined;
      if (!this.#closed) {
        this.transport.resume();
        for (const message of held) this.#inTurn(message);
      }
    }
  }

  /** To be called now and then: gives up what does not move. */
  check(): void {
    if (this.#closed) return;
    const silent = !this.#client && this.host.now() - this.#since > limits.helloMs;
    if (silent) this.#refuse(new SfumatoError('ENGINE_REFUSED', 'No hello came.'));
    else if (this.uploads.stalled())
      this.#refuse(new SfumatoError('LIMIT_EXCEEDED', 'An upload stood still.'));
    else if (this.downloads.stalled() || this.transport.bufferedBytes > limits.unsentBytes) this.#cutOff();
  }

  /** The connection is gone: so is everything that was its own. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const job of this.jobs.values()) job.cancel();
    this.jobs.clear();
    for (const fetch of this.fetches.values()) fetch.abort();
    this.uploads.clear();
    this.downloads.clear();
    this.frames.clear();
    this.blocks.clear();
  }

  #inTurn(receive: () => void): void {
    if (this.#closed) return;
    if (this.#held) {
      this.#held.push(receive);
      return;
    }
    try {
      receive();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #receiveText(text: string): void {
    let request: Request;
    try {
      request = parseRequest(text);
    } catch (error) {
      // What cannot be read after hello is answered where it has an id; before it, nothing is owed.
      const id = this.#client && idOf(text);
      if (id === undefined) throw error;
      this.#takeId(id);
      this.send({ type: 'error', id, error: wire(error) });
      return;
    }
    this.#takeId(request.id);
    if (request.type === 'hello') this.#hello(request);
    else if (!this.#client) throw new SfumatoError('ENGINE_REFUSED', 'The first message must be hello.');
    else void this.#answer(request);
  }

  #takeId(id: number): void {
    if (id <= this.#lastId) {
      throw new SfumatoError('MESSAGE_INVALID', `The id ${id} does not rise: the last was ${this.#lastId}.`);
    }
    this.#lastId = id;
  }

  #hello({ id, protocol, client, auth }: RequestOf<'hello'>): void {
    if (this.#client) throw new SfumatoError('MESSAGE_INVALID', 'A second hello came.');
    const version = negotiateVersion(protocol, client.name);
    const token = this.host.gate.admit(auth);
    this.#client = client;
    this.host.log(`${client.kind} ${client.version} connected`);
    // A manifest that cannot be read is told to whoever asks for models.
    if (client.kind !== 'cli' && client.kind !== 'test') this.host.engine.prepare().catch(() => {});
    this.send({
      type: 'welcome',
      id,
      protocol: version,
      engine: { version: engineVersion, pid: process.pid },
      limits: {
        chunkBytes: chunkPayloadBytes,
        messageBytes: limits.messageBytes,
        fileBytes: limits.fileBytes,
        frameBytes: this.host.engine.plan.frameBytes,
        frames: limits.frames,
        jobs: limits.jobs,
      },
      ...(token !== undefined && { token }),
    });
  }

  async #answer(request: RequestAfterHello): Promise<void> {
    this.#open++;
    try {
      if (this.#open > limits.requests) {
        throw new SfumatoError('LIMIT_EXCEEDED', `More than ${limits.requests} requests wait for answers.`);
      }
      await this.host.answer(this, request);
    } catch (error) {
      this.send({ type: 'error', id: request.id, error: wire(error) });
    } finally {
      this.#open--;
    }
  }

  /** Says why, then ends the connection. */
  #refuse(error: unknown): void {
    const report = wire(error);
    this.send({ type: 'error', error: report });
    this.host.log(`refused a client: ${report.code}`);
    const code = report.code === 'MESSAGE_INVALID' ? protocolError : policyViolation;
    this.transport.close(code, report.title);
    this.close();
  }

  #cutOff(): void {
    this.host.log('cut off a client that does not read');
    this.transport.terminate();
    this.close();
  }
}

/** A report as messages carry it. */
function wire(error: unknown) {
  const report = reportOf(error);
  return { ...report, remedy: [...report.remedy] };
}
