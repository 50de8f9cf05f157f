// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EngineClient, enginePlaces, readDiscovery } from '@sfumato/core';
import { afterEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../model/manifests.js';
import { writeOnnx } from '../../model/onnx-writer.js';
import { connect, startEngine, temporaryHome, until } from './running.js';

const failure = (code: string) => expect.objectContaining({ code });
const format = { width: 2, height: 1, channels: 1, dtype: 'u8' } as const;

async function grey(client: EngineClient): Promise<{ image: string }> {
  return { image: (await client.putFrame(format, Uint8Array.of(1, 2))).frame };
}

/** Names of shared blocks that these processes made. */
function blocksOf(pids: readonly number[]): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/dev/shm').filter((name) =>
    pids.some((pid) => name.startsWith(`sfm-${pid.toString(16)}-`)),
  );
}

const killed: (() => void)[] = [];
afterEach(() => {
  for (const kill of killed.splice(0)) kill();
});

describe('when something goes wrong', () => {
  it('a worker that is killed fails its job with the cause; the next runs, and others notice nothing', async () => {
    const engine = await startEngine();
    const [client, other] = [engine.client(), engine.client()];
    const [inputs, others] = [await grey(client), await grey(other)];
    const before = await client.run({ tool: 'add', inputs, params: {} });
    const worker = (await client.status()).workers[0]?.pid ?? 0;
    await expect(client.run({ tool: 'die', inputs, params: {} })).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining('SIGKILL'),
      report: { remedy: [expect.stringContaining('new worker')] },
    });
    const after = await other.run({ tool: 'add', inputs: others, params: {} });
    expect([...(await other.getFrame(after.outputs.image?.frame ?? '')).pixels]).toEqual([2, 3]);
    // What the dead one had made and handed over lives on; what it was making is gone.
    expect([...(await client.getFrame(before.outputs.image?.frame ?? '')).pixels]).toEqual([2, 3]);
    expect(blocksOf([worker]).length).toBe(1);
    expect(engine.log.join('\n')).toContain('SIGKILL');
  });

  it('a worker that runs out of memory fails its job alone', async () => {
    const engine = await startEngine({ workerFlags: ['--max-old-space-size=32'] });
    const client = engine.client();
    const inputs = await grey(client);
    await expect(client.run({ tool: 'exhaust', inputs, params: {} })).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining('memory ran out'),
    });
    await client.run({ tool: 'add', inputs, params: {} });
  });

  it('a model that is removed under it is missing, in words, and works again when it is back', async () => {
    const home = await temporaryHome();
    const graph = writeOnnx({
      inputs: [{ name: 'x', type: 'f32', dims: [1, 3, 'h', 'w'] }],
      outputs: [{ name: 'y', type: 'f32', dims: [1, 3, 'h', 'w'] }],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    });
    const folder = join(home, 'models', 'tiny');
    mkdirSync(folder, { recursive: true });
    const manifest = manifestOf('tiny', graph, { kind: 'own', path: 'tiny.onnx' });
    writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'tiny.onnx'), graph);
    const client = (await startEngine({ home })).client();
    const inputs = await grey(client);
    const job = { tool: 'learned', inputs, params: {} };
    const used = (await client.run(job)).provenance.models;
    expect(used).toEqual([expect.objectContaining({ id: 'tiny', provider: 'cpu' })]);
    rmSync(join(folder, 'tiny.onnx'));
    await expect(client.run(job)).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining('tiny is not installed'),
    });
    writeFileSync(join(folder, 'tiny.onnx'), graph);
    await client.run(job);
  });

  it('more than the memory budget is refused before it is taken, and fits again when pictures are closed', async () => {
    const engine = await startEngine({ memory: 2 ** 20 });
    const client = engine.client();
    const large = { width: 1000, height: 400, channels: 1, dtype: 'u8' } as const;
    const pixels = new Uint8Array(400_000);
    const { frame } = await client.putFrame(large, pixels);
    await expect(client.putFrame(large, pixels)).rejects.toEqual(failure('LIMIT_EXCEEDED'));
    await expect(client.openFile('a.png', new Uint8Array(600_000))).rejects.toEqual(
      failure('LIMIT_EXCEEDED'),
    );
    client.drop([frame]);
    await client.putFrame(large, pixels);
    expect(engine.engine.blocks.count).toBe(1);
  });

  it('fifty clients at once are served, and leave nothing behind', async () => {
    const engine = await startEngine();
    const clients = Array.from({ length: 50 }, () => engine.client());
    const results = await Promise.all(
      clients.map(async (client, i) => {
        const inputs = await grey(client);
        const { outputs } = await client.run({ tool: 'add', inputs, params: { amount: i } });
        return [...(await client.getFrame(outputs.image?.frame ?? '')).pixels];
      }),
    );
    expect(results).toEqual(clients.map((_, i) => [1 + i, 2 + i]));
    const last = clients.pop();
    for (const client of clients) client.close();
    while ((await last?.status())?.clients !== 1) await last?.ping();
    expect(engine.engine.blocks.count).toBe(2);
  });

  it('an engine that is killed leaves no process and no shared memory, and clients find the next', async () => {
    const home = await temporaryHome();
    const script = fileURLToPath(new URL('./engine-process.mjs', import.meta.url));
    const launch = async () => {
      const child = fork(script, { env: { ...process.env, SFUMATO_HOME: home }, stdio: 'ignore' });
      killed.push(() => child.kill('SIGKILL'));
      await once(child, 'message');
      return child;
    };
    const first = await launch();
    const client = connect(
      { url: '', token: '' },
      {
        endpoint: async () => {
          const found = await readDiscovery(enginePlaces(home));
          return { urls: found ? [found.url] : [], auth: { token: found?.token ?? '' } };
        },
      },
    );
    const inputs = await grey(client);
    const held = client.start({ tool: 'tick', inputs, params: {} });
    const lost = expect(held.result).rejects.toEqual(failure('ENGINE_UNREACHABLE'));
    await client.run({ tool: 'add', inputs, params: {}, priority: 'interactive' });
    await held.pause();
    const children = (await client.status()).workers.map(({ pid }) => pid);
    expect(children.length).toBe(2);
    first.kill('SIGKILL');
    await lost;
    await once(first, 'exit');
    await Promise.all(children.map(gone));
    const second = await launch();
    await until(
      (look) => client.subscribe(look),
      () => client.state.phase === 'ready',
    );
    expect(client.state).toMatchObject({ session: 2, engine: { pid: second.pid } });
    await expect(client.getFrame(inputs.image)).rejects.toEqual(failure('FRAME_UNKNOWN'));
    expect(blocksOf([first.pid ?? 0, ...children])).toEqual([]);
    await client.run({ tool: 'add', inputs: await grey(client), params: {} });
  });
});

/** Resolves when a process is gone. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
