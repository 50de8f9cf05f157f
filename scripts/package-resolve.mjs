// SPDX-License-Identifier: Apache-2.0
// npm run package:resolve: the OpenFX bundle as one archive, for the platform that this runs on.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { packZip } from './archive.mjs';
import { build } from './build.mjs';
import { root } from './process.mjs';
import { bundleName, bundles, libraryFolder, versionOf } from './resolve/bundle.mjs';

/** The archive's bytes, from what `npm run build` made: the bundle, and what comes with it. */
export function resolvePackage() {
  const folder = join(bundles, bundleName);
  const names = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
  return packZip({
    ...Object.fromEntries(names.map((name) => [`${bundleName}/${name}`, readFileSync(join(folder, name))])),
    'INSTALL.txt': readFileSync(join(root, 'plugins/resolve/INSTALL.txt')),
    LICENSE: readFileSync(join(root, 'LICENSE')),
    'THIRD_PARTY.md': readFileSync(join(root, 'THIRD_PARTY.md')),
  });
}

if (process.argv[1] === import.meta.filename) {
  await build();
  const archive = resolvePackage();
  const folder = join(root, 'plugins/resolve/dist');
  const file = join(folder, `sfumato-openfx-${versionOf()}-${libraryFolder().toLowerCase()}.zip`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, archive);
  console.log(`${file} (${Math.round(archive.length / 1024)} KB). Not yet run in a real DaVinci Resolve.`);
}
