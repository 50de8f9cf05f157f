// SPDX-License-Identifier: Apache-2.0
// Sfumato.ofx.bundle: the folder that OpenFX hosts load, for the platform that this runs on.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../process.mjs';

const bridge = join(root, 'bridges/openfx');

/** The folder that holds the bundle: what OFX_PLUGIN_PATH names. */
export const bundles = join(root, 'plugins/resolve/build');
export const bundleName = 'Sfumato.ofx.bundle';
export const library = 'Sfumato.ofx';

/** Where the standard puts a library, by the platform that loads it. */
export function libraryFolder(platform = process.platform, arch = process.arch) {
  if (platform === 'darwin') return 'MacOS';
  if (platform === 'win32') return arch === 'arm64' ? 'Win-arm64ec' : 'Win64';
  return arch === 'arm64' ? 'Linux-aarch64' : 'Linux-x86-64';
}

export const versionOf = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

const hasNinja = () => spawnSync('ninja', ['--version'], { stdio: 'ignore' }).status === 0;

/** Writes the table of effects, for every build of the bridge. Needs the built TypeScript. */
export function writeEffects() {
  run('node', [join(bridge, 'dist/main.js'), join(bridge, 'build/effects/effects.cc')]);
}

/** Configures and builds targets of the bridge in bridges/openfx/build/NAME; gives that folder. */
export function buildBridge(name, targets, options = []) {
  const folder = join(bridge, 'build', name);
  const generator = hasNinja() && !existsSync(join(folder, 'CMakeCache.txt')) ? ['-G', 'Ninja'] : [];
  run('cmake', ['-S', bridge, '-B', folder, ...generator, ...options, '--log-level=WARNING']);
  run('cmake', ['--build', folder, '--config', 'Release', '--parallel', '2', '--target', ...targets]);
  return folder;
}

/** Builds the library and puts the bundle together. */
export async function buildBundle() {
  writeEffects();
  const made = buildBridge('release', ['sfumato_ofx']);
  const contents = join(bundles, bundleName, 'Contents');
  rmSync(join(bundles, bundleName), { recursive: true, force: true });
  mkdirSync(join(contents, libraryFolder()), { recursive: true });
  const built = [join(made, library), join(made, 'Release', library)].find(existsSync);
  copyFileSync(built, join(contents, libraryFolder(), library));
  const plist = readFileSync(join(root, 'plugins/resolve/Info.plist'), 'utf8');
  writeFileSync(join(contents, 'Info.plist'), plist.replaceAll('VERSION', versionOf()));
  await drawIcons(join(contents, 'Resources'));
}

/** One icon an effect, called as the standard wants it; an effect without a drawing of its own has the common one. */
async function drawIcons(folder) {
  const { default: sharp } = await import('sharp');
  const ids = JSON.parse(readFileSync(join(bridge, 'effects/ids.json'), 'utf8'));
  mkdirSync(folder, { recursive: true });
  for (const [tool, { identifier }] of Object.entries(ids)) {
    const drawings = [tool, 'effect'].map((name) => join(root, 'plugins/resolve/icons', `${name}.svg`));
    const drawing = readFileSync(drawings.find(existsSync));
    writeFileSync(join(folder, `${identifier}.svg`), drawing);
    const picture = sharp(drawing, { density: 72 * 4 }).resize(256, 256);
    writeFileSync(join(folder, `${identifier}.png`), await picture.png({ compressionLevel: 9 }).toBuffer());
  }
}
