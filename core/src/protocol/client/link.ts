// SPDX-License-Identifier: Apache-2.0
import { type Chunk, type ChunkKind, chunksOf, decodeChunk, encodeChunk } from '../chunk.js';
import { type ErrorReport, errorOf, SfumatoError } from '../error.js';
import {
  type Answer,
  type AnswerOf,
  type AnswerTo,
  answersOf,
  parseAnswer,
  type RequestOf,
  type RequestType,
} from '../messages/index.js';
import type { EngineEvent } from '../messages/job.js';
import { reportOfWire } from '../messages/report.js';
import type { Authentication, ClientIdentity } from '../messages/session.js';
import { protocolVersions } from '../version.js';
import type { EngineSocket } from './socket.js';

/** More unsent bytes than this wait before the next chunk is given to the socket. */
const maxBuffered = 8 * 2 ** 20;
const bufferPollMs = 4;

/** A request's fields beyond what the link adds. */
export type Fields<T extends RequestType> = Omit<RequestOf<T>, 'type' | 'id'>;

export interface RequestOptions {
  readonly onProgress?: ((progress: { phase: string; fraction: number }) => void) | undefined;
}

/** A transfer that is being received. */
export interface Download {
  /** How many bytes there are in all. */
  readonly bytes: number;
  /** Takes what came next. */
  readonly write: (piece: Uint8Array) => void;
  received: number;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A transfer that is being sent. */
export interface Upload {
  readonly kind: ChunkKind;
  readonly transfer: number;
  /** How many bytes there are in all. */
  readonly bytes: number;
  /** The bytes, in order. */
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

interface Pending {
  readonly options: RequestOptions;
  /** Where the chunks that follow the answer go; with it, the request ends with the last of them. */
  readonly begin: ((answer: Answer) => Download) | undefined;
  answer: Answer | undefined;
  download: Download | undefined;
  resolve(answer: Answer): void;
  reject(error: SfumatoError): void;
}

/**
 * One connection's life: says hello, matches answers with requests, sends and collects chunks. What it is told about
 * its end comes once, through `onEnd`: the engine's refusal, or ENGINE_UNREACHABLE.
 */
export class EngineLink {
  readonly #socket: EngineSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #onEnd: (error: ErrorReport) => void;
  readonly #onEvent: (event: EngineEvent) => void;
  #lastId = 0;
  #lastTransfer = 0;
  #ended: SfumatoError | undefined;

  /** `socket` is open. */
  constructor(
    socket: EngineSocket,
    onEnd: (error: ErrorReport) => void,
    onEvent: (event: EngineEvent) => void = () => {},
  ) {
    this.#socket = socket;
    this.#onEnd = onEnd;
    this.#onEvent = onEvent;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => this.#guarded(() => this.#receive(data));
    socket.onerror = null;
    socket.onclose = ({ reason }) => {
      const why = reason === '' ? '' : `: ${reason}`;
      this.#end(new SfumatoError('ENGINE_UNREACHABLE', `The connection to the engine was lost${why}.`));
    };
  }

  hello(client: ClientIdentity, auth: Authentication | undefined): Promise<AnswerOf<'welcome'>> {
    return this.request('hello', { protocol: protocolVersions, client, auth }).answer;
  }

  /** A number for an upload that is not in use. */
  newTransfer(): number {
    return ++this.#lastTransfer;
  }

  /** Sends a request. `answer` ends with the engine's last word on it. */
  request<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    options: RequestOptions = {},
  ): { readonly id: number; readonly answer: Promise<AnswerTo<T>> } {
    const { id, answer } = this.#send(type, fields, options);
    return { id, answer: answer.then((a) => this.#expected(type, a)) };
  }

  /** Sends a request whose answer is followed by chunks; `begin` says where they go. Ends with the last of them. */
  download<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    begin: (answer: AnswerTo<T>) => Download,
  ): { readonly id: number; readonly answer: Promise<AnswerTo<T>> } {
    const { id, answer } = this.#send(type, fields, {}, (a) => begin(this.#expected(type, a)));
    return { id, answer: answer.then((a) => this.#expected(type, a)) };
  }

  #send(
    type: RequestType,
    fields: object,
    options: RequestOptions,
    begin?: (answer: Answer) => Download,
  ): { readonly id: number; readonly answer: Promise<Answer> } {
    const id = ++this.#lastId;
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#pending.set(id, { options, begin, answer: undefined, download: undefined, resolve, reject });
      this.#socket.send(JSON.stringify({ type, id, ...fields }));
    });
    return { id, answer };
  }

  /**
   * Sends bytes as chunks, waiting while the socket is full, until all are sent or `stopped` says so. The piece that comes
   * next is asked for before the one at hand goes out. Rejects with what the pieces throw.
   */
  async upload(
    { kind, transfer, bytes, pieces }: Upload,
    stopped: () => boolean,
    onProgress?: ((fraction: number) => void) | undefined,
  ): Promise<void> {
    const over = () => this.#ended !== undefined || stopped();
    let sent = 0;
    for await (const piece of oneAhead(pieces)) {
      for (const chunk of chunksOf(kind, transfer, piece, { at: sent, of: bytes })) {
        while (this.#socket.bufferedAmount > maxBuffered && !over()) {
          await new Promise((resolve) => setTimeout(resolve, bufferPollMs));
        }
        if (over()) return;
        this.#socket.send(encodeChunk(chunk));
        onProgress?.((chunk.offset + chunk.payload.length) / Math.max(1, bytes));
      }
      sent += piece.length;
    }
    if (sent !== bytes && !over())
      throw new RangeError(`Expected ${bytes} bytes of pixels but received ${sent}`);
  }

  close(): void {
    this.#socket.close(1000);
    this.#end(new SfumatoError('CANCELLED', 'The connection to the engine was closed.'));
  }

  #expected<T extends RequestType>(type: T, answer: Answer): AnswerTo<T> {
    if (isAnswerTo(type, answer)) return answer;
    throw new SfumatoError('MESSAGE_INVALID', `The engine answered ${type} with ${answer.type}.`);
  }

  /** A message that breaks the rules ends the connection: what comes after it cannot be trusted. */
  #guarded(receive: () => void): void {
    try {
      receive();
    } catch (error) {
      this.#socket.close(1002);
      this.#end(error instanceof SfumatoError ? error : new SfumatoError('INTERNAL', String(error)));
    }
  }

  #receive(data: unknown): void {
    if (typeof data === 'string') this.#receiveAnswer(parseAnswer(data));
    else if (data instanceof ArrayBuffer) this.#receiveChunk(decodeChunk(new Uint8Array(data)));
    else throw new SfumatoError('MESSAGE_INVALID', 'The engine sent a message of an unknown kind.');
  }

  #receiveAnswer(answer: Answer): void {
    if (answer.type === 'event') {
      this.#onEvent(answer);
      return;
    }
    if (answer.type === 'error') {
      const error = errorOf(reportOfWire(answer.error));
      if (answer.id === undefined) this.#end(error);
      else this.#take(answer.id)?.reject(error);
      return;
    }
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    if (answer.type === 'progress') {
      pending.options.onProgress?.({ phase: answer.phase, fraction: answer.fraction });
    } else if (pending.begin) {
      pending.answer = answer;
      pending.download = pending.begin(answer);
    } else {
      this.#take(answer.id)?.resolve(answer);
    }
  }

  #receiveChunk({ transfer, offset, payload, last }: Chunk): void {
    const pending = this.#pending.get(transfer);
    // A download that was cancelled may still have chunks on the way.
    if (!pending) return;
    const { download, answer } = pending;
    const fits = download && offset === download.received && offset + payload.length <= download.bytes;
    if (!fits || !answer) {
      throw new SfumatoError('MESSAGE_INVALID', 'The engine sent a chunk that does not fit its transfer.');
    }
    download.write(payload);
    download.received += payload.length;
    download.onProgress?.(download.received / Math.max(1, download.bytes));
    if (!last) return;
    if (download.received !== download.bytes) {
      throw new SfumatoError('MESSAGE_INVALID', 'The engine ended a transfer before it was whole.');
    }
    this.#take(transfer)?.resolve(answer);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(error: SfumatoError): void {
    if (this.#ended) return;
    this.#ended = error;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
    this.#onEnd(error.report);
  }
}

export const cancelled = () => new SfumatoError('CANCELLED', 'The work was stopped before it was done.');

function isAnswerTo<T extends RequestType>(type: T, answer: Answer): answer is AnswerTo<T> & Answer {
  const wanted: readonly string[] = answersOf[type];
  return wanted.includes(answer.type);
}

/** Asks for the next item while the one at hand is used. */
async function* oneAhead<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const ask = () => {
    const asked = Promise.resolve(iterator.next());
    // Whoever waits for it is told; nobody may.
    asked.catch(() => {});
    return asked;
  };
  try {
    for (let at = await ask(); !at.done; ) {
      const next = ask();
      yield at.value;
      at = await next;
    }
  } finally {
    await iterator.return?.();
  }
}
