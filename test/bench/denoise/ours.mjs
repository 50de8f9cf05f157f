// SPDX-License-Identifier: Apache-2.0
// Runs Sfumato's noise kernels for run.py: one JSON request a line on stdin, one JSON answer a line on stdout.
// Pixels are raw RGB files of u8 or, where the request says so, of f32 samples.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { denoise, estimateNoise, kernelThreads, setKernelThreads, simdTarget } from '@sfumato/native';

setKernelThreads(Number(process.env.SFUMATO_THREADS ?? 2));

const view = (bytes, { width, height, dtype = 'u8' }) => {
  const [size, range] = dtype === 'f32' ? [4, 'unit'] : [1, 'full'];
  return { bytes, width, height, channels: 3, rowStride: width * 3 * size, dtype, range };
};
const white = () => Float32Array.from({ length: 12 }, () => 1);

/** level: variance slope and offset in 8-bit steps, or absent for a blind run. */
async function run({ input, output, mode, level, clipped = true, rounds = 1, ...size }) {
  const from = view(new Uint8Array(readFileSync(input)), size);
  const into = view(new Uint8Array(from.bytes.length), size);
  const seconds = [];
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const estimate = level
      ? {
          levels: Float32Array.from({ length: 6 }, (_, k) => (k % 2 ? level[1] / 255 ** 2 : level[0] / 255)),
          spectrum: white(),
        }
      : await estimateNoise(from);
    const { levels, spectrum } = estimate;
    await denoise(from, into, { mode, levels, spectrum, clipped });
    seconds.push((performance.now() - start) / 1000);
  }
  const cpu = process.cpuUsage(before);
  writeFileSync(output, into.bytes);
  return { seconds, cpu: (cpu.user + cpu.system) / 1e6 / rounds };
}

async function estimate({ input, ...size }) {
  const start = performance.now();
  const { levels, sigma, spectrum, confidence } = await estimateNoise(
    view(new Uint8Array(readFileSync(input)), size),
  );
  return {
    seconds: (performance.now() - start) / 1000,
    levels: [...levels],
    sigma: [...sigma].map((s) => s * 255),
    spectrum: [...spectrum],
    confidence,
  };
}

const kinds = { run, estimate, about: async () => ({ target: simdTarget(), threads: kernelThreads() }) };

for await (const line of createInterface({ input: process.stdin })) {
  const { kind, ...request } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await kinds[kind](request))}\n`);
}
