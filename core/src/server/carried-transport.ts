// SPDX-License-Identifier: Apache-2.0
// Sessions whose messages come and go in batches: over plain HTTP, or as files.
import { asciiJson, type Chunk, encodeChunk, SfumatoError } from '../protocol/index.js';
import { FrameReader, frameOf } from './length-prefix.js';
import { limits } from './limits.js';
import type { Session } from './session.js';
import type { Transport } from './transport.js';

/** Most bytes that are handed over at once, unless one message has more. */
const mostBatch = 8 * 2 ** 20;

interface Waiting {
  readonly bytes: Uint8Array;
  readonly gone: () => void;
}

/** One such connection. Whoever carries it feeds `receive` and empties `take`. */
export class CarriedConnection {
  readonly #session: Session | undefined;
  readonly #reader = new FrameReader();
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #over = false;
  #paused: Promise<void> | undefined;
  #resume = () => {};
  #tell = () => {};
  #lastSign: number;

  constructor(connect: (transport: Transport) => Session | undefined, now: () => number) {
    this.#now = now;
    this.#lastSign = now();
    this.#session = connect(this.#transport());
    if (!this.#session) this.#over = true;
  }

  /** False when there were too many connections already. */
  get accepted(): boolean {
    return this.#session !== undefined;
  }

  /** Nothing comes any more, and nothing is left to take. */
  get over(): boolean {
    return this.#over && this.#waiting.length === 0;
  }

  /** Whether the client has not asked for anything for so long that it must be gone. */
  get silent(): boolean {
    return this.#now() - this.#lastSign > limits.stallMs;
  }

  /** Messages of the client, whole or not. Resolves when they have been taken. Throws MESSAGE_INVALID. */
  async receive(bytes: Uint8Array): Promise<void> {
    this.sign();
    const session = this.#session;
    if (!session || this.#over) return;
    for (const { kind, payload } of this.#reader.read(bytes)) {
      while (this.#paused) await this.#paused;
      if (this.#over) return;
      if (kind === 'text') session.receiveText(Buffer.from(payload).toString('utf8'));
      else session.receiveBinary(payload);
    }
    this.sign();
  }

  /** What waits for the client, as soon as there is something, or nothing after `ms`. */
  async take(ms: number): Promise<Uint8Array> {
    if (this.#waiting.length === 0 && !this.#over) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    }
    const batch: Waiting[] = [];
    let bytes = 0;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (batch.length > 0 && bytes + next.bytes.length > mostBatch) break;
      bytes += next.bytes.length;
      batch.push(next);
      this.#waiting.shift();
    }
    this.#waitingBytes -= bytes;
    for (const { gone } of batch) gone();
    return Buffer.concat(batch.map((message) => message.bytes));
  }

  /** The client is gone, or is sent away at once. */
  close(): void {
    this.#end();
    for (const { gone } of this.#waiting.splice(0)) gone();
    this.#waitingBytes = 0;
    this.#session?.close();
  }

  /** The client is there. */
  sign(): void {
    this.#lastSign = this.#now();
  }

  #end(): void {
    this.#over = true;
    this.#resume();
    this.#tell();
  }

  #push(bytes: Uint8Array): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((gone) => {
      this.#waiting.push({ bytes, gone });
      this.#waitingBytes += bytes.length;
      this.#tell();
    });
  }

  #transport(): Transport {
    const self = this;
    return {
      kind: 'carried',
      get bufferedBytes() {
        return self.#waitingBytes;
      },
      sendText: (text) => void self.#push(frameOf('text', Buffer.from(asciiJson(text)))),
      sendChunk: (chunk: Chunk) => self.#push(frameOf('chunk', encodeChunk(chunk))),
      pause: () => {
        self.#paused ??= new Promise((resolve) => {
          self.#resume = () => {
            self.#paused = undefined;
            resolve();
          };
        });
      },
      resume: () => self.#resume(),
      // What was said last is still to be taken.
      close: () => self.#end(),
      terminate: () => self.close(),
    };
  }
}

/** The connections of one carrier, by their names. */
export class CarriedConnections {
  readonly #open = new Map<string, CarriedConnection>();
  readonly #connect: (transport: Transport) => Session | undefined;
  readonly #now: () => number;

  constructor(
    connect: (transport: Transport) => Session | undefined,
    now: () => number = () => performance.now(),
  ) {
    this.#connect = connect;
    this.#now = now;
  }

  /** Throws LIMIT_EXCEEDED when there are too many. */
  open(name: string): CarriedConnection {
    const made = new CarriedConnection(this.#connect, this.#now);
    if (!made.accepted) throw new SfumatoError('LIMIT_EXCEEDED', 'The engine has too many connections.');
    this.#open.set(name, made);
    return made;
  }

  get(name: string): CarriedConnection | undefined {
    return this.#open.get(name);
  }

  close(name: string): void {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }

  /** To be called now and then: ends those whose client is gone. */
  check(): void {
    for (const [name, connection] of this.#open) {
      if (connection.over || connection.silent) this.close(name);
    }
  }

  closeAll(): void {
    for (const name of [...this.#open.keys()]) this.close(name);
  }
}
