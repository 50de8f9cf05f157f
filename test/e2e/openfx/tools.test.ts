// SPDX-License-Identifier: Apache-2.0
// The real tools through the engine client: the command line's pixels, and estimates that are made once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tools } from '@sfumato/core';
import { convertPixels } from '@sfumato/native';
import { beforeAll, describe, expect, it } from 'vitest';
import { Frame } from '../../../core/src/frame/index.js';
import { encodeStill, readStill } from '../../../core/src/media/index.js';
import { manifestOf, plainInput } from '../../model/manifests.js';
import { writeOnnx } from '../../model/onnx-writer.js';
import { closeAfterTest, startEngine, temporaryHome } from '../engine/running.js';
import { buildClient, type ClientDriver, startClient } from './client.js';

const toolsModule = new URL('../../../core/dist/tools/index.js', import.meta.url).href;
const commandLine = fileURLToPath(new URL('../../../core/dist/cli/main.js', import.meta.url));
const photograph = fileURLToPath(new URL('../../data/astronaut.png', import.meta.url));
const measuring = 'Measuring depth';

let driver = '';
beforeAll(() => {
  driver = buildClient('driver');
}, 600_000);

function client(home: string): ClientDriver {
  const made = startClient(driver, home);
  closeAfterTest(made);
  return made;
}

/** A home with models that see depth and a subject where there is red. */
async function homeWithModels(): Promise<string> {
  const home = await temporaryHome();
  const graph = writeOnnx({
    inputs: [{ name: 'x', type: 'f32', dims: [1, 3, 'h', 'w'] }],
    outputs: [{ name: 'y', type: 'f32', dims: [1, 3, 'h', 'w'] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });
  const seen = {
    input: plainInput,
    size: { rule: 'fixed', width: 64, height: 64 },
    output: { tensor: 'y', layout: 'nchw', channels: 3, channel: 0 },
  };
  const contracts = {
    depth: { name: 'depth.v1', meaning: 'inverse', ...seen },
    subject: { name: 'matte.v1', ...seen },
  };
  for (const [task, contract] of Object.entries(contracts)) {
    const id = `red-${task}`;
    const folder = join(home, 'models', id);
    mkdirSync(folder, { recursive: true });
    const source = { kind: 'own', path: `${id}.onnx` } as const;
    writeFileSync(
      join(folder, 'model.json'),
      JSON.stringify(manifestOf(id, graph, source, { task, contract })),
    );
    writeFileSync(join(folder, `${id}.onnx`), graph);
  }
  return home;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

describe.runIf(process.platform === 'linux')('tools through the engine client', () => {
  it('estimate depth once for a picture, whatever is moved, shown or drafted', {
    timeout: 120_000,
  }, async () => {
    const { home } = await startEngine({ tools, toolsModule, home: await homeWithModels() });
    const one = client(home);
    const params = join(home, 'params.json');
    const run = (exposure: number, outputs: string, more = '', seed = 1) => {
      writeFileSync(params, JSON.stringify({ exposure }));
      return one.ask(`run relight ${params} ${outputs} 320x200x4 f32 ${seed} transfer=linear ${more}`);
    };
    expect(await run(-1, 'image')).toMatchObject({ status: 'done', outputs: [{ name: 'image' }] });
    const later = [
      await run(-1.1, 'image'),
      await run(-1.2, 'depth'),
      await run(-1.2, 'normals,shadow'),
      await run(-1.3, 'image', 'quality=draft'),
      await run(-1.4, 'image'),
    ];
    expect(later.map(({ status }) => status)).toEqual(Array(5).fill('done'));
    expect(later.flatMap(({ phases }) => phases)).not.toContain(measuring);
    expect(later[2]?.outputs.map(({ name }) => name).sort()).toEqual(['normals', 'shadow']);
    expect((await run(-1, 'image', '', 2)).phases).toContain(measuring);
    // Ahead of time, with nothing to show for it.
    expect(await run(-1, '-', '', 3)).toMatchObject({ status: 'done', outputs: [], phases: [measuring] });
    expect((await run(-1, 'image', '', 3)).phases).not.toContain(measuring);
  });

  it('find what a worker estimated that is gone, or works on something else', {
    timeout: 120_000,
  }, async () => {
    const engine = await startEngine({ tools, toolsModule, home: await homeWithModels() });
    const one = client(engine.home);
    const params = join(engine.home, 'params.json');
    const run = (exposure: number) => {
      writeFileSync(params, JSON.stringify({ exposure, apply: 'subject' }));
      return one.ask(`run relight ${params} image 320x200x4 f32 1 transfer=linear`);
    };
    expect((await run(-1)).phases).toContain(measuring);
    const watcher = engine.client();
    const [worker] = (await watcher.status()).workers;
    process.kill(worker?.pid ?? 0, 'SIGKILL');
    while ((await watcher.status()).workers.some(({ pid }) => pid === worker?.pid)) await watcher.ping();
    const again = await run(-1.1);
    expect(again).toMatchObject({ status: 'done', cached: false });
    expect(again.phases).not.toContain(measuring);
    expect(again.phases).not.toContain('Finding');
  });

  it('give the pixels of the command line', { timeout: 300_000 }, async () => {
    const home = await homeWithModels();
    const whole = (await readStill(readFileSync(photograph), { name: 'astronaut.png' })).frame;
    const part = whole.crop({ x: 96, y: 0, width: 320, height: 256 });
    const floats = Frame.allocate({ ...part.format(), dtype: 'f32', range: 'unit', origin: { x: 0, y: 0 } });
    await convertPixels(part, floats);
    const raw = join(home, 'picture.raw');
    writeFileSync(raw, floats.packed());
    const file = join(home, 'picture.tif');
    writeFileSync(file, Buffer.concat((await encodeStill(floats, { format: 'tiff' })).parts));
    await startEngine({ tools, toolsModule, home });
    const one = client(home);
    const params = join(home, 'params.json');
    const steps = [
      { tool: 'relight', output: 'image', values: { exposure: -0.3, specular: 20 } },
      { tool: 'denoise', output: 'image', values: { luma: 80, method: 'fast' } },
      { tool: 'mask', output: 'matte', values: { target: 'subject', feather: 2 } },
    ];
    for (const { tool, output, values } of steps) {
      const result = join(home, `${tool}.tif`);
      const flags = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
      execFileSync(process.execPath, [commandLine, tool, file, result, ...flags], {
        stdio: 'pipe',
        env: { ...process.env, SFUMATO_HOME: home },
      });
      const expected = floatsOf((await readStill(readFileSync(result), { name: tool })).frame.packed());
      const saved = join(home, `${tool}.raw`);
      writeFileSync(params, JSON.stringify(values));
      const run = await one.ask(`run ${tool} ${params} ${output} 320x256x3 f32 0 load=${raw} save=${saved}`);
      expect(run, tool).toMatchObject({ status: 'done', outputs: [{ name: output }] });
      const got = floatsOf(readFileSync(saved));
      expect(got.length, tool).toBe(expected.length);
      let worst = 0;
      for (let i = 0; i < got.length; i++)
        worst = Math.max(worst, Math.abs((got[i] ?? Number.NaN) - (expected[i] ?? Number.NaN)));
      expect(worst, tool).toBeLessThanOrEqual(1e-6);
    }
  });
});
