// SPDX-License-Identifier: Apache-2.0
// The panels in Chromium: bundles the fixture page, opens scenes on it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import type { Scene } from './fixture/scene.js';
import { descriptions } from './fixture/tools.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');

/** Undefined: there is none, and tests that need one are skipped. */
export const browserPath: string | undefined = findChromium();
if (!browserPath)
  console.warn(
    'Skipped: the panels’ browser tests need Chromium. Run `node scripts/chromium.mjs` for how to get it.',
  );

/** The page as one document. */
async function pageSource(): Promise<string> {
  const bundled = await build({
    entryPoints: [join(here, 'fixture', 'page.tsx')],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    absWorkingDir: root,
    logLevel: 'error',
  });
  const script = bundled.outputFiles[0]?.text.replaceAll('</script', '<\\/script') ?? '';
  const styles = readFileSync(join(root, 'plugins', 'panels', 'dist', 'panels.css'), 'utf8');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sfumato panels</title>
    <style>html,body{margin:0;height:100%}#panel{height:100%;display:flex;flex-direction:column}</style>
    <style>${styles}</style>
    <style>.wide-type .sf-panel{font-family:"DejaVu Sans",Verdana,sans-serif}</style></head><body><main id="panel" style="height:100%"></main><script>${script}</script></body></html>`;
}

const photograph = (name: string) => {
  const type = name.endsWith('.png') ? 'png' : 'jpeg';
  const bytes = readFileSync(join(root, 'test', 'data', name));
  return `data:image/${type};base64,${bytes.toString('base64')}`;
};

export interface PanelBrowser {
  /** A page of that width that shows the scene, as high as the panel wants to be. */
  open(scene: Scene, width: number, height?: number, prepare?: (page: Page) => Promise<void>): Promise<Page>;
  /** Shows another scene on a page. */
  show(page: Page, scene: Scene, width: number, height?: number): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<PanelBrowser> {
  const source = await pageSource();
  const browser: Browser = await chromium.launch({
    executablePath: browserPath ?? '',
    args: [...chromiumFlags, '--force-color-profile=srgb'],
  });
  async function show(page: Page, scene: Scene, width: number, height?: number): Promise<void> {
    await page.setViewportSize({ width, height: height ?? 900 });
    await page.evaluate(([given, tools, picture]) => window.showScene(given, tools, picture), [
      scene,
      descriptions,
      photograph(scene.photograph ?? 'astronaut.png'),
    ] as const);
    if (height !== undefined) return;
    const wanted = await page.evaluate(() => window.wantedHeight());
    await page.setViewportSize({ width, height: wanted });
    await page.evaluate(() => window.settled());
  }
  return {
    async open(scene, width, height, prepare) {
      const page = await browser.newPage({ viewport: { width, height: height ?? 900 } });
      page.on('pageerror', (error) => {
        throw error;
      });
      await prepare?.(page);
      await page.setContent(source);
      await show(page, scene, width, height);
      return page;
    },
    show,
    close: () => browser.close(),
  };
}
