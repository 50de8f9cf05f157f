// SPDX-License-Identifier: Apache-2.0
// The packaged panels with a real engine, as a person uses them. SFUMATO_PICTURES=folder keeps pictures of them.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentState, newId, newState } from './document.js';
import { PluginSession } from './realm/session.js';

const photograph = fileURLToPath(new URL('../../data/chelsea.png', import.meta.url));
const pictures = process.env.SFUMATO_PICTURES;
const size = { width: 451, height: 300 };

/** A photograph as the background, and a layer over it. */
async function layered(mode: 'RGB' | 'CMYK' = 'RGB'): Promise<DocumentState> {
  const rgb = await sharp(photograph).removeAlpha().raw().toBuffer();
  const state = newState({ ...size, depth: 8, mode });
  const [background] = state.layers;
  if (!background?.pixels) throw new Error('no layer');
  const data = new Uint8Array(background.pixels.data.length);
  const n = background.pixels.components;
  for (let i = 0; i < size.width * size.height; i++) {
    for (let c = 0; c < n; c++) data[i * n + c] = c === n - 1 ? 255 : (rgb[i * 3 + (c % 3)] ?? 0);
  }
  const below = { ...background, pixels: { ...background.pixels, data } };
  const above = {
    ...below,
    id: newId(),
    name: 'Head',
    background: false,
    pixels: {
      ...below.pixels,
      bounds: { left: 150, top: 40, right: 300, bottom: 140 },
      data: new Uint8Array(150 * 100 * n).fill(255).map((v, i) => (i % n === n - 1 ? v : 120 + (i % 37))),
    },
  };
  return { ...state, layers: [above, below], active: [above.id] };
}

describe('the packaged panels', () => {
  let session: PluginSession;
  beforeAll(async () => {
    session = await PluginSession.start({ size: { width: 300, height: 1000 } });
    await session.pair();
  });
  afterAll(() => session?.close());

  const show = async (panel: string) => {
    await session.page.evaluate((id) => window.realm.show(id), panel);
    await session.page.getByRole('button', { name: /^Apply/ }).waitFor();
  };

  /** At both widths and in both themes. */
  async function photographs(name: string): Promise<void> {
    if (!pictures) return;
    const { page } = session;
    for (const theme of ['Dark', 'Light'] as const) {
      await page.evaluate((grey) => {
        const { notifications } = window.realm.emulated;
        notifications.brightness = `kPanelBrightness${grey}Gray`;
        for (const told of notifications.listeners.get('uiThemeChanged') ?? []) told('uiThemeChanged');
      }, theme);
      for (const width of [260, 420]) {
        await page.setViewportSize({ width, height: 1000 });
        await session.rest();
        await page.screenshot({
          caret: 'initial',
          path: join(pictures, `photoshop-${name}-${width}-${theme.toLowerCase()}.png`),
        });
      }
    }
    await page.setViewportSize({ width: 300, height: 1000 });
  }

  const choose = async (what: string, title: string) => {
    await session.page.getByRole('button', { name: what }).click();
    await session.page.getByRole('option', { name: title }).click();
  };

  it('denoise all chosen layers in one history step', async () => {
    const { page } = session;
    await session.open(await layered(), 'cat.psd');
    // A file does not know which layers are chosen.
    await page.evaluate(() => {
      const document = window.realm.front();
      const active = document.state.layers.map(({ id }) => id);
      document.change('Choose', { ...document.state, active });
    });
    await show('denoise');
    await choose('Works on', '2 chosen layers');
    await photographs('layers');
    const before = await session.told();
    await page.getByRole('button', { name: 'Apply Denoise' }).click();
    const { states, alerts } = await session.ended(before);
    expect([states, alerts]).toEqual([['Sfumato: Denoise 1'], []]);
    const layers = await page.evaluate(() =>
      window.realm.front().state.layers.map(({ name, clipped = false }) => [name, clipped]),
    );
    expect(layers).toEqual([
      ['Head (Denoise 1)', true],
      ['Head', false],
      ['Background (Denoise 1)', false],
      ['Background', false],
    ]);
  });

  it('explain a CMYK document, and make a copy that can be used', async () => {
    const { page } = session;
    await session.open(await layered('CMYK'), 'brochure.psd');
    await show('mask');
    const offer = page.getByRole('button', { name: 'Work on an RGB copy' });
    await offer.waitFor();
    expect(await page.getByText(/brochure\.psd is in CMYK mode/).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Apply Mask' }).isDisabled()).toBe(true);
    await photographs('cmyk');
    const original = await page.evaluate(() => window.realm.fingerprint());
    await offer.click();
    await page.waitForFunction(() => window.realm.front().state.mode === 'RGB');
    await offer.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Apply Mask' }).isEnabled()).toBe(true);
    const untouched = await page.evaluate(() => {
      const { documents } = window.realm.emulated.desk;
      const [first] = documents.filter(({ state }) => state.mode === 'CMYK');
      return first && window.realm.fingerprint(first);
    });
    expect(untouched).toBe(original);
  });

  it('light the picture where it is clicked', async () => {
    const { page } = session;
    await session.open(await layered(), 'cat.psd');
    await show('relight');
    const stage = page.locator('.sf-overlay:visible');
    await stage.waitFor();
    const box = await stage.boundingBox();
    if (!box) throw new Error('no picture');
    await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.25);
    await page.waitForFunction(() => {
      const lamp = document.querySelector<HTMLElement>('.sf-lamp');
      return lamp !== null && Math.abs(Number.parseFloat(lamp.style.left) - 70) < 2;
    });
    await session.rest();
    await photographs('relight');
  });

  it('check this Photoshop by a command, and save what was found', async () => {
    const { page } = session;
    await page.evaluate(() => {
      window.realm.person().files.answer = 'file:/check.json';
    });
    const documents = await page.evaluate(() => window.realm.emulated.desk.documents.length);
    const before = await session.told();
    await page.evaluate(() => window.realm.invoke('check-host'));
    const { alerts } = await session.ended(before);
    expect(alerts).toEqual([expect.stringMatching(/^All \d+ checks hold/)]);
    const saved = await page.evaluate(() => {
      const bytes = window.realm.person().disk.get('file:/check.json') ?? new Uint8Array(0);
      return new TextDecoder().decode(bytes);
    });
    expect(JSON.parse(saved)).toMatchObject({
      report: 'sfumato-photoshop-check',
      host: { name: 'Photoshop', version: '27.0.0' },
      failed: [],
    });
    expect(await page.evaluate(() => window.realm.emulated.desk.documents.length)).toBe(documents);
  });

  it('have the function that steps of Actions call', async () => {
    expect(await session.page.evaluate(() => typeof Reflect.get(globalThis, 'sfumatoPlayStep'))).toBe(
      'function',
    );
  });

  it('show nothing that UXP does not draw', async () => {
    expect(await session.page.evaluate(() => window.realm.problems())).toEqual([]);
    expect(session.plugin.errors).toEqual([]);
  });
});
