// SPDX-License-Identifier: Apache-2.0
// What a person does with a picture in Studio, and that what they take home is what the command line makes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, type SentJob, type StudioPage, StudioSession, testData } from './browser.js';

describe.skipIf(!browserPath)('the tools in Studio', () => {
  const session = new StudioSession();
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-studio-files-'));
  beforeAll(() => session.start());
  afterAll(async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const raw = async (file: string | Buffer) => {
    const picture = sharp(file);
    // Without a word sharp reads 16 bits as 8.
    if ((await picture.metadata()).depth === 'ushort') picture.toColourspace('rgb16');
    const { data, info } = await picture.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
    return { data, size: [info.width, info.height, info.channels] };
  };
  const saved = (name: string, bytes: Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const same = async (a: string | Buffer, b: string | Buffer) => {
    const [one, other] = [await raw(a), await raw(b)];
    expect(one.size).toEqual(other.size);
    expect(one.data.equals(other.data)).toBe(true);
  };
  /** The place in the left half where two pictures differ most, without their grain, and the first one's colour there. */
  const mostChanged = async (one: string, other: Buffer) => {
    const smooth = async (file: string | Buffer) =>
      sharp(file).removeAlpha().blur(4).raw().toBuffer({ resolveWithObject: true });
    const [a, b] = [await smooth(one), await smooth(other)];
    const { width, height } = a.info;
    let best = { difference: 0, x: 0, y: 0, colour: [0, 0, 0] };
    for (let y = 10; y < height - 10; y++)
      for (let x = 10; x < width * 0.45; x++) {
        const at = 3 * (y * width + x);
        const colour = [...a.data.subarray(at, at + 3)];
        const difference = colour.reduce((sum, v, c) => sum + Math.abs(v - (b.data[at + c] ?? 0)), 0);
        if (difference > best.difference)
          best = { difference, x: (x + 0.5) / width, y: (y + 0.5) / height, colour };
      }
    expect(best.difference).toBeGreaterThan(150);
    return best;
  };
  const lastJob = ({ jobs }: StudioPage): SentJob => {
    const job = jobs.at(-1);
    if (!job) throw new Error('Expected a full job');
    return job;
  };
  const red = ([r = 0, g = 0, b = 0]: readonly number[]) => r - Math.max(g, b);

  it('masks by a click, refines, fills and takes it back; files are those of the command line', async () => {
    const studio = await session.open();
    const { page } = studio;
    await studio.openPicture('coffee.png');
    const saucer = [0.42, 0.78] as const;
    const untouched = red(await studio.colourAt(0.06, 0.06));
    const started = performance.now();
    let seen = await studio.pictures();
    await studio.clickPicture(...saucer);
    await studio.pictureAfter(seen);
    // 3 s on a quiet machine; the bound is loose because others may be at work here.
    expect(performance.now() - started).toBeLessThan(10_000);
    // Finer copies of the picture come in after the first: a little may change, the red of a mask is far more.
    expect(Math.abs(red(await studio.colourAt(0.06, 0.06)) - untouched)).toBeLessThan(10);

    seen = await studio.pictures();
    await page.getByRole('spinbutton', { name: 'Refine edge' }).fill('20');
    await page.keyboard.press('Enter');
    await studio.pictureAfter(seen);

    await studio.apply('Mask');
    expect(await studio.layerNames()).toEqual(['Mask 1', 'Original']);
    const job = lastJob(studio);
    expect(job).toMatchObject({ tool: 'mask', params: { refine: 20, points: [{ label: 'add' }] } });
    const matte = await studio.download({ format: 'PNG', layer: 'Mask 1' });
    expect(matte.name).toBe('coffee-matte.png');
    const mattePath = saved(matte.name, matte.bytes);
    const cliMatte = join(folder, 'cli-matte.png');
    session.engine.run(['mask', testData('coffee.png'), cliMatte, '--params', JSON.stringify(job.params)]);
    await same(mattePath, cliMatte);

    await studio.tool('Fill');
    await studio.apply('Fill');
    expect(await studio.layerNames()).toEqual(['Fill 2', 'Mask 1', 'Original']);
    const filled = await studio.download({ format: 'PNG' });
    expect(filled.name).toBe('coffee-fill.png');
    const cliFill = join(folder, 'cli-fill.png');
    const params = JSON.stringify(lastJob(studio).params);
    session.engine.run(['fill', testData('coffee.png'), cliFill, '--mask', cliMatte, '--params', params]);
    await same(filled.bytes, cliFill);

    // Before is the original: seen where the two differ most, left of the middle.
    const { x, y, colour } = await mostChanged(testData('coffee.png'), filled.bytes);
    await page.keyboard.press('\\');
    await page.getByText('Before', { exact: true }).first().waitFor();
    await page.waitForTimeout(300);
    const seenBefore = await studio.colourAt(x, y);
    for (const [c, value] of colour.entries())
      expect(Math.abs((seenBefore[c] ?? 0) - value)).toBeLessThan(32);
    await page.keyboard.press('\\');

    await page.keyboard.press('Control+z');
    expect(await studio.layerNames()).toEqual(['Mask 1', 'Original']);
    await page.keyboard.press('Control+z');
    expect(await studio.layerNames()).toEqual(['Original']);
    await page.waitForTimeout(300);
    // Finer copies of the picture come in after the first: a little may change, the red of a mask is far more.
    expect(Math.abs(red(await studio.colourAt(0.06, 0.06)) - untouched)).toBeLessThan(10);
    await page.keyboard.press('Control+Shift+z');
    expect(await studio.layerNames()).toEqual(['Mask 1', 'Original']);
    expect(studio.complaints).toEqual([]);
    await studio.close();
  });

  it('drafts while a light is dragged, and hands over light passes as layers', async () => {
    const studio = await session.open();
    const { page } = studio;
    await studio.openPicture('chelsea.png');
    await studio.tool('Relight');
    const light = await page.getByRole('button', { name: /^Light 1,/ }).boundingBox();
    if (!light) throw new Error('Expected a handle of a light');
    const from = { x: light.x + light.width / 2, y: light.y + light.height / 2 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 10);
    await studio.pictureAfter(await studio.pictures());
    const before = await studio.pictures();
    const started = performance.now();
    for (let i = 0; performance.now() - started < 2000; i++)
      await page.mouse.move(from.x + 120 + 100 * Math.sin(i / 20), from.y + 60 + 50 * Math.cos(i / 20));
    const drafts = (await studio.pictures()) - before;
    await page.mouse.up();
    // 10 a second on a quiet machine; loose, because others may be at work here.
    expect(drafts / 2).toBeGreaterThan(1);

    await page.getByRole('checkbox', { name: 'Layers' }).check();
    await page.getByRole('button', { name: /^Result goes to/ }).click();
    await page.getByRole('option', { name: 'Group of layers' }).click();
    await studio.apply('Relight');
    const names = await studio.layerNames();
    const parts = ['Fog', 'Light 1', 'Shadows', 'Original light'];
    expect(names.filter((name) => parts.includes(name))).toEqual(parts);
    expect([names[0], names.at(-1)]).toEqual(['Relight 1', 'Original']);

    const params = JSON.stringify(lastJob(studio).params);
    const tiff = await studio.download({ format: 'TIFF', layer: 'Relight 1', depth: '16 bits' });
    expect(tiff.name).toBe('chelsea-relight.tif');
    const cli = join(folder, 'cli-relight.tif');
    session.engine.run(['relight', testData('chelsea.png'), cli, '--params', params, '--bits', '16']);
    expect((await sharp(tiff.bytes).metadata()).depth).toBe('ushort');
    await same(tiff.bytes, cli);

    const psd = await studio.download({ format: 'PSD' });
    expect(psd.name).toBe('chelsea.psd');
    expect(psd.bytes.subarray(0, 4).toString()).toBe('8BPS');
    await studio.openPicture('chelsea.psd', psd.bytes);
    const written = names.filter((name) => name !== 'Depth' && name !== 'Normals');
    expect(await studio.layerNames()).toEqual([...written, 'Original']);
    expect(studio.complaints).toEqual([]);
    await studio.close();
  });

  it('denoises, and cancels at once', async () => {
    const studio = await session.open();
    const { page } = studio;
    await studio.openPicture('rocket.jpg');
    await studio.tool('Denoise');
    await studio.apply('Denoise');
    const clean = await studio.download({ format: 'PNG' });
    const cli = join(folder, 'cli-denoise.png');
    session.engine.run(['denoise', testData('rocket.jpg'), cli]);
    await same(clean.bytes, cli);

    await studio.openPicture('dandelion.jpg');
    await page.getByRole('button', { name: 'Apply Denoise' }).click();
    await page.getByRole('progressbar').first().waitFor();
    const started = performance.now();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Apply Denoise' }).waitFor();
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await studio.layerNames()).toEqual(['Original']);
    expect(studio.complaints).toEqual([]);
    await studio.close();
  });
});
