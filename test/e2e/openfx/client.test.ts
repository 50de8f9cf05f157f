// SPDX-License-Identifier: Apache-2.0
// What the engine client promises to plug-ins, against a real engine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterTest, startEngine, temporaryHome } from '../engine/running.js';
import { buildClient, type ClientDriver, startClient } from './client.js';
import { tools } from './client-tools.mjs';

const toolsModule = new URL('./client-tools.mjs', import.meta.url).href;

let driver = '';
beforeAll(() => {
  driver = buildClient('driver');
}, 600_000);

const start = (options: Partial<Parameters<typeof startEngine>[0]> = {}) =>
  startEngine({ tools, toolsModule, ...options });

function client(home: string, command: readonly string[] = []): ClientDriver {
  const made = startClient(driver, home, command);
  closeAfterTest(made);
  return made;
}

/** Shared memory that a process has made. */
const blocksOf = (pid: number): string[] =>
  readdirSync('/dev/shm').filter((name) => name.startsWith(`sfm-${pid.toString(16)}-`));

describe.runIf(process.platform === 'linux')('the engine client', () => {
  it('brings pictures of every depth there and back to the bit, from rows either way up', async () => {
    const one = client((await start()).home);
    for (const sample of ['u8', 'u16', 'f16', 'f32']) {
      for (const channels of [1, 3, 4]) {
        const picture = `64x37x${channels} ${sample} 5`;
        const [up, down] = [
          await one.ask(`run copy - image ${picture}`),
          await one.ask(`run copy - image ${picture} flip`),
        ];
        expect(up, picture).toMatchObject({ status: 'done', outputs: [{ width: 64, height: 37, channels }] });
        expect(down.outputs, picture).toEqual(up.outputs);
      }
    }
    const other = await one.ask('run copy - image 64x37x4 f32 6');
    expect(other.outputs[0]?.hash).not.toBe(
      (await one.ask('run copy - image 64x37x4 f32 5')).outputs[0]?.hash,
    );
  });

  it('says in words and by status what went wrong, and takes the block away', async () => {
    const { home } = await start();
    const one = client(home);
    const params = join(home, 'params.json');
    writeFileSync(params, '{"amount":-1}');
    const picture = 'image 8x8x4 u8 1';
    expect(await one.ask(`run nothing - ${picture}`)).toMatchObject({
      status: 'failed',
      code: 'NOT_SUPPORTED',
      empty: true,
    });
    expect(await one.ask(`run add ${params} ${picture}`)).toMatchObject({
      status: 'failed',
      code: 'PARAM_INVALID',
    });
    expect(await one.ask('run add - nothing 8x8x4 u8 1')).toMatchObject({
      status: 'failed',
      code: 'PARAM_UNKNOWN',
    });
    writeFileSync(params, '{"amount":1}, "tool":"die"');
    expect(await one.ask(`run add ${params} ${picture}`)).toMatchObject({
      status: 'failed',
      code: 'INTERNAL',
    });
    expect(await one.ask(`run learned - ${picture}`)).toMatchObject({
      status: 'model missing',
      code: 'MODEL_MISSING',
    });
    expect(await one.ask(`run die - ${picture}`)).toMatchObject({ status: 'failed', code: 'WORKER_LOST' });
    const late = await one.ask(`run polite - ${picture} timeout=200`);
    expect(late).toMatchObject({ status: 'timed out', code: 'TIMED_OUT', empty: true });
    expect(late.ms).toBeLessThan(2000);
    expect(await one.ask(`run add - ${picture}`)).toMatchObject({
      status: 'done',
      notes: ['Something was added.'],
      empty: false,
    });
  });

  it('returns soon after an abort, from a tool that does not listen too, and asks at least every 20 ms', async () => {
    const { home } = await start();
    const one = client(home);
    const params = join(home, 'params.json');
    writeFileSync(params, '{"amount":1500}');
    await one.ask('run add - image 8x8x4 u8 1');
    for (const tool of ['polite -', `block ${params}`]) {
      const stopped = await one.ask(`run ${tool} image 8x8x4 u8 1 abort=200`);
      expect(stopped).toMatchObject({ status: 'aborted', code: '', empty: true });
      expect(stopped.ms).toBeLessThan(1000);
      expect(stopped.asked).toBeGreaterThan(6);
    }
    expect(await one.ask('run add - image 8x8x4 u8 1')).toMatchObject({ status: 'done' });
  });

  it('does not fill a block anew while a job that was given up still reads it', async () => {
    const { home } = await start();
    const one = client(home);
    const params = join(home, 'params.json');
    writeFileSync(params, '{"amount":700}');
    await one.ask('run copy - image 64x64x4 u8 1');
    const before = blocksOf(one.pid);
    expect(before).toHaveLength(1);
    await one.ask(`run block ${params} image 64x64x4 u8 1 abort=50`);
    await one.ask('run copy - image 64x64x4 u8 2');
    expect(blocksOf(one.pid)).toHaveLength(2);
    // By then the engine has let go of the first, which is used again.
    await one.ask('run copy - image 64x64x4 u8 2 again=1');
    expect(blocksOf(one.pid).length).toBeLessThanOrEqual(2);
  });

  it('uses few blocks again and again, on both sides', async () => {
    const engine = await start();
    const one = client(engine.home);
    await one.say('run copy - image 300x200x4 f32 1 again=30', 30);
    expect(blocksOf(one.pid)).toHaveLength(1);
    const watcher = engine.client();
    const { workers } = await watcher.status();
    expect(workers.flatMap(({ pid }) => blocksOf(pid)).length).toBeLessThanOrEqual(3);
  });

  it('serves threads at once, each its own picture', async () => {
    const one = client((await start()).home);
    const answers = await one.say('run add - image 40x30x4 u8 3 threads=6 again=5', 30);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['done']));
    expect(new Set(answers.map(({ outputs }) => outputs[0]?.hash)).size).toBe(1);
  });

  it('remembers results by content: the same picture again, not another that looks like it', async () => {
    const { home } = await start();
    const one = client(home);
    const params = join(home, 'params.json');
    writeFileSync(params, '{"amount":150}');
    const first = await one.ask(`run block ${params} image 64x64x4 u8 1`);
    expect(first).toMatchObject({ status: 'done', cached: false });
    const again = await one.ask(`run block ${params} image 64x64x4 u8 1`);
    expect(again).toMatchObject({ status: 'done', cached: true, outputs: first.outputs });
    // The block holds another picture now; what was remembered does not.
    expect(await one.ask(`run block ${params} image 64x64x4 u8 2`)).toMatchObject({ cached: false });
    expect(await one.ask(`run block ${params} image 64x64x4 u8 1`)).toMatchObject({
      cached: true,
      outputs: first.outputs,
    });
    // One sample differs, which no fingerprint sees.
    const pixels = Buffer.alloc(64 * 64 * 4, 7);
    const raw = join(home, 'picture.raw');
    writeFileSync(raw, pixels);
    await one.ask(`run block ${params} image 64x64x4 u8 0 load=${raw}`);
    pixels[10_007] = 8;
    writeFileSync(raw, pixels);
    expect(await one.ask(`run block ${params} image 64x64x4 u8 0 load=${raw}`)).toMatchObject({
      cached: false,
    });
  });

  it('leaves nothing behind when it is killed, and its engine goes on', async () => {
    const engine = await start();
    const one = client(engine.home);
    await one.ask('run copy - image 300x200x4 f32 1');
    expect(blocksOf(one.pid)).toHaveLength(1);
    one.close();
    const watcher = engine.client();
    while ((await watcher.status()).clients !== 1) await watcher.ping();
    expect(blocksOf(one.pid)).toEqual([]);
    expect(engine.engine.blocks.count).toBe(0);
    expect(await client(engine.home).ask('run copy - image 8x8x4 u8 1')).toMatchObject({ status: 'done' });
  });

  it('is refused in words with another token, and finds no engine where none is', async () => {
    const engine = await start();
    const file = join(engine.home, 'engine', 'engine.json');
    const found: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...found, token: 'another' }));
    const refused = await client(engine.home).ask('run copy - image 8x8x4 u8 1');
    expect(refused).toMatchObject({ status: 'refused', code: 'ENGINE_REFUSED' });
    expect(refused.text).toContain('token');
    const nowhere = await client(await temporaryHome()).ask('run copy - image 8x8x4 u8 1');
    expect(nowhere).toMatchObject({ status: 'engine missing', code: 'ENGINE_UNREACHABLE', empty: true });
    expect(nowhere.text).toContain('sfumato engine start');
  });

  it('goes on with a block whose name an engine that stopped has removed', async () => {
    const home = await temporaryHome();
    const first = await start({ home });
    const one = client(home);
    const before = await one.ask('run copy - image 30x20x4 f32 1');
    await first.close();
    expect(await one.ask('ping 64 1')).toMatchObject({ status: 'engine missing' });
    await start({ home });
    const after = await one.ask('run copy - image 30x20x4 f32 1');
    expect(after).toMatchObject({ status: 'done', outputs: before.outputs });
  });

  it('a client that keeps all it gets is refused in words, and others are served', async () => {
    const engine = await start({ memory: 64 * 2 ** 20 });
    const hoarder = engine.client();
    const { frame } = await hoarder.putFrame(
      { width: 1000, height: 1000, channels: 4, dtype: 'u8' },
      new Uint8Array(4e6),
    );
    const hoard = async () => {
      for (let i = 0; i < 50; i++) await hoarder.run({ tool: 'copy', inputs: { image: frame }, params: {} });
    };
    await expect(hoard()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(engine.engine.blocks.bytes).toBeLessThan(40 * 2 ** 20);
    expect(await client(engine.home).ask('run copy - image 100x100x4 u8 1')).toMatchObject({
      status: 'done',
    });
  });
});
