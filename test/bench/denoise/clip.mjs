// SPDX-License-Identifier: Apache-2.0
// Runs the denoise tool on a clip for models/training/denoise/evaluate_clips.py: one JSON request a line on stdin, one
// JSON answer a line on stdout. Clips are raw RGB of 8 bits, frame after frame. The models are those that come along.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { defaultPolicy, Frame, findTool, openLibrary, openStore, runTool } from '@sfumato/core';
import { setKernelThreads } from '@sfumato/native';

setKernelThreads(Number(process.env.SFUMATO_THREADS ?? 2));
const home = mkdtempSync(join(tmpdir(), 'sfumato-clip-'));
const models = await openLibrary({
  store: await openStore({ home }),
  policy: defaultPolicy,
  provider: 'cpu',
});
const tool = findTool('denoise');

/** neighbours: whether frames see those around them. Answers the CPU and wall seconds of the tool alone, a frame. */
async function run({ input, output, width, height, method, neighbours }) {
  const bytes = new Uint8Array(readFileSync(input));
  const size = width * height * 3;
  const format = { width, height, channels: 3, dtype: 'u8' };
  const frames = Array.from({ length: bytes.length / size }, (_, i) =>
    Frame.over(bytes.subarray(i * size, (i + 1) * size), format),
  );
  const made = new Uint8Array(bytes.length);
  const around = Object.entries(tool.inputs).filter(
    ([, { clipFrame }]) => neighbours && clipFrame !== undefined,
  );
  const inputsOf = (at) =>
    Object.fromEntries([
      ['image', frames[at]],
      ...around.map(([id, { clipFrame }]) => [id, frames[at + clipFrame]]),
    ]);
  const clean = (at) => runTool(tool, { inputs: inputsOf(at), params: { method }, models });
  await clean(0);
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  for (const i of frames.keys()) made.set((await clean(i)).outputs.image.packed(), i * size);
  const { user, system } = process.cpuUsage(cpu);
  writeFileSync(output, made);
  return {
    cpu: (user + system) / 1e6 / frames.length,
    wall: (performance.now() - start) / 1e3 / frames.length,
  };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
