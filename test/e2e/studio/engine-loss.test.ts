// SPDX-License-Identifier: Apache-2.0
// The engine dies and comes back; files that cannot be opened; deep files.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, StudioSession } from './browser.js';

describe.skipIf(!browserPath)('Studio and its engine', () => {
  const session = new StudioSession();
  beforeAll(() => session.start());
  afterAll(() => session.close());

  it('opens the picture again and makes results again after the engine was killed', async () => {
    const studio = await session.open();
    const { page } = studio;
    await studio.openPicture('rocket.jpg');
    await studio.tool('Denoise');
    await studio.apply('Denoise');
    const before = await studio.download({ format: 'PNG' });
    await session.engine.kill();
    await page.getByText('Lost with the engine').first().waitFor();
    await page.getByText('The engine does not answer').waitFor();
    await session.engine.start();
    await page.getByText('Engine ready').waitFor();
    await page.getByText('Lost with the engine').first().waitFor({ state: 'detached' });
    await page.getByText('Being made again').first().waitFor({ state: 'detached' });
    expect(await studio.layerNames()).toEqual(['Denoise 1', 'Original']);
    await studio.pictureDrawn();
    const after = await studio.download({ format: 'PNG' });
    const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer();
    expect((await pixels(after.bytes)).equals(await pixels(before.bytes))).toBe(true);
    await page.keyboard.press('Control+z');
    expect(await studio.layerNames()).toEqual(['Original']);
    await studio.close();
  });

  it('says in words what cannot be opened, and goes on', async () => {
    const studio = await session.open();
    await studio.drop('notes.png', Buffer.from('This is no picture.'));
    const notice = studio.page.locator('.notice');
    await notice.getByText('notes.png was not opened.').waitFor();
    expect(await notice.locator('li').count()).toBeGreaterThan(0);
    await notice.getByRole('button', { name: 'Close this message' }).click();
    expect(await notice.count()).toBe(0);
    await studio.openPicture('coffee.png');
    await studio.close();
  });

  it('keeps 16 bits from a TIFF to a TIFF, and shows pixels as they are', async () => {
    const studio = await session.open();
    const ramp = Uint16Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919) % 65_536);
    const raw = { width: 64, height: 48, channels: 3 } as const;
    const tiff = await sharp(ramp, { raw }).toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer();
    await studio.openPicture('ramp.tif', tiff);
    await studio.page.locator('.facts').getByText('TIFF, 16 bit').waitFor();
    // 1600 %: the squares of single pixels have the colours that the file has.
    for (let i = 0; i < 14; i++) await studio.page.keyboard.press('+');
    await studio.page.getByRole('button', { name: /^Zoom 1600 %/ }).waitFor();
    await studio.page.waitForTimeout(300);
    const { data } = await sharp(tiff).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray(3 * (64 * y + x), 3 * (64 * y + x) + 3)];
    const seen = await studio.colourAt((32 + 0.5) / 64, (24 + 0.5) / 48);
    for (const [c, value] of at(32, 24).entries())
      expect(Math.abs((seen[c] ?? 0) - value)).toBeLessThanOrEqual(1);
    const saved = await studio.download({ format: 'TIFF', depth: '16 bits' });
    const deep = (file: Buffer) => sharp(file).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    const kept = await deep(saved.bytes);
    expect(kept.equals(await deep(tiff))).toBe(true);
    expect(kept.equals(Buffer.from(ramp.buffer))).toBe(true);
    await studio.close();
  });

  it('zooms at the pointer and pans with the middle button', async () => {
    const studio = await session.open();
    const { page } = studio;
    await studio.openPicture('coffee.png');
    const box = await studio.overlayBox();
    const point = { x: box.x + box.width * 0.25, y: box.y + box.height * 0.25 };
    const colour = await studio.colourAt(0.25, 0.25);
    await page.mouse.move(point.x, point.y);
    await page.mouse.wheel(0, -300);
    const larger = await studio.overlayBox();
    expect(larger.width).toBeGreaterThan(box.width * 1.5);
    expect(Math.abs(larger.x + larger.width * 0.25 - point.x)).toBeLessThan(2);
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(point.x + 60, point.y + 40);
    await page.mouse.up({ button: 'middle' });
    const moved = await studio.overlayBox();
    expect([moved.x - larger.x, moved.y - larger.y]).toEqual([60, 40]);
    await page.waitForTimeout(200);
    const again = await studio.colourAt(0.25, 0.25);
    for (const [c, value] of colour.entries()) expect(Math.abs((again[c] ?? 0) - value)).toBeLessThan(24);
    await page.keyboard.press('0');
    expect(await studio.overlayBox()).toEqual(box);
    await studio.close();
  });
});
