// SPDX-License-Identifier: Apache-2.0
// npm run build: the addon, then the TypeScript, then what browsers and hosts load, the OpenFX bundle among it.
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bin, install, requireBuildTools, root, run } from './process.mjs';
import { buildBundle } from './resolve/bundle.mjs';

/** What esbuild bundles from the built TypeScript: a row is one call, paths are relative to the project. */
const bundles = [
  { entry: 'plugins/panels/src/theme/panels.css', outfile: 'plugins/panels/dist/panels.css' },
  { entry: 'plugins/studio/src/style/studio.css', outfile: 'plugins/studio/dist/studio.css', minify: true },
  {
    entry: 'plugins/studio/build/main.js',
    outfile: 'plugins/studio/dist/studio.js',
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  },
];

/** What is served or shipped as it is. */
const copies = [
  ['plugins/studio/src/index.html', 'plugins/studio/dist/index.html'],
  ['plugins/studio/src/icon.svg', 'plugins/studio/dist/icon.svg'],
  ['plugins/studio/samples', 'plugins/studio/dist/samples'],
  ...['dandelion.jpg', 'chelsea.png', 'coffee.png'].map((file) => [
    `test/data/${file}`,
    `plugins/studio/dist/samples/${file}`,
  ]),
];

function bundle({ entry, outfile, ...options }) {
  // Only here, because a fresh checkout installs it first.
  const esbuild = createRequire(import.meta.url)('esbuild');
  esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    logLevel: 'warning',
    ...options,
  });
}

export async function build() {
  requireBuildTools();
  install();
  console.log('Building the native addon…');
  run(bin('cmake-js'), ['build', '--log-level', 'error'], { cwd: join(root, 'native') });
  console.log('Building the core and the panels…');
  run(bin('tsc'), ['-b']);
  bundles.forEach(bundle);
  for (const [from, to] of copies) cpSync(join(root, from), join(root, to), { recursive: true });
  console.log('Building the OpenFX bundle…');
  await buildBundle();
}

if (process.argv[1] === import.meta.filename) await build();
