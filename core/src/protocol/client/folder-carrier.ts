// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../error.js';
import { exchangeName, openEnvelope, parseExchangeName, sealed } from '../exchange.js';
import type { Carrier } from './carried-socket.js';

/** The files of one folder. */
export interface ExchangeFolder {
  names(): Promise<readonly string[]>;
  /** Null when it is gone. */
  read(name: string): Promise<ArrayBuffer | null>;
  write(name: string, bytes: ArrayBuffer): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Pauses between looks, in milliseconds: short while something is going on. */
const looks = { lively: 15, idle: 150 } as const;
/** How long after the last message it is lively. */
const livelyMs = 1500;
/** How often the client says that it is there. */
const signMs = 5000;
/** Files of ours that the engine has not taken; more wait. */
const mostUntaken = 3;
/** An engine that has not taken the first file by then is not there. */
const openMs = 3000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Batches as numbered files in a folder that the engine looks into. Without engine, `open` rejects after a few seconds. */
export function folderCarrier(folder: ExchangeFolder, now: () => number = () => Date.now()): Carrier {
  const client = Array.from({ length: 12 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  let [sent, received] = [0, 0];
  let lastNews = 0;
  let lastSign = 0;
  let over = false;
  const rest = () => pause(now() - lastNews < livelyMs ? looks.lively : looks.idle);
  const untaken = async () => (await folder.names()).filter((name) => own(name, 'up')).length;
  const own = (name: string, way: 'up' | 'down') => {
    const found = parseExchangeName(name);
    return found?.client === client && found.way === way;
  };
  async function put(batch: Uint8Array): Promise<void> {
    lastSign = now();
    await folder.write(exchangeName({ client, way: 'up', number: sent++ }), sealed(batch));
  }
  return {
    async open() {
      await put(new Uint8Array(0));
      const until = now() + openMs;
      while ((await untaken()) > 0) {
        if (now() > until) {
          for (const name of await folder.names()) if (own(name, 'up')) await folder.remove(name);
          throw new SfumatoError('ENGINE_UNREACHABLE', 'No engine looks into the folder.');
        }
        await pause(looks.lively);
      }
    },
    async send(batch) {
      lastNews = now();
      while (!over && (await untaken()) >= mostUntaken) await pause(looks.lively);
      if (!over) await put(batch);
    },
    async receive() {
      const name = exchangeName({ client, way: 'down', number: received });
      for (;;) {
        if (over) return undefined;
        const names = await folder.names();
        if (names.includes(name)) {
          const found = await folder.read(name);
          const batch = found && openEnvelope(found);
          if (batch) {
            await folder.remove(name);
            received++;
            lastNews = now();
            // An empty one is the engine's goodbye.
            return batch.length > 0 ? batch : undefined;
          }
        }
        if (now() - lastSign > signMs) {
          if ((await untaken()) > 0)
            throw new SfumatoError('ENGINE_UNREACHABLE', 'The engine takes no files.');
          await put(new Uint8Array(0));
        }
        await rest();
      }
    },
    async close() {
      over = true;
      for (const name of await folder.names()) {
        if (own(name, 'up') || own(name, 'down')) await folder.remove(name);
      }
    },
  };
}
