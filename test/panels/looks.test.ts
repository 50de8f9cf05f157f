// SPDX-License-Identifier: Apache-2.0
// Every scene in Chromium, in both themes and at both widths: nothing is cut off, nothing breaks WCAG A or AA by axe's
// rules, and nothing is used that UXP does not draw. SFUMATO_PICTURES=folder keeps pictures of them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser, type PanelBrowser } from './browser.js';
import { clippedWords, unknownInUxp } from './fixture/audit.js';
import { scenes } from './scenes.js';
import { displays, elements, properties } from './uxp-subset.js';

declare global {
  interface Window {
    axe: { run(context: string): Promise<AxeResults> };
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = process.env.SFUMATO_PICTURES;
const only = new RegExp(process.env.SFUMATO_SCENES ?? '');
const narrow = 260;

/** The widest type that we know of, for where things are tightest. */
const wideType = (on: boolean) => document.documentElement.classList.toggle('wide-type', on);

let browser: PanelBrowser;
let page: Page;
beforeAll(async () => {
  if (!browserPath) return;
  browser = await openBrowser();
  page = await browser.open({ theme: 'dark' }, narrow);
  await page.evaluate(axeSource);
});
afterAll(() => browser?.close());

const cases = Object.entries(scenes)
  .filter(([name]) => only.test(name))
  .flatMap(([name, scene]) => {
    const themes = ['dark', 'light'] as const;
    return themes.flatMap((theme) => [narrow, 420].map((width) => ({ name, scene, theme, width })));
  });

describe.skipIf(!browserPath).each(cases)('$name, $theme, $width px', ({ name, scene, theme, width }) => {
  it('shows all its words, reads well, and draws nothing that UXP cannot', async () => {
    await browser.show(page, { ...scene, theme }, width);
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`) });
    expect(await page.evaluate(clippedWords)).toEqual([]);
    const allowed = { displays: [...displays], elements: [...elements], properties: [...properties] };
    expect(await page.evaluate(unknownInUxp, allowed)).toEqual([]);
    // The widest type that we know of, where things are tightest.
    if (width === narrow) {
      await page.evaluate(wideType, true);
      expect(await page.evaluate(clippedWords)).toEqual([]);
      await page.evaluate(wideType, false);
    }
    const { violations } = await page.evaluate(() => window.axe.run('.sf-root'));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect(found).toEqual([]);
  });
});
