// SPDX-License-Identifier: Apache-2.0
// Studio for everyone: axe finds nothing, and all of it works by keys.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, type StudioPage, StudioSession } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe finds wrong, one line each. */
async function violations({ page }: StudioPage): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map((n) => `${id}: ${n.target.join(' ')}: ${n.failureSummary}`),
  );
}

describe.skipIf(!browserPath)('Studio for everyone', () => {
  const session = new StudioSession();
  beforeAll(() => session.start());
  afterAll(() => session.close());

  for (const theme of ['dark', 'light'] as const) {
    it(`has nothing that axe objects to, ${theme}`, async () => {
      const studio = await session.open({ theme });
      const { page } = studio;
      expect(await violations(studio)).toEqual([]);
      await studio.openPicture('coffee.png');
      for (const tool of ['Mask', 'Fill', 'Relight', 'Denoise'] as const) {
        await studio.tool(tool);
        expect(await violations(studio)).toEqual([]);
      }
      await studio.apply('Denoise');
      await page.keyboard.press('\\');
      await studio.drop('notes.png', Buffer.from('This is no picture.'));
      await page.locator('.notice').waitFor();
      expect(await violations(studio)).toEqual([]);
      await page.keyboard.press('?');
      expect(await violations(studio)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+s');
      expect(await violations(studio)).toEqual([]);
      await page.keyboard.press('Escape');
      // What was made is not downloaded yet: closing asks.
      await page.getByRole('button', { name: 'Close coffee.png' }).click();
      await page.getByRole('dialog', { name: 'Close coffee.png?' }).waitFor();
      expect(await violations(studio)).toEqual([]);
      await page.getByRole('button', { name: 'Close without' }).click();
      await page.getByText('Drop a picture here').waitFor();
      await studio.close();
    });
  }

  it('goes from a sample to a downloaded cut-out by keys alone', async () => {
    const studio = await session.open();
    const { page } = studio;
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const e = document.activeElement;
          return e?.getAttribute('aria-label') ?? e?.textContent ?? '';
        });
        if (name.test(focused)) return;
      }
      throw new Error(`The Tab key never comes to ${name}`);
    };
    await tabTo(/^Espresso/);
    await page.keyboard.press('Enter');
    await studio.layers().first().waitFor();
    const seen = await studio.pictures();
    await tabTo(/^Add a point in the middle/);
    await page.keyboard.press('Enter');
    await studio.pictureAfter(seen);
    await tabTo(/^Apply Mask/);
    await page.keyboard.press('Enter');
    await studio.layers().nth(1).waitFor();
    expect(await studio.layerNames()).toEqual(['Mask 1', 'Original']);
    // The focus is in the panel: undo still goes through everything.
    await page.keyboard.press('Control+z');
    expect(await studio.layerNames()).toEqual(['Original']);
    await page.keyboard.press('Control+Shift+z');
    expect(await studio.layerNames()).toEqual(['Mask 1', 'Original']);
    await page.keyboard.press('Control+s');
    const coming = page.waitForEvent('download');
    await page.getByRole('dialog').waitFor();
    await tabTo(/^Download/);
    await page.keyboard.press('Enter');
    expect((await coming).suggestedFilename()).toBe('coffee-matte.png');
    await studio.close();
  });
});
