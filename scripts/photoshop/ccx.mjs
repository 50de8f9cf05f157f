// SPDX-License-Identifier: Apache-2.0
// A .ccx is a zip with the manifest at its root. The same files give the same bytes, whenever and wherever they are packed.
import { zipSync } from 'fflate';
import { manifestProblems } from './manifest.mjs';

/** Archives made on Unix carry the mode of a file; entries without one install as unreadable files. */
const unix = 3;
const regularFile = 0o100644;
/** The earliest time that a zip can hold, as local time, which is how it is kept. */
const epoch = () => new Date(1980, 0, 1, 0, 0, 0);

/** `files`: bytes by path; `manifest.json` is added. Throws when the manifest breaks a rule. */
export function packCcx(manifest, files) {
  const all = { 'manifest.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), ...files };
  const problems = manifestProblems(manifest, Object.keys(all));
  if (problems.length > 0) throw new Error(`The manifest is not valid:\n${problems.join('\n')}`);
  const entries = Object.keys(all)
    .sort((a, b) => Number(b === 'manifest.json') - Number(a === 'manifest.json') || (a < b ? -1 : 1))
    .map((path) => [
      path,
      [new Uint8Array(all[path]), { os: unix, attrs: regularFile << 16, mtime: epoch() }],
    ]);
  return Buffer.from(zipSync(Object.fromEntries(entries), { level: 9 }));
}
