// SPDX-License-Identifier: Apache-2.0
// npm run docs: writes docs/tools.md from the tools' declarations (needs a build). With --check, only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolsReference } from '../core/dist/cli/tools-reference.js';
import { tools } from '../core/dist/tools/index.js';
import { fail, root } from './process.mjs';

const path = join(root, 'docs/tools.md');
const made = toolsReference(tools);
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== made)
    fail('docs/tools.md is not what the tools declare. Run npm run docs.');
} else {
  writeFileSync(path, made);
}
