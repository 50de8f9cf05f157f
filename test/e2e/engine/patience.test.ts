// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { tools } from '@sfumato/core';
import { encodeChunk } from '@sfumato/core/protocol';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEngine, type TestEngine, testClient } from './running.js';

/** A connection of which the test sees everything. */
async function raw(
  { url, token }: TestEngine,
  greet = true,
): Promise<{ socket: WebSocket; said: () => string }> {
  const socket = new WebSocket(url);
  let last = '';
  socket.on('message', (data, isBinary) => {
    if (!isBinary) last = data.toString();
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  if (greet) {
    const hello = { type: 'hello', id: 1, protocol: { min: 1, max: 1 }, client: testClient, auth: { token } };
    socket.send(JSON.stringify(hello));
    await once(socket, 'message');
  }
  return { socket, said: () => last };
}

describe('the engine’s patience', () => {
  it('ends with clients that do not say hello, or stop in the middle of an upload', async () => {
    const clock = { now: 0 };
    const engine = await startEngine({ now: () => clock.now });
    const silent = await raw(engine, false);
    const stuck = await raw(engine);
    const format = { width: 4, height: 4, channels: 1, dtype: 'u8' };
    stuck.socket.send(JSON.stringify({ type: 'frame.put', id: 2, transfer: 1, format }));
    stuck.socket.send(
      encodeChunk({ kind: 'pixels', transfer: 1, offset: 0, last: false, payload: new Uint8Array(9) }),
    );
    stuck.socket.send(JSON.stringify({ type: 'ping', id: 3 }));
    await once(stuck.socket, 'message');
    const steady = engine.client();
    await steady.ping();
    expect(engine.engine.blocks.count).toBe(1);
    clock.now += 31_000;
    await Promise.all([once(silent.socket, 'close'), once(stuck.socket, 'close')]);
    expect(silent.said()).toContain('No hello came');
    expect(stuck.said()).toContain('stood still');
    await steady.ping();
    expect(engine.engine.blocks.count).toBe(0);
  });

  it('ends with clients that ask and do not read', async () => {
    const engine = await startEngine();
    const { socket } = await raw(engine);
    socket.pause();
    const pad = 'x'.repeat(65_000);
    for (let id = 2; id < 2000; id++) socket.send(JSON.stringify({ type: 'ping', id, pad }));
    const steady = engine.client();
    while ((await steady.status()).clients !== 1) await steady.ping();
    expect(engine.log.join()).toContain('does not read');
    socket.terminate();
  });

  it('does not end while a picture is denoised: who asks is answered', async () => {
    const engine = await startEngine({ tools, toolsModule: undefined });
    const [worker, asker] = [engine.client(), engine.client()];
    const format = { width: 3000, height: 2000, channels: 1, dtype: 'u8' } as const;
    const pixels = Uint8Array.from({ length: 6_000_000 }, (_, i) => 100 + ((i * 7919) % 31));
    const { frame } = await worker.putFrame(format, pixels);
    let over = false;
    const job = worker.run({ tool: 'denoise', inputs: { image: frame }, params: {} }).finally(() => {
      over = true;
    });
    const times: number[] = [];
    while (!over) {
      const start = performance.now();
      await asker.ping('x'.repeat(64));
      times.push(performance.now() - start);
    }
    await job;
    times.sort((a, b) => a - b);
    // 3.4 ms at 24 megapixels on a quiet machine (test/bench/engine-latency.mjs); a blocked loop would show as seconds.
    expect(times.length).toBeGreaterThan(20);
    expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(250);
  });
});

describe('a client’s patience', () => {
  it('grows when each connection is cut off as soon as it is used', async () => {
    const engine = await startEngine();
    let attempts = 0;
    /** Lets the welcome through, and nothing after it. */
    class Cut extends WebSocket {
      constructor(url: string) {
        super(url);
        attempts++;
        let heard = 0;
        this.on('message', () => {
          if (++heard > 1) this.terminate();
        });
      }
    }
    const client = engine.client({ WebSocket: Cut, backoff: { firstMs: 20, longestMs: 1000 } });
    client.subscribe(() => {
      // As a panel does, which learns the tools anew each time.
      if (client.state.phase === 'ready') client.tools().catch(() => {});
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    // Two at once, then after 20, 40, 80, 160 and 320 ms.
    expect(attempts).toBeGreaterThan(2);
    expect(attempts).toBeLessThan(9);
  });
});
