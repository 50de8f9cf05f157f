// SPDX-License-Identifier: Apache-2.0
// The pictures of docs/studio.md: Studio itself, used as a person would, in a browser of its own.
// node scripts/studio/pictures.mjs [name…] writes docs/pictures/studio/NAME.jpg.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { chromiumFlags, provideChromium } from '../chromium.mjs';
import { fail, root } from '../process.mjs';
import { scenes } from './scenes.mjs';

const wanted = process.argv.slice(2);
const executablePath = provideChromium() ?? fail('The pictures of Studio need a browser.');
const home = mkdtempSync(join(tmpdir(), 'sfumato-pictures-'));
const cli = join(root, 'core/dist/cli/main.js');
const env = { ...process.env, SFUMATO_HOME: home };
const sfumato = (...args) => spawnSync(process.execPath, [cli, ...args], { env, encoding: 'utf8' }).stdout;

const engine = spawn(process.execPath, [cli, 'engine', 'run', '--port', '0'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise((resolve) => engine.stdout.once('data', resolve));
const browser = await chromium.launch({ executablePath, args: chromiumFlags });
try {
  for (const { name, theme, play, size = { width: 1440, height: 900 } } of scenes) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const context = await browser.newContext({ viewport: size });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
    await page.goto(/http\S+/.exec(sfumato('studio', '--no-open'))[0]);
    await page.getByText('Engine ready').waitFor();
    if (theme === 'light') await page.keyboard.press('Shift+T');
    await play(page);
    const png = await page.screenshot();
    const file = join(root, 'docs/pictures/studio', `${name}.jpg`);
    const { size: bytes } = await sharp(png)
      .jpeg({ quality: 86, chromaSubsampling: '4:4:4', mozjpeg: true })
      .toFile(file);
    console.log(`${file}: ${Math.round(bytes / 1000)} kB`);
    await context.close();
  }
} finally {
  await browser.close();
  engine.kill('SIGTERM');
  await new Promise((resolve) => engine.once('exit', resolve));
  rmSync(home, { recursive: true, force: true });
}
