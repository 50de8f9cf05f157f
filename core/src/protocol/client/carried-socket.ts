// SPDX-License-Identifier: Apache-2.0
import { decodeMessages, encodeMessage, joined } from '../batch.js';
import type { EngineSocket } from './socket.js';

/** A way for batches of messages where a WebSocket is refused. Whatever fails ends the connection. */
export interface Carrier {
  /** Rejects when no engine is there. */
  open(): Promise<void>;
  /** Resolves when the engine has them. */
  send(batch: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What has come, perhaps nothing after a while; undefined when the engine has ended the connection. */
  receive(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): Promise<void>;
}

/** Messages of more bytes than this wait for the next batch. */
const mostBatch = 8 * 2 ** 20;

/** A carrier as a socket: messages go out in batches, one batch at a time, in their order. */
export class CarriedSocket implements EngineSocket {
  binaryType = 'arraybuffer';
  onopen: EngineSocket['onopen'] = null;
  onmessage: EngineSocket['onmessage'] = null;
  onerror: EngineSocket['onerror'] = null;
  onclose: EngineSocket['onclose'] = null;
  readonly #carrier: Carrier;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #unsent = 0;
  #sending = false;
  #over = false;

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
    void this.#run();
  }

  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#over) return;
    const message = encodeMessage(data);
    this.#waiting.push(message);
    this.#unsent += message.length;
    void this.#flush();
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#carrier.close().catch(() => {
      // It is over either way.
    });
  }

  async #run(): Promise<void> {
    try {
      await this.#carrier.open();
      if (this.#over) return;
      this.onopen?.({});
      for (;;) {
        const batch = await this.#carrier.receive();
        if (this.#over) return;
        if (!batch) return this.#end('The engine ended it');
        for (const message of decodeMessages(batch)) {
          this.onmessage?.({ data: typeof message === 'string' ? message : bufferOf(message) });
        }
      }
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#waiting.length > 0 && !this.#over) {
        let bytes = 0;
        const fits = (message: Uint8Array, i: number) => {
          bytes += message.length;
          return i === 0 || bytes <= mostBatch;
        };
        const end = this.#waiting.findIndex((message, i) => !fits(message, i));
        const batch = joined(this.#waiting.splice(0, end < 0 ? this.#waiting.length : end));
        await this.#carrier.send(batch);
        this.#unsent -= batch.length;
      }
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    } finally {
      this.#sending = false;
    }
  }

  #end(reason: string): void {
    if (this.#over) return;
    this.close();
    this.onclose?.({ code: 1006, reason });
  }
}

/** The link wants whole buffers. */
function bufferOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
