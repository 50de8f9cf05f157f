// SPDX-License-Identifier: Apache-2.0
// npm run quality [-- --only mask,fill,denoise,depth,sky] [--shared DIR] [--every N]: measures what the tools give against what is
// known to be right, and writes docs/quality.md with its pictures. --only measures these sections anew and takes the others as they
// were measured last (test/quality/cache); --every N takes every n-th picture of the large sets (default 3).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLibraries } from './libraries.mjs';
import { render } from './report.mjs';

const order = ['mask', 'fill', 'denoise', 'depth', 'sky'];
const { values } = parseArgs({
  options: { only: { type: 'string' }, shared: { type: 'string' }, every: { type: 'string', default: '3' } },
});
const root = join(import.meta.dirname, '../..');
const given = values.shared ?? join(root, '../shared');
const shared = existsSync(given) ? given : undefined;
const wanted = values.only?.split(',') ?? order;
mkdirSync(join(root, 'docs/pictures'), { recursive: true });

const libraries = await openLibraries(root, shared);
const context = {
  root,
  libraries,
  every: Number(values.every),
  /** The path of an evaluation file or folder; undefined where it is not there. */
  data(name) {
    const path = shared && join(shared, 'data', name);
    return path && existsSync(path) ? path : undefined;
  },
  say: (text) => process.stderr.write(`${text}\n`),
};
const cache = join(root, 'test/quality/cache');
mkdirSync(cache, { recursive: true });
for (const id of wanted) {
  if (!order.includes(id)) throw new Error(`Expected ${order.join(', ')} for --only but received ${id}`);
  context.say(id);
  const { section } = await import(`./sections/${id}.mjs`);
  const parts = await section.measure(context);
  writeFileSync(join(cache, `${id}.json`), JSON.stringify({ title: section.title, parts }, undefined, 1));
}
await libraries.release();
const kept = order.map((id) => join(cache, `${id}.json`)).filter((path) => existsSync(path));
writeFileSync(
  join(root, 'docs/quality.md'),
  render(kept.map((path) => JSON.parse(readFileSync(path, 'utf8')))),
);
