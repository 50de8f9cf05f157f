// SPDX-License-Identifier: Apache-2.0
// Opens the exact bytes of a .ccx in Chromium, behind the emulated host.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../../../scripts/chromium.mjs';
import { problemsOf } from '../../../panels/uxp-subset.js';
import type { Manifest } from '../uxp/permissions.js';
import { install, unpack } from './package.js';

export { unpack } from './package.js';

const here = fileURLToPath(new URL('.', import.meta.url));

export interface OpenPlugin {
  readonly page: Page;
  /** The panels that the plug-in offers. */
  readonly panels: readonly string[];
  readonly errors: string[];
  /** What the package's style sheets hold that UXP does not know. */
  readonly sheetProblems: readonly string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly size?: { readonly width: number; readonly height: number };
  /** As if the package had been installed with another manifest. */
  readonly manifest?: (own: Manifest) => Manifest;
}

/** Starts the plug-in in a window of a panel's size. `ports`: where engines are, by the port that the plug-in tries. */
export async function openPlugin(
  ccx: Buffer,
  ports: Readonly<Record<string, number>>,
  { size = { width: 300, height: 900 }, manifest: change = (own) => own }: OpenOptions = {},
): Promise<OpenPlugin> {
  const files = await unpack(ccx);
  const manifest = change(install(files));
  const text = (name: string) => files.get(name)?.bytes.toString('utf8') ?? '';
  const bundled = await build({
    entryPoints: [join(here, 'page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  });
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-photoshop-'));
  writeFileSync(join(folder, 'realm.js'), bundled.outputFiles[0]?.contents ?? '');
  for (const [name, { bytes }] of files) if (name.endsWith('.css')) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'host.html'), hostPage(manifest, [...files.keys()]));
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags });
    const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(join(folder, 'host.html')).href);
    const parameters = await page.evaluate(
      ([own, map]) => {
        window.realm.setPorts(map);
        window.realm.prepare(own);
        return window.realm.parameters;
      },
      [manifest, ports] as const,
    );
    // A file of its own, because text is not run as code; its parameters hide what UXP lacks from the script inside.
    const script = `(function(${parameters.join(',')}){${text(scriptOf(text(manifest.main)))}\n}).apply(window,realm.given)`;
    writeFileSync(join(folder, 'main.js'), script);
    await page.addScriptTag({ url: 'main.js' });
    const panels = await page.evaluate(() => window.realm.started());
    const sheets = [...files.keys()].filter((name) => name.endsWith('.css'));
    return { page, panels, errors, sheetProblems: sheets.flatMap((name) => problemsOf(text(name))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The one script that a plug-in's page names. */
const scriptOf = (html: string) => /<script[^>]*src="([^"]+)"/.exec(html)?.[1] ?? 'main.js';

function hostPage({ requiredPermissions }: Manifest, files: readonly string[]): string {
  const sheets = files.filter((name) => name.endsWith('.css'));
  const evaluation = requiredPermissions?.allowCodeGenerationFromStrings ? " 'unsafe-eval'" : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Photoshop</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'${evaluation}">
<style>html,body{margin:0;height:100%}</style>
${sheets.map((name) => `<link rel="stylesheet" href="${name}">`).join('')}
</head><body><script src="realm.js"></script></body></html>`;
}
