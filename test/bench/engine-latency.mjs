// SPDX-License-Identifier: Apache-2.0
// How long the engine takes to answer 64 bytes while it denoises 24 megapixels. Needs a build: node test/bench/engine-latency.mjs

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientOf, enginePlaces, serveEngine, tools } from '../../core/dist/index.js';

const format = { width: 6000, height: 4000, channels: 3, dtype: 'u8' };

/** A smooth picture with noise, the same every time. */
function noisy() {
  const { width, height, channels } = format;
  const pixels = new Uint8Array(width * height * channels);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = 100 + ((i / 3000) % 60) + (state >>> 28);
  }
  return pixels;
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

if (process.argv[2] === 'serve') {
  const { url, token } = await serveEngine({ tools, port: 0, places: enginePlaces(process.argv[3]) });
  process.send({ url, token });
} else {
  const home = mkdtempSync(join(tmpdir(), 'sfumato-latency-'));
  const child = fork(fileURLToPath(import.meta.url), ['serve', home], {
    env: { ...process.env, SFUMATO_HOME: home },
  });
  try {
    const found = await new Promise((resolve) => child.once('message', resolve));
    const [worker, pinger] = [clientOf(found), clientOf(found)];
    const pixels = noisy();
    const sent = performance.now();
    const { frame } = await worker.putFrame(format, pixels);
    console.log(`72 MB sent in ${(performance.now() - sent).toFixed(0)} ms`);
    let begun;
    const started = new Promise((resolve) => {
      begun = resolve;
    });
    let over = false;
    const job = worker
      .run({ tool: 'denoise', inputs: { image: frame }, params: {} }, { onProgress: () => begun() })
      .finally(() => {
        over = true;
      });
    await started;
    const times = [];
    while (!over && times.length < 1_000_000) {
      const start = performance.now();
      await pinger.ping('x'.repeat(64));
      times.push(performance.now() - start);
    }
    const { elapsedMs } = await job;
    times.sort((a, b) => a - b);
    const row = [0.5, 0.99, 0.999, 1].map((q) => quantile(times, q).toFixed(2)).join(' / ');
    console.log(`denoise ${(elapsedMs / 1000).toFixed(1)} s on ${availableParallelism()} cores`);
    console.log(`${times.length} round trips of 64 bytes, ms: median / p99 / p99.9 / longest ${row}`);
    worker.close();
    pinger.close();
  } finally {
    child.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  }
}
