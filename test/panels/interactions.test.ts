// SPDX-License-Identifier: Apache-2.0
// The panels by pointer and by keys, in Chromium.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser, type PanelBrowser } from './browser.js';
import type { Scene } from './fixture/scene.js';
import { scenes } from './scenes.js';

let browser: PanelBrowser;
let page: Page;
beforeAll(async () => {
  if (!browserPath) return;
  browser = await openBrowser();
});
afterAll(() => browser?.close());
afterEach(() => page?.close());

const open = async (scene: Omit<Scene, 'theme'>, height?: number) => {
  page = await browser.open({ theme: 'dark', ...scene }, 260, height);
};
const values = () =>
  page.evaluate(() => {
    const { byTool, tool } = window.panelStore.get();
    return { ...byTool[tool]?.values.present };
  });
const own = () =>
  page.evaluate(() => {
    const { byTool, tool } = window.panelStore.get();
    const state = byTool[tool];
    return { past: state?.values.past.length ?? 0, view: state?.view, results: state?.results.length ?? 0 };
  });
const number = (name: string) => page.getByRole('spinbutton', { name, exact: true });

/** The middle of an element on the page. */
async function middle(selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is no ${selector} to see.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
async function drag(from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x / 2, from.y + by.y / 2);
  await page.mouse.move(from.x + by.x, from.y + by.y);
  await page.mouse.up();
}
/** A place in the picture, as parts of it, on the page. */
async function inPicture(x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator('.sf-overlay').boundingBox();
  if (!box) throw new Error('There is no picture to see.');
  return { x: box.x + x * box.width, y: box.y + y * box.height };
}

describe.skipIf(!browserPath)('a slider', () => {
  it('is dragged in one step to undo, and goes back by double-click', async () => {
    await open({ tool: 'denoise' });
    const thumb = await middle('.sf-thumb');
    await drag(thumb, { x: 40, y: 0 });
    const { luma } = await values();
    expect(luma).toBeGreaterThan(130);
    expect((await own()).past).toBe(1);
    await page.mouse.dblclick(thumb.x - 30, thumb.y);
    expect((await values()).luma).toBe(100);
  });
  it('has a number for keys: steps, tens with shift, limits with words, and Escape', async () => {
    await open({ tool: 'denoise' });
    const luma = number('Luminance');
    await luma.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowUp');
    expect((await values()).luma).toBe(111);
    await luma.fill('999');
    await page.keyboard.press('Enter');
    expect((await values()).luma).toBe(200);
    expect(await page.getByRole('status').first().innerText()).toBe('The most is 200%.');
    await luma.fill('5');
    await page.keyboard.press('Escape');
    expect((await values()).luma).toBe(200);
    await page.getByRole('button', { name: 'Reset Luminance' }).click();
    expect((await values()).luma).toBe(100);
  });
  it('is not moved by the wheel', async () => {
    await open({ tool: 'denoise' });
    const thumb = await middle('.sf-thumb');
    await page.mouse.move(thumb.x, thumb.y);
    await page.mouse.wheel(0, 200);
    expect((await values()).luma).toBe(100);
  });
});

describe.skipIf(!browserPath)('marks in the picture', () => {
  it('are clicked, alt-clicked, dragged, turned round and taken out', async () => {
    await open({ tool: 'mask' });
    const at = await inPicture(0.25, 0.5);
    await page.mouse.click(at.x, at.y);
    await page.keyboard.down('Alt');
    const other = await inPicture(0.75, 0.25);
    await page.mouse.click(other.x, other.y);
    await page.keyboard.up('Alt');
    let points = (await values()).points as { x: number; y: number; label: string }[];
    expect(points.map(({ label }) => label)).toEqual(['add', 'remove']);
    expect(points[0]?.x).toBeCloseTo(0.25, 2);
    await drag(at, { x: 60, y: 0 });
    points = (await values()).points as typeof points;
    expect(points).toHaveLength(2);
    expect(points[0]?.x).toBeCloseTo(0.25 + 60 / 244, 1);
    const second = page.getByRole('button', { name: 'Point 2: does not belong to it' });
    await second.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    points = (await values()).points as typeof points;
    expect(points[1]).toMatchObject({ label: 'add' });
    expect(points[1]?.x).toBeCloseTo(0.745, 2);
    await page.getByRole('button', { name: 'Point 2: belongs to the selection' }).focus();
    await page.keyboard.press('Delete');
    expect((await values()).points).toHaveLength(1);
  });
  it('are boxes and strokes too', async () => {
    await open({ tool: 'mask' });
    await page.getByRole('radio', { name: 'Box' }).click();
    await drag(await inPicture(0.8, 0.9), { x: -120, y: -100 });
    const { box } = await values();
    expect(box).toMatchObject({ width: expect.closeTo(120 / 244, 1), height: expect.closeTo(100 / 244, 1) });
    await page.getByRole('radio', { name: 'Brush' }).click();
    await page.getByRole('radio', { name: 'Remove' }).click();
    await drag(await inPicture(0.05, 0.05), { x: 150, y: 10 });
    const strokes = (await values()).strokes as { label: string; points: unknown[]; radius: number }[];
    expect(strokes).toMatchObject([{ label: 'remove', radius: 0.03 }]);
    expect(strokes[0]?.points.length).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Clear marks' }).click();
    expect(await values()).toMatchObject({ box: null, strokes: [], points: [] });
  });
});

describe.skipIf(!browserPath)('lights', () => {
  it('come where the picture is clicked, one more with Alt; a drag over the picture moves none', async () => {
    await open({ ...scenes.relight });
    const lights = async () => (await values()).lights as { x: number; y: number }[];
    const before = await lights();
    const box = await page.locator('.sf-overlay').boundingBox();
    if (!box) throw new Error('no picture');
    const at = { x: box.x + box.width * 0.6, y: box.y + box.height * 0.7 };
    await page.mouse.click(at.x, at.y);
    expect((await lights())[1]?.x).toBeCloseTo(0.6, 2);
    expect((await lights())[1]?.y).toBeCloseTo(0.7, 2);
    await page.keyboard.down('Alt');
    await page.mouse.click(box.x + box.width * 0.3, box.y + box.height * 0.4);
    await page.keyboard.up('Alt');
    expect(await lights()).toHaveLength(before.length + 1);
    const after = await lights();
    await page.mouse.move(at.x - 20, at.y + 8);
    await page.mouse.down();
    await page.mouse.move(at.x + 30, at.y - 10);
    await page.mouse.up();
    expect(await lights()).toEqual(after);
  });
  it('are dragged in the picture, and raised by their ring', async () => {
    await open({ ...scenes.relight });
    const light = async (i: number) => ((await values()).lights as { x: number; y: number; z: number }[])[i];
    const before = await light(0);
    await drag(await middle('.sf-lamp'), { x: 61, y: 61 });
    const after = await light(0);
    expect((after?.x ?? 0) - (before?.x ?? 0)).toBeCloseTo(0.25, 1);
    expect((after?.y ?? 0) - (before?.y ?? 0)).toBeCloseTo(0.25, 1);
    const ring = await middle('.sf-ring');
    await drag({ x: ring.x + 25, y: ring.y }, { x: 22, y: 0 });
    expect((await light(0))?.z).toBeCloseTo((after?.z ?? 0) + 0.5, 1);
  });
  it('outside the picture stay in reach, and a target moves alone', async () => {
    await open({ ...scenes.relight });
    const overlay = await page.locator('.sf-overlay').boundingBox();
    const lamp = await middle('.sf-lamp-outside');
    expect(lamp.y).toBeGreaterThanOrEqual((overlay?.y ?? 0) - 1);
    const lights = (await values()).lights as { x: number; target?: { x: number; y: number } }[];
    await drag(await middle('.sf-target'), { x: -61, y: 0 });
    const after = (await values()).lights as typeof lights;
    expect(after[1]?.x).toBe(lights[1]?.x);
    expect(after[1]?.target?.x).toBeCloseTo(0.25, 1);
  });
  it('are added, duplicated and removed from the list', async () => {
    await open({ tool: 'relight' });
    const count = async () => ((await values()).lights as unknown[]).length;
    await page.getByRole('button', { name: 'Add a light: Sun' }).click();
    await page.getByRole('button', { name: 'Duplicate light' }).click();
    expect(await count()).toBe(3);
    expect(await page.getByRole('option', { name: 'Light 3' }).getAttribute('aria-selected')).toBe('true');
    await page.getByRole('button', { name: 'Remove light' }).click();
    expect(await count()).toBe(2);
    await page.getByRole('button', { name: 'Tungsten, 2900 K' }).click();
    expect(((await values()).lights as { temperature: number }[])[1]?.temperature).toBe(2900);
  });
  it('take a colour in place of a temperature', async () => {
    await open({ tool: 'relight' });
    await page.getByRole('radio', { name: 'Colour', exact: true }).click();
    const hex = page.getByRole('textbox', { name: 'Colour, as a hex value', exact: true });
    await hex.fill('#ff8000');
    await page.keyboard.press('Enter');
    const [light] = (await values()).lights as { temperature?: number; colour: number[] }[];
    expect(light?.temperature).toBeUndefined();
    expect(light?.colour[1]).toBeCloseTo(0.2159, 3);
    await hex.fill('orange');
    await page.keyboard.press('Enter');
    expect(await page.getByText('Type a colour as #rrggbb.').isVisible()).toBe(true);
  });
});

describe.skipIf(!browserPath)('views', () => {
  it('wipe between before and after, by pointer and by keys', async () => {
    await open({ ...scenes['relight-split'] });
    await drag(await middle('.sf-wipe'), { x: 61, y: 0 });
    expect((await own()).view?.wipe).toBeCloseTo(0.65, 1);
    const handle = page.getByRole('slider', { name: 'Before and after divider' });
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    expect((await own()).view?.wipe).toBeCloseTo(0.64, 1);
  });
  it('of texture move under the pointer at 1:1', async () => {
    await open({ tool: 'denoise' });
    expect((await own()).view?.zoom).toBe('pixels');
    await drag(await inPicture(0.5, 0.5), { x: -50, y: -20 });
    const { view } = await own();
    expect(view?.centre.x).toBeGreaterThan(0.55);
    expect(view?.centre.y).toBeGreaterThan(0.5);
  });
});

describe.skipIf(!browserPath)('the panel', () => {
  it('changes tools by tabs and arrow keys', async () => {
    await open({});
    await page.getByRole('tab', { name: 'Mask' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Fill');
    await page.getByRole('tab', { name: 'Denoise' }).click();
    expect(await page.getByRole('button', { name: 'Apply Denoise' }).isVisible()).toBe(true);
  });
  it('shows help for what has the pointer or the focus, and all of it when asked', async () => {
    await open({ tool: 'denoise' });
    await number('Detail').focus();
    expect(await page.locator('.sf-help').innerText()).toMatch(/^Detail · What may be fine texture/);
    await page.getByRole('button', { name: 'Explain the controls' }).click();
    expect(await page.locator('.sf-explain').count()).toBeGreaterThanOrEqual(5);
  });
  it('has room for all of its help', async () => {
    const tools = ['mask', 'fill', 'relight', 'denoise'];
    for (const [tool, width] of tools.flatMap((one) => [[one, 260] as const, [one, 310] as const])) {
      const scene = tool === 'relight' ? scenes.relight : { tool };
      page = await browser.open({ ...scene, theme: 'dark' }, width);
      await page.evaluate(() => document.documentElement.classList.add('wide-type'));
      const cut = await page.evaluate(async () => {
        const found: string[] = [];
        for (const row of document.querySelectorAll('.sf-row, .sf-button, .sf-icon-button, .sf-badge')) {
          row.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
          row.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const help = document.querySelector('.sf-help');
          if (help && help.scrollHeight > help.clientHeight) found.push(help.textContent ?? '');
        }
        return found;
      });
      expect(cut).toEqual([]);
      await page.close();
    }
  });
  it('chooses from lists by keys', async () => {
    await open({ tool: 'denoise' });
    await page.getByRole('button', { name: 'Method: Automatic' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect((await values()).method).toBe('learned');
    expect(
      await page
        .getByRole('button', { name: 'Method: Trained model' })
        .evaluate((b) => b === document.activeElement),
    ).toBe(true);
  });
  it('undoes and redoes by keys', async () => {
    await open({ tool: 'mask' });
    await page.getByRole('checkbox', { name: 'Invert' }).click();
    expect((await values()).invert).toBe(true);
    await page.keyboard.press('Control+z');
    expect((await values()).invert).toBe(false);
    await page.keyboard.press('Control+Shift+Z');
    expect((await values()).invert).toBe(true);
  });
  it('reaches every control by Tab', async () => {
    await open({ ...scenes.relight }, 900);
    const reached = new Set<string>();
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(
          () =>
            document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        ),
      );
    }
    for (const name of [
      'Intensity',
      'Height',
      'Fog',
      'Edit Fog colour',
      'Light 1, Point',
      'Target of light 2',
      'Apply Relight',
      'Layers',
    ])
      expect([...reached]).toContain(name);
  });
  it('shows what only expanding needs only then', async () => {
    await open({ tool: 'fill' });
    expect(await number('Expand left').count()).toBe(0);
    await page.getByRole('radio', { name: 'Expand canvas' }).click();
    expect(await number('Expand left').count()).toBe(1);
  });
  it('folds its groups and remembers it', async () => {
    await open({ tool: 'denoise' });
    await page.getByRole('button', { name: 'Strength' }).click();
    expect(await number('Luminance').count()).toBe(0);
    expect(await page.evaluate(() => window.panelStore.get().folded)).toEqual(['denoise.strength']);
  });
});

describe.skipIf(!browserPath)('a full run', () => {
  it('shows its phase and is cancelled', async () => {
    await open({ ...scenes.running });
    expect(await page.getByRole('progressbar').getAttribute('aria-valuetext')).toBe(
      'Refining the edge, 43 %',
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Apply Mask' }).waitFor();
    expect((await own()).results).toBe(0);
  });
  it('that fails says why and what helps, and gives a report', async () => {
    await open({ ...scenes.failed });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/ended while it denoised[\s\S]*Try again/);
    await alert.getByRole('button', { name: 'Copy report' }).click();
    await alert.getByRole('button', { name: 'Copied' }).waitFor();
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    expect(await alert.count()).toBe(0);
  });
  it('is kept, and brought back', async () => {
    await open({ tool: 'denoise', values: { luma: 140 }, results: 1 });
    await page.getByRole('button', { name: 'Reset Luminance' }).click();
    await page.getByRole('button', { name: 'Bring back its settings' }).click();
    expect((await values()).luma).toBe(140);
  });
});

describe.skipIf(!browserPath)('presets', () => {
  it('are saved under a name and chosen again', async () => {
    await open({ tool: 'denoise', values: { luma: 60 } });
    await page.getByRole('button', { name: 'Presets: More' }).click();
    await page.getByRole('button', { name: 'Save as preset…' }).click();
    await page.getByRole('textbox', { name: 'Name of the preset' }).fill('Night');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Preset: Night' }).waitFor();
    await page.getByRole('button', { name: 'Reset all', exact: true }).click();
    await page.getByRole('button', { name: 'Preset: No preset' }).click();
    await page.getByRole('option', { name: 'Night' }).click();
    expect((await values()).luma).toBe(60);
  });
});

describe.skipIf(!browserPath)('pairing', () => {
  it('takes the code in any writing and sends it', async () => {
    await open({ ...scenes.pairing });
    const field = page.getByRole('textbox', { name: 'Pairing code' });
    await field.fill('12 34');
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    expect(await page.getByText('A code has six digits.').isVisible()).toBe(true);
    await field.fill('123456');
    expect(await field.inputValue()).toBe('123-456');
    await page.keyboard.press('Enter');
    expect(
      await page.evaluate(() => (window.panelStore.engine as unknown as { paired: string[] }).paired),
    ).toEqual(['123-456']);
  });
});
