// SPDX-License-Identifier: Apache-2.0
// npm run package:photoshop: the plug-in as one .ccx file that Creative Cloud installs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './build.mjs';
import { packCcx } from './photoshop/ccx.mjs';
import { icons, manifestOf } from './photoshop/manifest.mjs';
import { root } from './process.mjs';

const folder = join(root, 'plugins/photoshop');

function bundled(version) {
  const esbuild = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: ['plugins/photoshop/build/main.js'],
    bundle: true,
    format: 'iife',
    target: 'es2021',
    minify: true,
    write: false,
    external: ['uxp', 'photoshop'],
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"', SFUMATO_VERSION: JSON.stringify(version) },
  });
  return outputFiles[0].contents;
}

async function drawn() {
  const { default: sharp } = await import('sharp');
  const drawing = readFileSync(join(folder, 'icons/panel.svg'), 'utf8');
  const files = {};
  for (const { file, size, ink } of Object.values(icons)) {
    for (const scale of [1, 2]) {
      const svg = Buffer.from(drawing.replaceAll('INK', ink));
      const side = size * scale;
      files[`${file}@${scale}x.png`] = await sharp(svg, { density: 72 * 8 })
        .resize(side, side)
        .png({ compressionLevel: 9, palette: false })
        .toBuffer();
    }
  }
  return files;
}

/** The package's bytes, from what `npm run build` made. */
export async function photoshopPackage() {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const ccx = packCcx(manifestOf(version), {
    'index.html': readFileSync(join(folder, 'src/index.html')),
    'main.js': bundled(version),
    'panels.css': readFileSync(join(root, 'plugins/panels/dist/panels.css')),
    LICENSE: readFileSync(join(root, 'LICENSE')),
    'THIRD_PARTY.md': readFileSync(join(root, 'THIRD_PARTY.md')),
    ...(await drawn()),
  });
  return { version, ccx };
}

if (process.argv[1] === import.meta.filename) {
  await build();
  const { version, ccx } = await photoshopPackage();
  const file = join(folder, 'dist', `sfumato-photoshop-${version}.ccx`);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(file, ccx);
  console.log(`${file} (${Math.round(ccx.length / 1024)} KB). Not yet run in a real Photoshop.`);
}
