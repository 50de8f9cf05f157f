// SPDX-License-Identifier: Apache-2.0
// Fills the sixteen cases with Sfumato and its rivals and writes a table:
//   node test/bench/fill/run.mjs PHOTO_FOLDER... --out FOLDER [--methods telea,ns,fsr_fast,shiftmap,gmic_matchpatch]
//     [--cases blem,obj,wire,out] [--rounds 3] [--table FILE.md] [--python /usr/bin/python3] [--reuse]
// --reuse keeps the rows of methods that are not run again. FOLDER keeps every picture (input, mask, truth, one a method) and results.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillHoles, kernelThreads, simdTarget } from '@sfumato/native';
import sharp from 'sharp';
import { declarations, makeCases } from './cases.mjs';
import { judge } from './metrics.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    methods: { type: 'string', default: '' },
    cases: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    table: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    reuse: { type: 'boolean', default: false },
  },
});
if (!values.out || positionals.length === 0)
  throw new Error('Give a folder of photographs and --out FOLDER.');
const out = values.out;
const list = (text) => text.split(',').filter(Boolean);
const wanted = list(values.cases);
const cases = await makeCases(
  positionals,
  declarations.filter(({ id }) => wanted.length === 0 || wanted.some((w) => id.startsWith(w))),
);

const rgb = { channels: 3, dtype: 'u8', range: 'full' };
const writeRgb = (bytes, { width, height }, path) =>
  sharp(bytes, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(path);

/** The picture with its hole blacked out, so that nobody can peek. */
function blanked({ truth, mask }) {
  const input = Uint8Array.from(truth);
  for (let i = 0; i < mask.length; i++) if (mask[i]) input.fill(0, 3 * i, 3 * i + 3);
  return input;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const results = [];
/** The default, and the settings for the most texture and for the least error in blemishes. */
const ours = [
  { method: 'sfumato', grain: 0.5 },
  { method: 'sfumato_grainy', grain: 1 },
  { method: 'sfumato_precise', grain: 0 },
];

for (const one of cases) {
  const { id, kind, width, height, truth, mask } = one;
  const folder = join(out, id);
  mkdirSync(folder, { recursive: true });
  const input = blanked(one);
  const hole = { bytes: mask.map((m) => m * 255), width, height, rowStride: width, ...rgb, channels: 1 };
  await writeRgb(truth, one, join(folder, 'truth.png'));
  await writeRgb(input, one, join(folder, 'input.png'));
  await sharp(hole.bytes, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(join(folder, 'mask.png'));
  for (const { method, grain } of ours) {
    const times = [];
    const cpu = [];
    let bytes = input;
    for (let round = 0; round <= Number(values.rounds); round++) {
      bytes = Uint8Array.from(input);
      const before = process.cpuUsage();
      const start = performance.now();
      await fillHoles({ bytes, width, height, rowStride: width * 3, ...rgb }, hole, { grain });
      const used = process.cpuUsage(before);
      if (round === 0) continue;
      times.push(performance.now() - start);
      cpu.push((used.user + used.system) / 1000);
    }
    await writeRgb(bytes, one, join(folder, `${method}.png`));
    const quality = judge(truth, bytes, mask, width, height);
    results.push({ case: id, kind, method, ms: median(times), cpuMs: median(cpu), ...quality });
  }
}

const methods = list(values.methods);
if (methods.length > 0) {
  const script = join(import.meta.dirname, 'rivals.py');
  const { stdout } = spawnSync(values.python, [script, out, ...methods], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { case: id, method, ms } = JSON.parse(line);
    const one = cases.find((c) => c.id === id);
    if (!one) continue;
    const { data } = await sharp(join(out, id, `${method}.png`))
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    results.push({
      case: id,
      kind: one.kind,
      method,
      ms,
      ...judge(one.truth, data, one.mask, one.width, one.height),
    });
  }
}

const kept = new Set(methods);
if (values.reuse) {
  const ran = (row) => results.some((r) => r.case === row.case && r.method === row.method);
  const before = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).results;
  for (const row of before.filter((row) => !ran(row))) {
    results.push(row);
    kept.add(row.method);
  }
}

const titles = {
  blemish: 'Eight blemishes, radius 6–15 px',
  object: 'One object, 200 px',
  wire: 'A 7 px wire across the picture',
  outpaint: '10 % at left and right',
};
const mean = (rows, key) => rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
const lines = [];
for (const [kind, title] of Object.entries(titles)) {
  const all = cases.filter((c) => c.kind === kind).length;
  if (all === 0) continue;
  lines.push(
    `### ${title}`,
    '',
    '| method | cases | median ms | PSNR dB | SSIM | texture | seam |',
    '|---|---|---|---|---|---|---|',
  );
  for (const method of new Set([...ours.map((o) => o.method), ...kept])) {
    const rows = results.filter((row) => row.kind === kind && row.method === method);
    if (rows.length === 0) continue;
    lines.push(
      `| ${method} | ${rows.length}/${all} | ${median(rows.map((r) => r.ms)).toFixed(0)} | ${mean(rows, 'psnr').toFixed(2)} | ${mean(rows, 'ssim').toFixed(3)} | ${mean(rows, 'texture').toFixed(2)} | ${mean(rows, 'seam').toFixed(2)} |`,
    );
  }
  lines.push('');
}
const machine = `${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, ${kernelThreads()} threads, ${simdTarget()}, Node ${process.version}`;
writeFileSync(join(out, 'results.json'), JSON.stringify({ machine, results }, null, 1));
const table = `${machine}\n\n${lines.join('\n')}`;
if (values.table) writeFileSync(values.table, table);
console.log(table);
