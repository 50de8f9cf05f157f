// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BatchInfo, type EngineClient, enginePlaces } from '@sfumato/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { tools } from '../../cli/fixture-tools.mjs';
import { fixtureCli, run } from '../../cli/spawn.js';
import { closeAfterTest, connect, startEngine, temporaryHome } from './running.js';

const toolsModule = new URL('../../cli/fixture-tools.mjs', import.meta.url).href;
const commandLine = [process.execPath, fixtureCli];

/** A folder of small pictures, each different. */
async function pictures(count: number): Promise<{ input: string; output: string; home: string }> {
  const home = await temporaryHome();
  const [input, output] = [join(home, 'in'), join(home, 'out')];
  mkdirSync(input);
  for (let i = 0; i < count; i++) {
    const png = sharp({
      create: { width: 4, height: 4, channels: 3, background: { r: i, g: 9, b: 200 } },
    }).png();
    writeFileSync(join(input, `${i}.png`), await png.toBuffer());
  }
  return { input, output, home };
}

/** Resolves when a batch is as wanted. */
async function reached(client: EngineClient, wanted: (batch: BatchInfo) => boolean): Promise<BatchInfo> {
  for (;;) {
    const [batch] = await client.batches();
    if (batch && wanted(batch)) return batch;
  }
}

describe('batches', () => {
  it('give what the command line gives, tell what fails, and can be cancelled', async () => {
    const { input, output, home } = await pictures(2);
    writeFileSync(join(input, 'broken.png'), 'no picture');
    const told: BatchInfo[] = [];
    const engine = await startEngine({ home, tools, toolsModule, commandLine });
    const client = engine.client({ onEvent: ({ batch }) => batch && told.push(batch) });
    const params = { strength: 50 };
    const { batch } = await client.startBatch({ tool: 'invert', params, inputs: [input], output });
    const end = await reached(client, ({ state }) => state !== 'running' && state !== 'waiting');
    expect(end).toMatchObject({ batch, state: 'failed', total: 3, done: 2, failed: 1 });
    expect(end.error?.cause).toContain('broken.png');
    expect(told.at(-1)).toEqual(end);
    // The next engine has nothing to go on with.
    const kept = readFileSync(join(enginePlaces(home).batches, `${batch}.json`), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ state: 'failed', done: 2 });
    const alone = join(home, 'alone');
    await run(fixtureCli, ['invert', join(input, '0.png'), `${alone}/`, '--params', JSON.stringify(params)]);
    expect(readFileSync(join(output, '0.png')).equals(readFileSync(join(alone, '0.png')))).toBe(true);

    const slow = { tool: 'invert', params: { wait: 60_000 }, inputs: [input], output: join(home, 'never') };
    const second = await client.startBatch(slow);
    await client.cancelBatch(second.batch);
    expect((await client.batches()).at(-1)).toMatchObject({ state: 'cancelled', done: 0 });
    const wrong = { ...slow, params: { strength: 500 } };
    await expect(client.startBatch(wrong)).rejects.toMatchObject({ code: 'PARAM_INVALID' });
    await expect(client.startBatch({ ...slow, inputs: ['here'] })).rejects.toThrow('absolute');
    await expect(client.cancelBatch('x')).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
  });

  it('say it when they cannot be written down any more, and the engine goes on', async () => {
    const { input, output, home } = await pictures(2);
    const engine = await startEngine({ home, tools, toolsModule, commandLine });
    const client = engine.client();
    await client.startBatch({ tool: 'invert', params: { wait: 100 }, inputs: [input], output });
    await reached(client, ({ total }) => total === 2);
    const { batches } = enginePlaces(home);
    rmSync(batches, { recursive: true });
    writeFileSync(batches, 'no folder any more');
    const end = await reached(client, ({ error }) => error !== undefined);
    expect(end).toMatchObject({ state: 'done', done: 2, error: { code: 'FILE_UNWRITABLE' } });
    const more = { tool: 'invert', params: {}, inputs: [input], output: join(home, 'more') };
    await expect(client.startBatch(more)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await client.ping();
  });

  it('go on where they were when the engine was killed', async () => {
    const { input, output, home } = await pictures(6);
    const script = fileURLToPath(new URL('./engine-process.mjs', import.meta.url));
    const launch = async () => {
      const env = { ...process.env, SFUMATO_HOME: home };
      const child: ChildProcess = fork(script, [toolsModule, fixtureCli], { env, stdio: 'ignore' });
      closeAfterTest({ close: () => child.kill('SIGKILL') });
      const [found]: { url: string; token: string }[] = await once(child, 'message');
      if (!found) throw new Error('the engine did not start');
      return { child, client: connect(found) };
    };
    const first = await launch();
    await first.client.startBatch({ tool: 'invert', params: { wait: 150 }, inputs: [input], output });
    await reached(first.client, ({ done }) => done >= 2);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const finished = readdirSync(output).filter((name) => name.endsWith('.png'));
    const stamps = finished.map((name) => readFileSync(join(output, name)));
    const second = await launch();
    const end = await reached(second.client, ({ state }) => state !== 'running' && state !== 'waiting');
    expect(end).toMatchObject({ state: 'done', total: 6, done: 6, failed: 0 });
    expect(readdirSync(output).filter((name) => name.endsWith('.png')).length).toBe(6);
    expect(readdirSync(output).filter((name) => name.includes('sfumato-tmp'))).toEqual([]);
    expect(finished.map((name) => readFileSync(join(output, name)))).toEqual(stamps);
  });
});
