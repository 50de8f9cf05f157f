// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { type EngineClient, enginePlaces, Frame, readDiscovery } from '@sfumato/core';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FrameReader, frameOf } from '../../../core/src/server/length-prefix.js';
import { startEngine, temporaryHome, testClient, until } from './running.js';

/** An HTTP answer: status, headers and body. */
function ask(port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      }).on('error', reject);
    },
  );
}

/** How a raw WebSocket ends when it says `messages`: its last text and the code. */
function rudely(url: string, messages: readonly (string | Uint8Array)[], options = {}) {
  return new Promise<{ said: string; code: number }>((resolve) => {
    const socket = new WebSocket(url, options);
    let said = '';
    socket.on('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('message', (data) => {
      said = data.toString();
    });
    socket.on('error', (error) => {
      said ||= error.message;
    });
    socket.on('close', (code) => resolve({ said, code }));
  });
}

const hello = (auth: object, protocol = { min: 1, max: 1 }) =>
  JSON.stringify({ type: 'hello', id: 1, protocol, client: testClient, auth });

describe('the server', () => {
  it('is found by a file that only its user can read, and runs once', async () => {
    const engine = await startEngine();
    const places = enginePlaces(engine.home);
    expect(await readDiscovery(places)).toMatchObject({
      pid: process.pid,
      port: engine.port,
      token: engine.token,
    });
    if (process.platform !== 'win32') {
      for (const [path, mode] of [
        [places.discovery, 0o600],
        [places.token, 0o600],
        [places.socket, 0o600],
        [places.folder, 0o700],
      ] as const) {
        expect(statSync(path).mode & 0o777, path).toBe(mode);
      }
    }
    await expect(startEngine({ home: engine.home })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await engine.close();
    expect(await readDiscovery(places)).toBeUndefined();
    // Whoever paired stays paired.
    expect((await startEngine({ home: engine.home })).token).toBe(engine.token);
  });

  it('lets nobody in without a way in, and says why', async () => {
    const { url, token } = await startEngine();
    expect(await rudely(url, [hello({ token: 'wrong' })])).toMatchObject({
      code: 1008,
      said: expect.stringContaining('ENGINE_REFUSED'),
    });
    expect(await rudely(url, [JSON.stringify({ type: 'tools', id: 1 })])).toMatchObject({ code: 1008 });
    expect(await rudely(url, [new Uint8Array(40)])).toMatchObject({ code: 1008 });
    expect(await rudely(url, ['nonsense'])).toMatchObject({ code: 1002 });
    expect(await rudely(url, [hello({ token }), hello({ token })])).toMatchObject({ code: 1002 });
    expect(await rudely(url, [hello({ token }), new Uint8Array(40)])).toMatchObject({ code: 1002 });
    expect(await rudely(url, [hello({ token }), new Uint8Array(5 * 2 ** 20)])).toMatchObject({ code: 1009 });
    const old = await rudely(url, [hello({ token }, { min: 7, max: 9 })]);
    expect(old.said).toContain('PROTOCOL_MISMATCH');
    expect(old.said).toContain('the engine is the older one');
    expect((await rudely(url, [], { headers: { Origin: 'https://evil.example' } })).said).toContain('403');
    expect((await rudely(url, [], { headers: { Host: 'evil.example' } })).said).toContain('403');
    expect((await rudely(url.replace('/engine', '/other'), [])).said).toContain('404');
  });

  it('pairs by a code, and the client stays refused until then', async () => {
    const engine = await startEngine();
    const tokens: string[] = [];
    const stranger = engine.client({
      endpoint: () => ({ urls: [engine.url], auth: undefined }),
      onToken: (token) => tokens.push(token),
    });
    await until(
      (look) => stranger.subscribe(look),
      () => stranger.state.phase === 'refused',
    );
    await expect(stranger.tools()).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    await expect(stranger.pair('000-00x')).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    const { secret } = await engine.client().newPairing('code');
    await stranger.pair(secret);
    expect(tokens).toEqual([engine.token]);
    await stranger.ping();
  });

  it('serves Studio’s folder with a strict policy, and nothing outside it', async () => {
    const home = await temporaryHome();
    const studio = join(home, 'studio');
    mkdirSync(join(studio, 'inner'), { recursive: true });
    writeFileSync(join(studio, 'index.html'), '<title>Studio</title>');
    writeFileSync(join(studio, 'inner', 'a.js'), 'x');
    const { port } = await startEngine({ home, studio });
    const page = await ask(port, '/?x#y');
    expect(page).toMatchObject({ status: 200, body: '<title>Studio</title>' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(port, '/inner/a.js')).headers['content-type']).toContain('text/javascript');
    for (const path of [
      '/../engine/token',
      '/%2e%2e/engine/token',
      '/..%2fengine/token',
      '/inner',
      '/none',
      '/%',
      '/a%00',
    ]) {
      expect((await ask(port, path)).status, path).toBe(404);
    }
    expect((await ask(port, '/', { Host: 'evil.example' })).status).toBe(403);
    expect((await ask(port, '/health', { Origin: 'https://evil.example' })).status).toBe(403);
    const health = await ask(port, '/health');
    expect(JSON.parse(health.body)).toMatchObject({ name: 'sfumato' });
    expect(health.body).not.toContain(String(process.pid));
  });

  it.skipIf(process.platform === 'win32')(
    'takes and gives frames by shared memory over the local socket',
    async () => {
      const engine = await startEngine();
      const { socket } = enginePlaces(engine.home);
      const pipe = connectSocket(socket);
      const reader = new FrameReader();
      const waiting = new Map<unknown, (answer: Record<string, unknown>) => void>();
      pipe.on('data', (bytes) => {
        for (const { payload } of reader.read(bytes)) {
          const answer: Record<string, unknown> = JSON.parse(Buffer.from(payload).toString());
          if (answer.type !== 'progress') waiting.get(answer.id)?.(answer);
        }
      });
      let last = 0;
      const say = (message: object) =>
        new Promise<Record<string, unknown>>((resolve) => {
          const id = ++last;
          waiting.set(id, resolve);
          pipe.write(frameOf('text', Buffer.from(JSON.stringify({ ...message, id }))));
        });
      expect(await say(JSON.parse(hello({ token: engine.token })))).toMatchObject({ type: 'welcome' });
      const ours = Frame.allocate({ width: 3, height: 2, channels: 1, dtype: 'u8' }, { shared: true });
      ours.row(1).set([7, 8, 9]);
      expect(await say({ type: 'frame.map', put: ours.handle() })).toMatchObject({
        type: 'frame',
        frame: { width: 3 },
      });
      const job = {
        type: 'job.run',
        tool: 'add',
        inputs: { image: 'f1' },
        params: {},
        quality: 'full',
        priority: 'apply',
      };
      expect(await say(job)).toMatchObject({ type: 'done', outputs: { image: { frame: 'f2' } } });
      const { handle } = await say({ type: 'frame.map', get: 'f2' });
      expect([...Frame.open(handle as Parameters<typeof Frame.open>[0]).row(1)]).toEqual([8, 9, 10]);
      for (const memory of ['shm:/other', '/etc/passwd', ours.memory ?? '']) {
        const bad = await say({ type: 'frame.map', put: { ...ours.handle(), memory } });
        expect(bad, memory).toMatchObject({ type: 'error', error: { code: 'MESSAGE_INVALID' } });
      }
      expect(engine.engine.blocks.count).toBe(2);
      pipe.destroy();
      const client: EngineClient = engine.client();
      // What a child still looks at goes when it has looked; what leaked would run into the test's time limit.
      while ((await client.status()).clients !== 1 || engine.engine.blocks.count > 0) await client.ping();
      expect(() => Frame.open(ours.handle())).toThrow(expect.objectContaining({ code: 'MEMORY_SHORT' }));
    },
  );
});
