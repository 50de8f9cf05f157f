// SPDX-License-Identifier: Apache-2.0
// How the plug-in reaches the engine where it may not do so in the usual way, and that it finds it again.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineClient, EngineSocketConstructor } from '@sfumato/core/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectEngine, engineAddresses } from '../../../plugins/photoshop/build/engine.js';
import { chooseExchange } from '../../../plugins/photoshop/build/host/exchange.js';
import type { UxpFile, UxpFolder, UxpHost } from '../../../plugins/photoshop/build/uxp.js';
import { startEngine, type TestEngine, until } from '../../e2e/engine/running.js';
import { createPhotoshop } from './host.js';
import { hostOf } from './panel-host.js';

const open: EngineClient[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

/** A folder of this machine as UXP gives it. */
function uxpFolder(path: string): UxpFolder {
  const file = (name: string): UxpFile => ({
    name,
    async read() {
      const bytes = await readFile(join(path, name));
      return new Uint8Array(bytes).buffer;
    },
    async write(content) {
      if (typeof content === 'string') throw new TypeError('Expected an ArrayBuffer');
      await writeFile(join(path, name), new Uint8Array(content));
    },
    delete: () => rm(join(path, name)),
  });
  return {
    name: path,
    getEntries: async () => (await readdir(path)).map((name) => ({ name })),
    async getEntry(name) {
      if (!(await readdir(path)).includes(name)) throw new Error('Could not find an entry of that name.');
      return file(name);
    },
    createFile: async (name) => file(name),
  };
}

interface Surroundings {
  readonly sockets?: 'allowed' | 'fail' | 'throw';
  readonly http?: boolean;
  /** What the person chooses; null: they close the dialog. */
  readonly folder?: string | null;
}

/** The plug-in's client of an engine, on whatever port that has, with ways that are open or not. */
function connected(engine: TestEngine, { sockets = 'allowed', http = true, folder = null }: Surroundings) {
  const there = (url: string) => url.replace(/:\d+\//, `:${engine.port}/`);
  const tried: string[] = [];
  class Socket extends WebSocket {
    constructor(url: string) {
      tried.push(url);
      if (sockets === 'throw')
        throw new Error(`Permission denied to the url ${url}. Manifest entry not found.`);
      super(sockets === 'fail' ? 'ws://127.0.0.1:1/' : there(url));
    }
  }
  const parts = hostOf(createPhotoshop());
  const host = {
    ...parts,
    fetch: async (url: string, init: RequestInit) => {
      tried.push(url);
      if (!http) throw new TypeError('Network request failed');
      return fetch(there(url), init);
    },
    uxp: {
      ...parts.uxp,
      storage: {
        ...parts.uxp.storage,
        formats: { binary: 'binary' },
        localFileSystem: {
          getFolder: async () => (folder === null ? null : uxpFolder(folder)),
          createPersistentToken: async ({ name }: UxpFolder) => `token of ${name}`,
          async getEntryForPersistentToken(token: string) {
            if (folder === null || token !== `token of ${folder}`) throw new Error('no such token');
            return uxpFolder(folder);
          },
        },
      },
    },
  } as unknown as UxpHost;
  const client = connectEngine(host, Socket as unknown as EngineSocketConstructor, '0');
  open.push(client);
  return { client, host, tried, Socket: Socket as unknown as EngineSocketConstructor };
}

/** Lets the client in once it was refused for want of a token. */
async function pair(client: EngineClient, engine: TestEngine): Promise<void> {
  await until(
    (look) => client.subscribe(look),
    () => client.state.phase === 'refused',
  );
  await client.pair(engine.newPairing('code').secret);
}

const pixels = Uint8Array.from({ length: 700 * 500 * 4 }, (_, i) => (i * 7) % 251);
async function roundTrip(client: EngineClient): Promise<void> {
  const { frame } = await client.putFrame({ width: 700, height: 500, channels: 4, dtype: 'u8' }, pixels);
  expect(Buffer.compare((await client.getFrame(frame)).pixels, pixels)).toBe(0);
}

describe('the connection', () => {
  it('tries this computer alone, the fastest way first', () => {
    const addresses = engineAddresses(true);
    const hosts = addresses.slice(0, -1).map((address) => new URL(address).hostname);
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1', 'localhost']));
    const schemes = addresses.map((address) => address.slice(0, address.indexOf(':')));
    expect([...new Set(schemes)]).toEqual(['ws', 'http', 'folder']);
    expect(engineAddresses(false).some((address) => address.startsWith('folder'))).toBe(false);
  });

  it.each(['fail', 'throw'] as const)('goes over plain HTTP where WebSockets %s', async (sockets) => {
    const engine = await startEngine();
    const { client, tried } = connected(engine, { sockets });
    await pair(client, engine);
    await roundTrip(client);
    expect(tried.some((url) => url.startsWith('http://127.0.0.1'))).toBe(true);
  });

  it('goes through the chosen folder where the network is refused, and finds it again', async () => {
    const engine = await startEngine();
    const folder = join(engine.home, 'engine', 'exchange');
    const { client, host, Socket } = connected(engine, { sockets: 'throw', http: false, folder });
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'unreachable',
    );
    expect(client.state).toMatchObject({ error: { code: 'HOST_DENIED' }, paired: false });
    expect(await chooseExchange(host)).toBe(true);
    client.retry();
    await pair(client, engine);
    await roundTrip(client);
    client.close();
    // The next start of Photoshop.
    const again = connectEngine(host, Socket, '0');
    open.push(again);
    await roundTrip(again);
  });

  it('goes on without a folder when the person closes the dialog, or the folder is gone', async () => {
    const engine = await startEngine();
    const { client, host } = connected(engine, { sockets: 'throw', http: false });
    expect(await chooseExchange(host)).toBe(false);
    host.localStorage.setItem('sfumato.exchange', 'token of another');
    client.retry();
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'unreachable',
    );
    expect(client.state).toMatchObject({ error: { code: 'HOST_DENIED' } });
  });

  it('comes back by itself, with its token, when the engine does', async () => {
    const engine = await startEngine();
    const { client } = connected(engine, {});
    await pair(client, engine);
    const phases: string[] = [];
    client.subscribe(() => phases.push(client.state.phase));
    await engine.close();
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'unreachable',
    );
    expect(client.state).toMatchObject({ paired: true });
    await startEngine({ home: engine.home, port: engine.port });
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'ready',
    );
    await roundTrip(client);
    expect(phases.filter((phase) => phase === 'refused')).toEqual([]);
  });
});
