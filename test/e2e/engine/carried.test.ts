// SPDX-License-Identifier: Apache-2.0
// The engine over plain HTTP and through files: the same service, as strictly guarded, for who may not use a WebSocket.
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CarriedSocket,
  type EngineClientOptions,
  type ExchangeFolder,
  folderCarrier,
  httpCarrier,
  sealed,
} from '@sfumato/core/protocol';
import { describe, expect, it } from 'vitest';
import { closeAfterTest, connect, startEngine, type TestEngine, until } from './running.js';

const ramp = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) % 251);
const httpUrl = ({ port }: TestEngine) => `http://127.0.0.1:${port}/engine`;
const exchangeOf = ({ home }: TestEngine) => join(home, 'engine', 'exchange');

/** A folder as the host gives it. */
const folderAt = (path: string): ExchangeFolder => ({
  names: () => readdir(path),
  async read(name) {
    const bytes = await readFile(join(path, name)).catch(() => null);
    return bytes ? new Uint8Array(bytes).buffer : null;
  },
  write: (name, bytes) => writeFile(join(path, name), new Uint8Array(bytes)),
  remove: (name) => rm(join(path, name), { force: true }),
});

const ways = {
  http: (engine: TestEngine) => ({
    url: httpUrl(engine),
    open: (url: string) => new CarriedSocket(httpCarrier(fetch, url)),
  }),
  files: (engine: TestEngine) => ({
    url: 'folder:',
    open: () => new CarriedSocket(folderCarrier(folderAt(exchangeOf(engine)))),
  }),
};
type Way = keyof typeof ways;

function clientOver(way: Way, engine: TestEngine, more: Partial<EngineClientOptions> = {}) {
  const { url, open } = ways[way](engine);
  return connect({ url, token: engine.token }, { ways: { 'http:': open, 'folder:': open }, ...more });
}

describe.each(['http', 'files'] as const)('the engine over %s', (way) => {
  it('keeps frames bit for bit, and runs jobs with their progress', async () => {
    const engine = await startEngine();
    const client = clientOver(way, engine);
    const format = { width: 2011, height: 1300, channels: 4, dtype: 'u8' } as const;
    const pixels = ramp(2011 * 1300 * 4);
    const image = await client.putFrame(format, pixels);
    const back = await client.getFrame(image.frame);
    expect(Buffer.compare(back.pixels, pixels)).toBe(0);
    const progress: string[] = [];
    const result = await client.run(
      { tool: 'add', inputs: { image: image.frame }, params: { amount: 1 } },
      { onProgress: ({ phase }) => progress.push(phase) },
    );
    expect(Object.keys(result.outputs)).toEqual(['image']);
    expect(await client.status()).toMatchObject({ clients: 1 });
  });

  it('carries words of every script, and errors in words', async () => {
    const engine = await startEngine();
    const client = clientOver(way, engine);
    await client.ping('äöü 日本語 🎨 \u2028');
    await expect(client.getFrame('f999')).rejects.toMatchObject({ code: 'FRAME_UNKNOWN' });
  });

  it('lets nobody in without the token, and says so', async () => {
    const engine = await startEngine();
    const { url } = ways[way](engine);
    const client = clientOver(way, engine, { endpoint: () => ({ urls: [url], auth: { token: 'wrong' } }) });
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'refused',
    );
    expect(client.state).toMatchObject({ error: { code: 'ENGINE_REFUSED' } });
    const { secret } = engine.newPairing('code');
    await client.pair(secret);
    expect(client.state.phase).toBe('ready');
  });

  it('ends with the engine, is found again, and leaves nothing when the client goes', async () => {
    const engine = await startEngine();
    const client = clientOver(way, engine);
    await client.ping();
    await engine.close();
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'unreachable',
    );
    expect(existsSync(exchangeOf(engine))).toBe(false);
    const again = await startEngine({ home: engine.home, port: engine.port });
    client.retry();
    await client.ping();
    client.close();
    if (way === 'http') {
      const watcher = again.client();
      for (;;) if ((await watcher.status()).clients === 1) break;
    }
  });
});

describe('over HTTP', () => {
  const ask = (url: string, method: string, headers: Record<string, string>, body?: Uint8Array) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(url, { method, headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const mark = { 'X-Sfumato': '1' };

  it('answers no web page, no foreign name, and nobody who does not say what they are', async () => {
    const engine = await startEngine();
    const url = httpUrl(engine);
    expect(await ask(url, 'POST', {})).toBe(403);
    expect(await ask(url, 'POST', { ...mark, Origin: 'https://example.org' })).toBe(403);
    expect(await ask(url, 'POST', { ...mark, Host: `example.org:${engine.port}` })).toBe(403);
    expect(await ask(url, 'OPTIONS', { Origin: 'null', 'Access-Control-Request-Headers': 'x-sfumato' })).toBe(
      403,
    );
    expect(await ask(url, 'GET', mark)).toBe(405);
    expect(await ask(`${url}/AAAA`, 'GET', mark)).toBe(410);
    expect(await ask(url, 'POST', { ...mark, Origin: 'null' })).toBe(201);
  });

  it('takes no body that is too long, and ends what sends no messages', async () => {
    const engine = await startEngine();
    const opened = await fetch(httpUrl(engine), { method: 'POST', headers: mark });
    const url = `${httpUrl(engine)}/${await opened.text()}`;
    const long = new Uint8Array(9 * 2 ** 20);
    const announced = { ...mark, 'Content-Length': String(long.length) };
    // The answer comes before all is sent; whether it is read before the connection ends is the network's.
    for (const headers of [announced, mark]) {
      expect(await ask(url, 'POST', headers, long).catch(() => 413)).toBe(413);
    }
    expect(await ask(url, 'POST', mark, new Uint8Array(64).fill(255))).toBe(400);
    expect(await ask(url, 'GET', mark)).toBe(410);
  });
});

describe('through files', () => {
  it('is for the user alone', async () => {
    const engine = await startEngine();
    expect(((await stat(exchangeOf(engine))).mode & 0o777).toString(8)).toBe('700');
  });

  it('follows no links, and passes over what is no message', async () => {
    const engine = await startEngine();
    const folder = exchangeOf(engine);
    const secret = join(engine.home, 'secret');
    await writeFile(secret, new Uint8Array(sealed(new Uint8Array(0))));
    await symlink(secret, join(folder, 'aaaaaaaaaaaa-0.up'));
    await writeFile(join(folder, 'bbbbbbbbbbbb-0.up'), new Uint8Array(sealed(new Uint8Array(40).fill(255))));
    await writeFile(join(folder, 'notes.txt'), 'hello');
    const client = clientOver('files', engine);
    await client.ping();
    expect(existsSync(secret)).toBe(true);
    // Neither of them has become a connection that stays.
    for (;;) if ((await client.status()).clients === 1) break;
    expect((await readdir(folder)).filter((name) => /^(a|b)+-0\.up$/.test(name))).toEqual([]);
  });

  it('says that no engine is there when nobody takes the first file', async () => {
    const engine = await startEngine();
    const dead = folderAt(engine.home);
    const client = connect(
      { url: 'folder:', token: 'x' },
      { ways: { 'folder:': () => new CarriedSocket(folderCarrier(dead, hurried())) } },
    );
    closeAfterTest(client);
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'unreachable',
    );
    expect(client.state).toMatchObject({ error: { cause: expect.stringMatching(/folder/) } });
    expect((await readdir(engine.home)).filter((name) => name.endsWith('.up'))).toEqual([]);
  });
});

/** A clock that makes seconds of looks. */
function hurried() {
  let at = 0;
  return () => {
    at += 1000;
    return at;
  };
}
