// SPDX-License-Identifier: Apache-2.0
// Holds the direction of dependencies: plugins → bridges → protocol ← core → native, and the same inside core.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fail, root } from './process.mjs';

/** A folder, and what its files may import: folders of this project, `node:`, or package names. */
const rules = [
  { folder: 'native/lib', may: ['native/lib', 'node:'] },
  { folder: 'core/src/protocol', may: ['core/src/protocol', 'zod'] },
  { folder: 'core/src/frame', may: ['core/src/frame', 'core/src/protocol', '@sfumato/native'] },
  {
    folder: 'core/src/model',
    may: [
      'core/src/model',
      'core/src/frame',
      'core/src/protocol',
      'core/src/tool/tiles.ts',
      '@sfumato/native',
      'node:',
      '*',
    ],
  },
  {
    folder: 'core/src/tool',
    may: [
      'core/src/tool',
      'core/src/frame',
      'core/src/model',
      'core/src/protocol',
      'core/src/version.ts',
      '@sfumato/native',
      'node:',
      'zod',
    ],
  },
  {
    folder: 'core/src/tools',
    may: [
      'core/src/tools',
      'core/src/tool',
      'core/src/frame',
      'core/src/model',
      'core/src/protocol',
      '@sfumato/native',
    ],
  },
  {
    folder: 'core/src/media',
    may: [
      'core/src/media',
      'core/src/frame',
      'core/src/protocol',
      'core/src/tool',
      'core/src/version.ts',
      '@sfumato/native',
      'node:',
      '*',
    ],
  },
  {
    folder: 'core/src/engine',
    may: [
      'core/src/engine',
      'core/src/tools',
      'core/src/tool',
      'core/src/frame',
      'core/src/model',
      'core/src/media',
      'core/src/protocol',
      'core/src/version.ts',
      '@sfumato/native',
      'node:',
      '*',
    ],
  },
  { folder: 'bridges/uxp/src', may: ['bridges/uxp/src', '@sfumato/core/protocol', 'photoshop'] },
  {
    folder: 'bridges/openfx/effects',
    may: ['bridges/openfx/effects', '@sfumato/core', '@sfumato/core/protocol', 'node:'],
  },
  { folder: 'plugins/panels/src/host', may: ['plugins/panels/src/host', 'plugins/panels/src/engine'] },
  {
    folder: 'core/src/server',
    may: [
      'core/src/server',
      'core/src/engine',
      'core/src/tool',
      'core/src/frame',
      'core/src/model',
      'core/src/media',
      'core/src/protocol',
      'core/src/version.ts',
      '@sfumato/native',
      'node:',
      '*',
    ],
  },
  {
    folder: 'plugins/panels/src',
    may: ['plugins/panels/src', '@sfumato/core/protocol', 'react', 'react-dom'],
  },
  {
    folder: 'plugins/photoshop/src',
    may: [
      'plugins/photoshop/src',
      '@sfumato/core/protocol',
      '@sfumato/panels',
      '@sfumato/uxp',
      'react',
      'react-dom',
    ],
  },
  {
    folder: 'plugins/studio/src',
    may: ['plugins/studio/src', '@sfumato/core/protocol', '@sfumato/panels', 'react', 'react-dom'],
  },
];

const imports = /(?:\bfrom\s+|\bimport\s+|\bimport\s*\(\s*)'([^']+)'/g;
const inside = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const portable = (path) => path.split(sep).join('/');
const problems = [];

for (const { folder, may } of rules) {
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true }) : [];
  for (const file of files) {
    if (!/\.tsx?$/.test(file) || file.endsWith('.test.ts')) continue;
    const path = join(root, folder, file);
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(imports)) {
      const local = specifier.startsWith('.');
      const target = local
        ? portable(relative(root, normalize(join(dirname(path), specifier)))).replace(/\.js$/, '.ts')
        : specifier;
      const allowed = may.some((m) =>
        m === '*'
          ? !local && !target.startsWith('@sfumato/')
          : m === 'node:'
            ? target.startsWith('node:')
            : inside(target, m),
      );
      if (!allowed) problems.push(`${folder}/${portable(file)} must not import ${specifier}`);
    }
  }
}

if (problems.length > 0)
  fail(`Dependencies point the wrong way:\n${problems.map((p) => `  ${p}`).join('\n')}`);
console.log('Dependency directions hold.');
