// SPDX-License-Identifier: Apache-2.0
// node test/bench/run.mjs [--quick] [--only GROUP[,GROUP]] [--stdout]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelThreads, simdTarget } from '@sfumato/native';
import { judge, race } from './harness.mjs';
import { renderReport } from './report.mjs';
import { startOpenCv } from './rivals/opencv.mjs';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, stdout: { type: 'boolean' } },
});
const root = join(import.meta.dirname, '../..');
const wanted = options.only?.split(',');
const opencv = await startOpenCv();
const context = { opencv, quick: options.quick === true, root };

async function measure(row) {
  if (row.measure) return row.measure(context);
  const results = await race(await row.competitors(context), context);
  return { results, verdicts: judge(row.goals ?? [], results) };
}

const groups = [];
for (const file of readdirSync(join(import.meta.dirname, 'rows')).sort()) {
  // A group's file carries its id.
  if (wanted && !wanted.includes(file.slice(0, -'.mjs'.length))) continue;
  const { group } = await import(`./rows/${file}`);
  const rows = [];
  for (const row of group.rows) {
    process.stderr.write(`${group.id} / ${row.title}\n`);
    // A job that fails is a row that says so, not the end of the others.
    const measured = await measure(row).catch((e) => ({ facts: [`Failed: ${e.message}`] }));
    rows.push({ title: row.title, note: row.note, ...measured });
    globalThis.gc?.();
  }
  groups.push({ title: group.title, rows });
}
opencv?.stop();

const version = (name) =>
  JSON.parse(
    readFileSync(
      join(
        [root, import.meta.dirname].find((p) => existsSync(join(p, 'node_modules', name))) ?? root,
        'node_modules',
        name,
        'package.json',
      ),
      'utf8',
    ),
  ).version;
const machine = [
  `${cpus()[0]?.model}, ${cpus().length} threads, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; ${process.platform}-${process.arch}`,
  `Node ${process.version}; kernels on ${simdTarget()}, ${kernelThreads()} threads`,
  `sharp ${version('sharp')}, transformers.js ${version('@huggingface/transformers')}, opencv-js ${version('@techstark/opencv-js')}, OpenCV ${opencv?.version ?? 'not present'} (2 threads), onnxruntime-node ${version('onnxruntime-node')}`,
  `${new Date().toISOString().slice(0, 10)}, \`npm run bench${options.quick ? ' -- --quick' : ''}\``,
];
// Quality comparisons have runners of their own, which take many minutes and write their own sections.
const sectionFolder = join(root, 'docs/benchmarks');
const sections = existsSync(sectionFolder)
  ? readdirSync(sectionFolder)
      .filter((f) => f.endsWith('.md'))
      .sort()
      .map((f) => readFileSync(join(sectionFolder, f), 'utf8').trim().replace(/^#/gm, '##'))
  : [];
const report = renderReport({ machine, groups, sections });
if (options.stdout || wanted) process.stdout.write(report);
else writeFileSync(join(root, 'docs/benchmarks.md'), report);
