// SPDX-License-Identifier: Apache-2.0
// The engine through files in a folder of its user's, for clients that may not use the network.
import { lstat, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { envelopeBytes, exchangeName, openEnvelope, parseExchangeName, sealed } from '../protocol/index.js';
import { type CarriedConnection, CarriedConnections } from './carried-transport.js';
import { limits } from './limits.js';
import type { Session } from './session.js';
import type { Transport } from './transport.js';

/** Pauses between looks, in milliseconds: nobody there, somebody there, something going on. */
const looks = { empty: 1000, idle: 100, lively: 15 } as const;
const livelyMs = 1500;
/** Files that a client has not taken; more wait. */
const mostUntaken = 3;
const mostFile = 2 * limits.messageBytes + 64 * 1024;

interface Client {
  readonly connection: CarriedConnection;
  received: number;
  sent: number;
}

/** Looks into the folder until it is closed. The folder is made for its user alone, and emptied. */
export class FolderSessions {
  readonly #folder: string;
  readonly #connections: CarriedConnections;
  readonly #clients = new Map<string, Client>();
  #lastNews = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #looking: Promise<void> = Promise.resolve();

  private constructor(folder: string, connect: (transport: Transport) => Session | undefined) {
    this.#folder = folder;
    this.#connections = new CarriedConnections(connect);
  }

  static async start(
    folder: string,
    connect: (transport: Transport) => Session | undefined,
  ): Promise<FolderSessions> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    const made = new FolderSessions(folder, connect);
    made.#again();
    return made;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    this.#connections.closeAll();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #again(): void {
    if (this.#closed) return;
    const lively = performance.now() - this.#lastNews < livelyMs;
    const ms = lively ? looks.lively : this.#clients.size > 0 ? looks.idle : looks.empty;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch(() => {
          // The folder was taken away: then nobody can be reached through it.
        })
        .finally(() => this.#again());
    }, ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const found = (await readdir(this.#folder)).flatMap((name) => parseExchangeName(name) ?? []);
    const ups = found.filter(({ way }) => way === 'up').sort((a, b) => a.number - b.number);
    for (const up of ups) {
      if (up.number === 0 && !this.#clients.has(up.client)) this.#welcome(up.client);
      const client = this.#clients.get(up.client);
      if (!client || up.number !== client.received) continue;
      await this.#receive(up.client, client);
    }
    for (const [id, client] of this.#clients) {
      const untaken = found.filter((one) => one.client === id && one.way === 'down').length;
      if (untaken < mostUntaken) await this.#send(id, client);
    }
    this.#connections.check();
    for (const id of this.#clients.keys()) if (!this.#connections.get(id)) await this.#forget(id);
  }

  #welcome(id: string): void {
    try {
      this.#clients.set(id, { connection: this.#connections.open(id), received: 0, sent: 0 });
    } catch {
      // Too many: its file stays, and it gives up.
    }
  }

  async #receive(id: string, client: Client): Promise<void> {
    const path = join(this.#folder, exchangeName({ client: id, way: 'up', number: client.received }));
    const batch = await readBatch(path);
    if (batch === 'unfinished') return;
    client.received++;
    await rm(path, { force: true });
    try {
      if (batch === 'invalid') throw new RangeError('Not a batch');
      if (batch.length > 0) this.#lastNews = performance.now();
      client.connection.sign();
      // What follows in the folder must not wait until memory is there for what came: it only waits for its turn.
      await client.connection.receive(batch);
    } catch {
      this.#connections.close(id);
    }
  }

  async #send(id: string, client: Client): Promise<void> {
    const batch = await client.connection.take(0);
    const goodbye = batch.length === 0 && client.connection.over;
    if (batch.length === 0 && !goodbye) return;
    this.#lastNews = performance.now();
    const name = exchangeName({ client: id, way: 'down', number: client.sent++ });
    await writeFile(join(this.#folder, name), new Uint8Array(sealed(batch)), { mode: 0o600, flag: 'wx' });
  }

  async #forget(id: string): Promise<void> {
    this.#clients.delete(id);
    for (const name of await readdir(this.#folder)) {
      // Its last words stay for it.
      const found = parseExchangeName(name);
      if (found?.client === id && found.way === 'up') await rm(join(this.#folder, name), { force: true });
    }
  }
}

/** Only plain files of a size that a client may send: a link could lead anywhere. */
async function readBatch(path: string): Promise<Uint8Array | 'unfinished' | 'invalid'> {
  const about = await lstat(path);
  if (!about.isFile() || about.size > mostFile + envelopeBytes) return 'invalid';
  const file = await open(path, 'r');
  try {
    const bytes = await file.readFile();
    const own = new ArrayBuffer(bytes.length);
    new Uint8Array(own).set(bytes);
    return openEnvelope(own) ?? 'unfinished';
  } finally {
    await file.close();
  }
}
