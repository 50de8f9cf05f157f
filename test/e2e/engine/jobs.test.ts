// SPDX-License-Identifier: Apache-2.0
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EngineClient, JobProgress } from '@sfumato/core';
import { describe, expect, it } from 'vitest';
import { startEngine } from './running.js';

const failure = (code: string) => expect.objectContaining({ code });

async function grey(client: EngineClient): Promise<{ image: string }> {
  const { frame } = await client.putFrame(
    { width: 2, height: 1, channels: 1, dtype: 'u8' },
    Uint8Array.of(1, 2),
  );
  return { image: frame };
}

/** Resolves with the first progress of a job, and counts what comes. */
function watched() {
  let began = () => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const seen: string[] = [];
  const onProgress = ({ phase }: JobProgress) => {
    seen.push(phase);
    began();
  };
  return { begun, seen, onProgress };
}

async function pings(client: EngineClient, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await client.ping();
}

describe('jobs', () => {
  it('of higher priority pre-empt those below, which go on afterwards', async () => {
    const client = (await startEngine()).client();
    const inputs = await grey(client);
    const low = watched();
    const batch = client.start({ tool: 'tick', inputs, params: {}, priority: 'batch' }, low);
    await low.begun;
    const high = watched();
    const urgent = client.run({ tool: 'block', inputs, params: { amount: 400 }, quality: 'draft' }, high);
    await high.begun;
    const before = low.seen.length;
    expect((await client.status()).workers.map(({ state }) => state).sort()).toEqual(['busy', 'paused']);
    await urgent;
    // What was on its way when it was suspended may still come.
    expect(low.seen.length - before).toBeLessThan(5);
    const resumed = low.seen.length;
    while (low.seen.length < resumed + 5) await client.ping();
    batch.cancel();
    await expect(batch.result).rejects.toEqual(failure('CANCELLED'));
  });

  it('can be paused, also mid-computation, resumed, and cancelled while paused', async () => {
    const client = (await startEngine()).client();
    const inputs = await grey(client);
    const watch = watched();
    const job = client.start({ tool: 'tick', inputs, params: {} }, watch);
    await watch.begun;
    await job.pause();
    await pings(client, 20);
    const paused = watch.seen.length;
    expect((await client.status()).jobs).toEqual({ running: 1, waiting: 0, paused: 1 });
    // Another job of the same kind does not wait for a paused one.
    await client.run({ tool: 'add', inputs, params: {} });
    expect(watch.seen.length).toBe(paused);
    await job.resume();
    while (watch.seen.length < paused + 3) await client.ping();
    await job.pause();
    job.cancel();
    await expect(job.result).rejects.toEqual(failure('CANCELLED'));
    await expect(job.pause()).resolves.toBeUndefined();
  });

  it('are answered at once when they are cancelled, whatever their worker does', async () => {
    const client = (await startEngine()).client();
    const inputs = await grey(client);
    const watch = watched();
    const stop = new AbortController();
    const job = client.run(
      { tool: 'block', inputs, params: { amount: 10_000 } },
      { ...watch, signal: stop.signal },
    );
    await watch.begun;
    const start = performance.now();
    stop.abort();
    await expect(job).rejects.toEqual(failure('CANCELLED'));
    // Some 2 ms on a quiet machine; the process itself gets three seconds to stop.
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('give way to newer ones of the same key, queued or running', async () => {
    const engine = await startEngine();
    const client = engine.client();
    const inputs = await grey(client);
    const draft = (amount: number) =>
      client.run({ tool: 'add', inputs, params: { amount }, quality: 'draft', latest: 'slider' });
    const drafts = Promise.allSettled(Array.from({ length: 30 }, (_, i) => draft(i)));
    const other = engine.client();
    const elsewhere = other.run({
      tool: 'add',
      inputs: await grey(other),
      params: {},
      quality: 'draft',
      latest: 'slider',
    });
    const results = await drafts;
    expect(results.at(-1)).toMatchObject({ status: 'fulfilled' });
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toEqual(failure('CANCELLED'));
    }
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(20);
    expect((await elsewhere).outputs.image).toBeDefined();
  });

  it('that were done before on the same pixels are given again, whoever asks', async () => {
    const engine = await startEngine();
    const [client, other] = [engine.client(), engine.client()];
    const ask = async (who: EngineClient, amount: number) => {
      const job = { tool: 'block', inputs: await grey(who), params: { amount } };
      // The first job on a frame does not wait for its hash; this one begins it.
      await who.run({ tool: 'add', inputs: job.inputs, params: {} });
      await who.ping();
      return who.run(job);
    };
    const first = await ask(client, 300);
    const again = await ask(other, 300);
    expect(again).toMatchObject({ elapsedMs: first.elapsedMs, provenance: first.provenance });
    const frame = again.outputs.image?.frame ?? '';
    client.close();
    expect([...(await other.getFrame(frame)).pixels]).toEqual([1, 2]);
    expect((await other.status()).memory.cacheBytes).toBeGreaterThan(0);
    expect((await ask(other, 301)).elapsedMs).not.toBe(first.elapsedMs);
  });

  it('come and go a thousand times without leaving memory, handles or frames behind', async () => {
    setFlagsFromString('--expose_gc');
    const collect: () => void = runInNewContext('gc');
    const engine = await startEngine();
    const client = engine.client();
    const inputs = await grey(client);
    const cycle = async () => {
      const job = client.start({ tool: 'polite', inputs, params: {} });
      const ended = job.result.catch((error: unknown) => error);
      await client.ping();
      job.cancel();
      expect(await ended).toEqual(failure('CANCELLED'));
    };
    for (let i = 0; i < 300; i++) await cycle();
    collect();
    const before = { heap: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length };
    for (let i = 0; i < 700; i++) await cycle();
    collect();
    expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(4e6);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before.handles + 2);
    expect(engine.engine.blocks.count).toBe(1);
    expect((await client.status()).workers.length).toBe(1);
  });
});
