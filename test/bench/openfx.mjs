// SPDX-License-Identifier: Apache-2.0
// What the way through the OpenFX plugin costs: a host's frame to the engine, a tool that gives it back, and into the
// host's frame again: node test/bench/openfx.mjs [--write]. --write puts the table into docs/benchmarks/openfx.md.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/benchmarks/openfx.md');
const mark = { begin: '<!-- through the plugin -->', end: '<!-- /through the plugin -->' };
const effect = 'dev.sfumato.openfx.denoise';
const rounds = 15;

const sizes = [
  { name: '1920 × 1080', width: 1920, height: 1080 },
  { name: '3840 × 2160', width: 3840, height: 2160 },
];
const ways = [
  { name: 'float RGBA', depth: 'float', bytes: 16, words: { alpha: 'straight' } },
  { name: 'float RGBA, rows top down', depth: 'float', bytes: 16, words: { alpha: 'straight', negative: 1 } },
  { name: 'float RGBA, premultiplied', depth: 'float', bytes: 16, words: { alpha: 'premultiplied' } },
  { name: 'half RGBA', depth: 'half', bytes: 8, words: { alpha: 'straight' } },
  { name: 'byte RGBA', depth: 'byte', bytes: 4, words: { alpha: 'straight' } },
];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const ms = (value) => value.toFixed(1);

function built() {
  const source = join(root, 'test/hosts/openfx');
  const folder = join(root, 'build/openfx-host/none');
  for (const args of [
    ['-S', source, '-B', folder, '--log-level=WARNING'],
    ['--build', folder, '--target', 'drive'],
  ]) {
    const { status } = spawnSync('cmake', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(1);
  }
  return join(folder, 'drive');
}

function startHost(env) {
  const child = spawn(built(), { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(verb, words = {}) {
      const given = Object.entries(words).map(([name, value]) => `${name}=${JSON.stringify(`${value}`)}`);
      child.stdin.write(`${[verb, ...given].join(' ')}\n`);
      const reply = JSON.parse((await lines.next()).value);
      if (!reply.ok) throw new Error(`${verb}: ${reply.error}`);
      return reply;
    },
    async quit() {
      child.stdin.write('quit\n');
      await once(child, 'close');
    },
  };
}

async function measure(host, { width, height }, { depth, bytes, words }) {
  await host.ask('clip', { tag: 'a', width, height, depth, ...words });
  const layout = { negative: words.negative ?? 0, verify: 0 };
  const frames = [];
  const copies = [];
  for (let round = -4; round < rounds; round++) {
    const { status, renderMs, message } = await host.ask('frame', { tag: 'a', ...layout });
    if (status !== 'kOfxStatOK') throw new Error(message || status);
    const copied = await host.ask('memcpy', { bytes: width * height * bytes, count: 3 });
    if (round >= 0) {
      frames.push(renderMs);
      copies.push(median(copied.ms));
    }
  }
  return { frame: median(frames), best: Math.min(...frames), copy: median(copies) };
}

const bundles = join(root, 'plugins/resolve/build');
if (!existsSync(bundles)) throw new Error('Run `npm run build` first.');
const home = mkdtempSync(join(tmpdir(), 'sfumato-ofx-bench-'));
const env = { ...process.env, SFUMATO_HOME: home };
const tools = new URL('../hosts/openfx/plugin/trial-tools.mjs', import.meta.url).href;
const engine = fork(join(root, 'test/e2e/engine/engine-process.mjs'), [tools], { env, silent: true });
const rows = [];
try {
  await once(engine, 'message');
  const host = startHost(env);
  await host.ask('profile', { name: 'nuke' });
  await host.ask('scan', { folders: bundles });
  await host.ask('instance', { tag: 'a', effect });
  for (const size of sizes) {
    for (const way of ways) {
      const { frame, best, copy } = await measure(host, size, way);
      rows.push(
        `| ${size.name} | ${way.name} | ${ms(frame)} | ${ms(best)} | ${ms(2 * copy)} | ${(frame / copy / 2).toFixed(2)} |`,
      );
      console.log(rows.at(-1));
    }
  }
  await host.quit();
} finally {
  engine.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

if (process.argv.includes('--write')) {
  const table = [
    mark.begin,
    `Made by \`node test/bench/openfx.mjs --write\`: the packaged bundle in the host of \`test/hosts/openfx\`, an engine in a process of
its own, and a tool that copies the picture. The time is that of the render action, from the host's picture to the host's
picture. Two copies are \`memcpy\` of as many bytes between warm buffers in the same process, in turns with the frames.
Medians of ${rounds}. Machine: ${cpus()[0].model.trim()}, ${cpus().length} threads, Node ${process.version}.`,
    '',
    '| frame | samples | ms | best | two copies, ms | ratio |',
    '|---|---|---|---|---|---|',
    ...rows,
    mark.end,
  ].join('\n');
  const before = existsSync(page) ? readFileSync(page, 'utf8') : '# OpenFX\n';
  const [start, end] = [before.indexOf(mark.begin), before.indexOf(mark.end)];
  const text =
    start < 0
      ? `${before.trimEnd()}\n\n${table}\n`
      : `${before.slice(0, start)}${table}${before.slice(end + mark.end.length)}`;
  writeFileSync(page, text);
}
