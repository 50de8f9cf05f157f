// SPDX-License-Identifier: Apache-2.0
// Holds everything that goes into a UXP panel to what UXP has: code, elements and attributes, style sheets.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './process.mjs';
import { sourceProblems } from './uxp/source-rules.mjs';
import { problemsOf } from './uxp/subset.mjs';

/** What is bundled into the plug-in. */
const folders = ['plugins/panels/src', 'plugins/photoshop/src', 'bridges/uxp/src', 'core/src/protocol'];

const problems = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).flatMap((name) => {
    const path = `${folder}/${name.replaceAll('\\', '/')}`;
    if (/\.test\.tsx?$/.test(path)) return [];
    if (/\.tsx?$/.test(path)) return sourceProblems(path, readFileSync(join(root, path), 'utf8'));
    if (!path.endsWith('.css')) return [];
    const css = readFileSync(join(root, path), 'utf8').replace(/@import [^;]*;/g, '');
    return problemsOf(css).map((problem) => `${path}: ${problem}`);
  }),
);

if (problems.length > 0)
  fail(`Panel code uses what UXP has not got:\n${problems.map((p) => `  ${p}`).join('\n')}`);
console.log('Panel code keeps to what UXP has.');
