// SPDX-License-Identifier: Apache-2.0
// npm run bench [-- --quick | --only GROUP]: builds, installs the rivals beside the project, measures, and writes docs/benchmarks.md.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, run } from './process.mjs';

await build();
const folder = join(root, 'test/bench');
if (!existsSync(join(folder, 'node_modules'))) {
  console.log('Installing the rivals…');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}
run(process.execPath, ['--expose-gc', join(folder, 'run.mjs'), ...process.argv.slice(2)]);
