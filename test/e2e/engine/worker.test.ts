// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { Frame, ToolWorker } from '@sfumato/core';
import { afterEach, describe, expect, it } from 'vitest';

const toolsModule = new URL('./trial-tools.mjs', import.meta.url).href;
const workers: ToolWorker[] = [];

function startWorker(): ToolWorker {
  const worker = new ToolWorker({ toolsModule });
  workers.push(worker);
  return worker;
}

const picture = () =>
  Frame.over(Uint8Array.of(1, 2, 3, 4), { width: 2, height: 2, channels: 1, dtype: 'u8' });

/** Names of shared blocks that a process made and that still exist. */
function blocksOf(pid: number | undefined): string[] {
  const prefix = `sfm-${pid?.toString(16)}-`;
  return process.platform === 'linux'
    ? readdirSync('/dev/shm').filter((name) => name.startsWith(prefix))
    : [];
}

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});

describe('ToolWorker', () => {
  it('runs a tool in another process, reports progress, and leaves no shared memory behind', async () => {
    const worker = startWorker();
    const phases: string[] = [];
    const result = await worker.run({
      tool: 'add',
      inputs: { image: picture() },
      params: { amount: 5 },
      onProgress: ({ phase }) => phases.push(phase),
    });
    expect([...(result.outputs.image?.packed() ?? [])]).toEqual([6, 7, 8, 9]);
    expect(result.notes).toEqual([{ id: 'added', text: 'Something was added.' }]);
    expect(result.provenance).toMatchObject({ tool: 'add', params: { amount: 5 } });
    expect(phases).toContain('adding');
    expect(worker.pid).not.toBe(process.pid);
    expect([...blocksOf(worker.pid), ...blocksOf(process.pid)]).toEqual([]);
  });

  it('takes one result as the next input', async () => {
    const worker = startWorker();
    const first = await worker.run({ tool: 'add', inputs: { image: picture() } });
    const image = first.outputs.image?.crop({ x: 1, y: 0, width: 1, height: 2 }) ?? picture();
    const second = await worker.run({ tool: 'add', inputs: { image } });
    expect([...(second.outputs.image?.packed() ?? [])]).toEqual([4, 6]);
    expect([...blocksOf(worker.pid), ...blocksOf(process.pid)]).toEqual([]);
  });

  it('keeps the caller’s event loop free while the tool blocks its own', async () => {
    const worker = startWorker();
    await worker.run({ tool: 'add', inputs: { image: picture() } });
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await worker.run({ tool: 'block', inputs: { image: picture() }, params: { amount: 700 } });
    clearInterval(timer);
    // The bench states the 20 ms goal on a quiet machine; here a blocked loop would show as 700 ms.
    expect(longest).toBeLessThan(200);
  });

  it('cancels a tool that listens without losing the process', async () => {
    const worker = startWorker();
    await worker.run({ tool: 'add', inputs: { image: picture() } });
    const pid = worker.pid;
    const controller = new AbortController();
    const run = worker.run({ tool: 'polite', inputs: { image: picture() }, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await worker.run({ tool: 'add', inputs: { image: picture() } });
    expect(worker.pid).toBe(pid);
  });

  it('cancels a tool that does not listen by ending its process; the next job starts another', async () => {
    const worker = startWorker();
    await worker.run({ tool: 'add', inputs: { image: picture() } });
    const pid = worker.pid;
    const controller = new AbortController();
    const run = worker.run({
      tool: 'block',
      inputs: { image: picture() },
      params: { amount: 10_000 },
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 100);
    const start = performance.now();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(blocksOf(pid)).toEqual([]);
    const next = await worker.run({ tool: 'add', inputs: { image: picture() } });
    expect(next.outputs.image?.row(0)[0]).toBe(2);
    expect(worker.pid).not.toBe(pid);
  });

  it('fails the job of a process that died, with the cause, and goes on with the next', async () => {
    const worker = startWorker();
    await worker.run({ tool: 'add', inputs: { image: picture() } });
    const pid = worker.pid;
    const died = worker.run({ tool: 'die', inputs: { image: picture() } });
    const waiting = worker.run({ tool: 'add', inputs: { image: picture() } });
    await expect(died).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining('SIGKILL'),
    });
    expect((await waiting).outputs.image?.row(1)[1]).toBe(5);
    expect(blocksOf(pid)).toEqual([]);
  });

  it('passes on what the tool or its checks threw, with code and remedy', async () => {
    const worker = startWorker();
    const inputs = { image: picture() };
    await expect(worker.run({ tool: 'none', inputs })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(worker.run({ tool: 'add', inputs, params: { amount: -1 } })).rejects.toMatchObject({
      code: 'PARAM_INVALID',
      report: { remedy: [expect.stringContaining('--help')] },
    });
  });
});
