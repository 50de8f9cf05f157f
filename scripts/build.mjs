// SPDX-License-Identifier: Apache-2.0
// npm run build: the addon, then the TypeScript.
import { join } from 'node:path';
import { bin, install, requireBuildTools, root, run } from './process.mjs';

export function build() {
  requireBuildTools();
  install();
  console.log('Building the native addon…');
  run(bin('cmake-js'), ['build', '--log-level', 'error'], { cwd: join(root, 'native') });
  console.log('Building the core…');
  run(bin('tsc'), ['-b']);
}

if (process.argv[1] === import.meta.filename) build();
