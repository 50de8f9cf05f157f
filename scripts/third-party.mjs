// SPDX-License-Identifier: Apache-2.0
// THIRD_PARTY.md from the lock file, the models' manifests and the test pictures. `--write` writes it, `--check`
// fails when it is out of date or a licence is not on the list below.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './process.mjs';

const accepted = new Set([
  'Apache-2.0',
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'MIT OR Apache-2.0',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
  'Apache-2.0 AND MIT',
]);

/** Packages whose licence asks for more than a notice, and how it is met. */
const withConditions = [
  {
    matches: (name) => name.startsWith('@img/sharp-'),
    licences: [
      'LGPL-3.0-or-later',
      'Apache-2.0 AND LGPL-3.0-or-later',
      'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
    ],
    how: 'libvips as a shared library in a package of its own: it can be replaced by another build',
  },
];

const readJson = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

function packages() {
  const found = new Map();
  for (const [path, entry] of Object.entries(readJson('package-lock.json').packages)) {
    if (!path.includes('node_modules/') || entry.dev || entry.devOptional || entry.link) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    found.set(`${name}@${entry.version}`, {
      name,
      version: entry.version,
      licence: entry.license ?? 'not stated',
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function models() {
  return readdirSync(join(root, 'models'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'models', entry.name, 'model.json')))
    .map((entry) => readJson('models', entry.name, 'model.json'))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function conditionOf({ name, licence }) {
  if (accepted.has(licence)) return '';
  const rule = withConditions.find((c) => c.matches(name) && c.licences.includes(licence));
  if (!rule)
    fail(`${name} has the licence ${licence}, which is not on the accepted list in scripts/third-party.mjs.`);
  return rule.how;
}

const terms = ({ spdx, note }) => (note ? `${spdx}. ${note}` : spdx);
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;

function render() {
  return `# Third-party notices

Made by \`npm run licences\` from the lock file, the model manifests and the test pictures; checked by \`npm test\`.
Sfumato itself is under the Apache License 2.0 (\`LICENSE\`).

## Packages that run with Sfumato

Each package carries its licence text. Platform packages are installed only where they fit.

| package | version | licence | condition, and how it is met |
|---|---|---|---|
${packages()
  .map((p) => row(p.name, p.version, p.licence, conditionOf(p)))
  .join('\n')}

## Models

None is loaded unless its files are installed and the licence policy allows it. The verdict is about commercial use.

| model | task | licence of the weights | licence of the training data | verdict |
|---|---|---|---|---|
${models()
  .map((m) =>
    row(
      m.id,
      m.task,
      terms(m.licence.weights),
      terms(m.licence.data),
      `${m.commercial.verdict}: ${m.commercial.reason}`,
    ),
  )
  .join('\n')}

## Test pictures

Public domain and CC0; authors and sources are in \`test/data/ATTRIBUTION.md\`.
`;
}

const path = join(root, 'THIRD_PARTY.md');
const text = render();
if (process.argv.includes('--write')) {
  writeFileSync(path, text);
  console.log('Wrote THIRD_PARTY.md.');
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
  fail('THIRD_PARTY.md is out of date: run npm run licences and read what changed.');
} else {
  console.log('THIRD_PARTY.md is up to date.');
}
