// SPDX-License-Identifier: Apache-2.0
// A .ccx is a zip with the manifest at its root.
import { packZip } from '../archive.mjs';
import { manifestProblems } from './manifest.mjs';

/** `files`: bytes by path; `manifest.json` is added. Throws when the manifest breaks a rule. */
export function packCcx(manifest, files) {
  const all = { 'manifest.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), ...files };
  const problems = manifestProblems(manifest, Object.keys(all));
  if (problems.length > 0) throw new Error(`The manifest is not valid:\n${problems.join('\n')}`);
  const paths = Object.keys(all).sort(
    (a, b) => Number(b === 'manifest.json') - Number(a === 'manifest.json') || (a < b ? -1 : 1),
  );
  return packZip(Object.fromEntries(paths.map((path) => [path, all[path]])));
}
