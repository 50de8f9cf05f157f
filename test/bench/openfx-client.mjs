// SPDX-License-Identifier: Apache-2.0
// What the engine client costs: a command there and back, frames through a tool that copies them, and relighting with
// what was measured before. Needs a build: node test/bench/openfx-client.mjs [--picture FILE] [--write]. FILE is 1920 × 1080
// RGBA float rows, linear light; without it a made-up picture is lit. --write puts the tables into docs/benchmarks/openfx.md.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { userFolder } from '../../core/dist/model/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: flags } = parseArgs({
  options: { picture: { type: 'string' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
const page = join(root, 'docs/benchmarks/openfx.md');
const mark = { begin: '<!-- the client alone -->', end: '<!-- /the client alone -->' };

if (process.argv[2] === 'serve') {
  const { enginePlaces, serveEngine, tools } = await import('../../core/dist/index.js');
  const toolsModule = process.argv[4];
  const served = toolsModule === undefined ? tools : (await import(toolsModule)).tools;
  await serveEngine({ tools: served, toolsModule, port: 0, places: enginePlaces(process.argv[3]) });
  process.send('ready');
} else {
  const bench = build();
  const lines = [...(await withEngine(copies)), '', ...(await withEngine(lights))];
  console.log(lines.join('\n'));
  if (flags.write) write(lines);

  function build() {
    const folder = join(root, 'bridges/openfx/build/bench');
    const quietly = { stdio: ['ignore', 'ignore', 'inherit'] };
    execFileSync('cmake', ['-S', join(root, 'bridges/openfx'), '-B', folder, '-DSFUMATO_TESTS=ON'], quietly);
    execFileSync('cmake', ['--build', folder, '--target', 'sfumato_client_bench'], quietly);
    return join(folder, 'client/sfumato_client_bench');
  }

  /** Starts an engine and the bench program; `measure` gets a function that says a line and reads the answer. */
  async function withEngine(measure) {
    // A home of its own, with the user's models: what is measured must not find anything in a cache.
    const home = mkdtempSync(join(tmpdir(), 'sfumato-bench-'));
    const blobs = join(userFolder(), 'blobs');
    if (existsSync(blobs)) symlinkSync(blobs, join(home, 'blobs'));
    const tools = measure === copies ? [new URL('../e2e/openfx/client-tools.mjs', import.meta.url).href] : [];
    const engine = fork(fileURLToPath(import.meta.url), ['serve', home, ...tools]);
    let program;
    try {
      await once(engine, 'message');
      const env = { ...process.env, SFUMATO_HOME: home };
      program = spawn(bench, { env, stdio: ['pipe', 'pipe', 'inherit'] });
      const answers = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
      return await measure(async (line) => {
        program.stdin.write(`${line}\n`);
        const answer = JSON.parse((await answers.next()).value);
        if (answer.error) throw new Error(`${line}: ${answer.error}`);
        return answer;
      }, home);
    } finally {
      program?.kill();
      engine.kill();
      await once(engine, 'exit');
      rmSync(home, { recursive: true, force: true });
    }
  }

  async function copies(ask) {
    const ping = await ask('ping 64 3000');
    const rows = [];
    for (const [size, rounds] of [
      ['1920x1080', 40],
      ['3840x2160', 15],
    ]) {
      const { whole, run, twoCopies, twoFastCopies } = await ask(
        `frame copy - image ${size} ${rounds} moving linear`,
      );
      const ratio = median(whole) / median(twoCopies);
      rows.push(
        `| ${size.replace('x', ' × ')} | ${ms(whole)} | ${ms(run)} | ${ms(twoCopies)} | ${ratio.toFixed(2)} | ${ms(twoFastCopies)} |`,
      );
    }
    return [
      `A command of 64 bytes there and back: median ${median(ping.ms).toFixed(3)} ms, 99th percentile ${quantile(ping.ms, 0.99).toFixed(3)} ms.`,
      '',
      '| RGBA float | host buffer to host buffer, ms | of it the run | two memcpy, ms | ratio | two copies on all cores |',
      '|---|---|---|---|---|---|',
      ...rows,
    ];
  }

  async function lights(ask, home) {
    const params = join(home, 'params.json');
    const light = {
      kind: 'point',
      x: 0.3,
      y: 0.2,
      z: 0.5,
      intensity: 1.5,
      temperature: 4000,
      size: 0.15,
      shadows: true,
    };
    writeFileSync(params, JSON.stringify({ lights: [light] }).replace('{', '{"exposure":-1.%d1,'));
    const rows = [];
    for (const transfer of ['linear', 'srgb']) {
      const line = `frame relight ${params} image 1920x1080 30 parked ${transfer}`;
      const { whole, tool } = await ask(flags.picture ? `${line} ${flags.picture}` : line);
      rows.push(
        `| ${transfer} | ${ms(whole)} | ${ms(tool)} | ${(1000 / median(whole)).toFixed(1)} | ${(1000 / quantile(whole, 0.1)).toFixed(1)} |`,
      );
    }
    return [
      '| relight, 1920 × 1080 RGBA float | host buffer to host buffer, ms | of it the tool | frames a second | of the fastest tenth |',
      '|---|---|---|---|---|',
      ...rows,
    ];
  }
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

function median(values) {
  return quantile(values, 0.5);
}

function ms(values) {
  return median(values).toFixed(1);
}

function write(lines) {
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(mark.begin), text.indexOf(mark.end)];
  if (begin < 0 || end < begin) throw new Error(`${page} lacks ${mark.begin} … ${mark.end}`);
  writeFileSync(page, `${text.slice(0, begin + mark.begin.length)}\n${lines.join('\n')}\n${text.slice(end)}`);
}
