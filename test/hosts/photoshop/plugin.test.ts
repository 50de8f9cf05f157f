// SPDX-License-Identifier: Apache-2.0
// The packaged plug-in, the real engine and the emulated Photoshop together.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photoshopPackage } from '../../../scripts/package-photoshop.mjs';
import { manifestOf, manifestProblems } from '../../../scripts/photoshop/manifest.mjs';
import { EngineProcess } from '../../e2e/studio/engine-process.js';
import { type OpenPlugin, openPlugin, unpack } from './realm/load.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the package', () => {
  it('is the same bytes every time, with readable files and a manifest at its root', async () => {
    const [a, b] = [await photoshopPackage(), await photoshopPackage()];
    expect(a.ccx.equals(b.ccx)).toBe(true);
    const files = await unpack(a.ccx);
    expect([...files.keys()][0]).toBe('manifest.json');
    for (const [name, { mode }] of files) expect([name, mode]).toEqual([name, 0o644]);
    const script = files.get('main.js')?.bytes.toString('utf8') ?? '';
    // No text of the script in a failure: it is long.
    for (const word of ['import(', 'sourceMappingURL', 'new Worker'])
      expect([word, script.includes(word)]).toEqual([word, false]);
    expect(script.length).toBeLessThan(1_000_000);
  });

  it('refuses manifests that Creative Cloud would refuse', () => {
    const good = manifestOf('1.2.3');
    const files = [
      'index.html',
      ...['panel-dark', 'panel-light', 'plugin'].flatMap((i) => [`icons/${i}@1x.png`, `icons/${i}@2x.png`]),
    ];
    expect(manifestProblems(good, files)).toEqual([]);
    const bad = [
      { ...good, host: [good.host] },
      { ...good, version: '1.2' },
      { ...good, main: 'other.html' },
      { ...good, requiredPermissions: { network: { domains: ['all', 'ws://localhost'] } } },
      { ...good, entrypoints: [] },
      { ...good, icons: [{ ...good.icons[0], path: 'icons/none.png' }] },
    ];
    for (const manifest of bad) expect(manifestProblems(manifest, files)).not.toEqual([]);
  });
});

describe('in the emulated Photoshop', () => {
  const engine = new EngineProcess();
  let plugin: OpenPlugin;

  beforeAll(async () => {
    await engine.start();
    const { ccx } = await photoshopPackage();
    plugin = await openPlugin(ccx, { 27182: engine.port });
  });
  afterAll(async () => {
    await plugin?.close();
    await engine.close();
  });

  it('offers the four panels, is let in by a code, and denoises the open document in one history step', async () => {
    const { page, panels, errors } = plugin;
    expect(panels).toEqual(['mask', 'fill', 'relight', 'denoise']);
    const { data, info } = await sharp(join(root, 'test/data/chelsea.png'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    await page.evaluate(
      ([width, height, rgb]) => window.realm.openPicture(width, height, rgb, 'chelsea.psd'),
      [info.width, info.height, data.toString('base64')] as const,
    );
    await page.evaluate(() => window.realm.show('denoise'));
    const code = /\d{3}-?\d{3}/.exec(engine.run(['engine', 'pair']))?.[0] ?? '';
    const entry = page.getByRole('textbox').first();
    await entry.waitFor();
    await entry.fill(code);
    await entry.press('Enter');
    const apply = page.getByRole('button', { name: 'Apply Denoise' });
    await apply.waitFor({ timeout: 20_000 });
    expect(await page.evaluate(() => window.realm.person().secrets.size)).toBe(1);
    await apply.click();
    await page.waitForFunction(
      () =>
        window.realm.emulated.module.app.activeDocument?.historyStates.some(({ name }) =>
          name.startsWith('Sfumato: '),
        ),
      undefined,
      { timeout: 50_000 },
    );
    const after = await page.evaluate(() => {
      const { emulated } = window.realm;
      const document = emulated.document();
      const [made, original] = (document?.state.layers ?? []).map(
        ({ pixels }) => pixels?.data ?? new Uint16Array(0),
      );
      let squares = 0;
      for (let i = 0; i < (original?.length ?? 0); i++)
        squares += ((made?.[i] ?? 0) - (original?.[i] ?? 0)) ** 2;
      return {
        states: document?.history.map(({ name }) => name),
        kind: made?.constructor.name,
        samples: made?.length,
        error: Math.sqrt(squares / (original?.length ?? 1)) / 32768,
        live: emulated.memory.live,
        denied: window.realm.denied(),
      };
    });
    expect(after.states).toEqual(['New', 'Place', 'Sfumato: Denoise 1']);
    expect(after).toMatchObject({
      kind: 'Uint16Array',
      samples: info.width * info.height * 4,
      live: 0,
      denied: [],
    });
    expect(after.error).toBeGreaterThan(0.0005);
    expect(after.error).toBeLessThan(0.05);
    expect(errors).toEqual([]);
  });

  it('runs a tool again by its command, without a panel, and says why when it cannot', async () => {
    const { page, errors } = plugin;
    const before = await page.evaluate(() => window.realm.emulated.document()?.history.length);
    await page.evaluate(() => window.realm.invoke('denoise-again'));
    await page.waitForFunction(
      (n) => (window.realm.emulated.document()?.history.length ?? 0) > (n ?? 0),
      before,
      {
        timeout: 30_000,
      },
    );
    await page.evaluate(() => {
      window.realm.emulated.activate(null);
      return window.realm.invoke('mask-again');
    });
    await page.waitForFunction(() => window.realm.emulated.notifications.alerts.length > 0, undefined, {
      timeout: 30_000,
    });
    const [alert] = await page.evaluate(() => window.realm.emulated.notifications.alerts);
    expect(alert).toMatch(/No document is open/);
    expect(errors).toEqual([]);
  });

  it('keeps to the elements, attributes and styles that UXP has, at every render so far', async () => {
    for (const panel of plugin.panels) {
      await plugin.page.evaluate((id) => window.realm.show(id), panel);
      await plugin.page.getByRole('button', { name: /^Apply/ }).waitFor();
      const pressed = await plugin.page.evaluate(() => window.realm.pressEverything());
      expect(pressed.length, panel).toBeGreaterThan(12);
    }
    expect(await plugin.page.evaluate(() => window.realm.problems())).toEqual([]);
    expect(plugin.sheetProblems).toEqual([]);
    expect(plugin.errors).toEqual([]);
  });
});
