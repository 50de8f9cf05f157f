// SPDX-License-Identifier: Apache-2.0
// What the packaged plug-in makes of a document, in the PSD file that is saved of it, by another program's reading; and
// against the command line, which gets the same picture and params.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { initializeCanvas, type Layer, readPsd as readByAgPsd } from 'ag-psd';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentState, newState } from './document.js';
import type { Bounds } from './plane.js';
import { type Params, PluginSession } from './realm/session.js';

initializeCanvas(
  () => {
    throw new TypeError('Expected layers without canvas');
  },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height), colorSpace: 'srgb' }),
);

const photograph = fileURLToPath(new URL('../../data/chelsea.png', import.meta.url));
const size = { width: 240, height: 160 };
const folder = mkdtempSync(join(tmpdir(), 'sfumato-packaged-'));
const picture = join(folder, 'cat.png');
let rgb: Buffer;

/** The photograph as a document of 8 bits, not a background. */
function opened(): DocumentState {
  const state = newState({ ...size, depth: 8 });
  const data = new Uint8Array(size.width * size.height * 4).fill(255);
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += 4) data.set(rgb.subarray(i, i + 3), o);
  const layers = state.layers.map((layer) => ({
    ...layer,
    name: 'Cat',
    background: false,
    pixels: layer.pixels && { ...layer.pixels, data },
  }));
  return { ...state, layers };
}

const flags = (params: Params) =>
  Object.entries(params).map(([name, value]) => {
    const flag = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    return `--${flag}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  });

const named = (layers: readonly Layer[] = [], name: RegExp): Layer | undefined => {
  for (const layer of layers) {
    const found = name.test(layer.name ?? '') ? layer : named(layer.children, name);
    if (found) return found;
  }
  return undefined;
};

describe('what is saved after the packaged plug-in', () => {
  let session: PluginSession;
  beforeAll(async () => {
    rgb = await sharp(photograph).removeAlpha().resize(size).raw().toBuffer();
    await sharp(rgb, { raw: { ...size, channels: 3 } })
      .png()
      .toFile(picture);
    session = await PluginSession.start();
    await session.pair();
  });
  afterAll(async () => {
    await session?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The plug-in's command on the open document, and the saved file as another reader sees it. */
  async function plugIn(tool: string, params: Params, placeAs: string, selected?: Bounds) {
    await session.open(opened(), 'cat.psd');
    if (selected) await session.page.evaluate((box) => window.realm.select(box), selected);
    await session.remember(tool, params, placeAs);
    const { states, alerts } = await session.again(tool);
    expect({ states: states.length, alerts }).toEqual({ states: 1, alerts: [] });
    const { file } = await session.saved();
    expect(session.plugin.errors).toEqual([]);
    return readByAgPsd(file, { useImageData: true, skipThumbnail: true });
  }

  /** The command line's result on the same picture. */
  async function commandLine(tool: string, params: Params, more: readonly string[] = []) {
    const file = join(folder, `${tool}.png`);
    session.engine.run([tool, picture, file, '--overwrite', ...flags(params), ...more]);
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    return { data, channels: info.channels };
  }

  const colours = (data: ArrayLike<number> = [], channels = 4) =>
    Uint8Array.from(Array.from(data).filter((_, i) => i % channels < 3));

  it('denoise: a new layer with the very pixels of the command line', async () => {
    const params = { luma: 90, colour: 110 };
    const psd = await plugIn('denoise', params, 'layer');
    const cli = await commandLine('denoise', params);
    const made = named(psd.children, /^Denoise \d+$/);
    expect(made).toMatchObject({ blendMode: 'normal', left: 0, top: 0, right: 240, bottom: 160 });
    expect(colours(made?.imageData?.data)).toEqual(colours(cli.data, cli.channels));
    expect(colours(named(psd.children, /^Cat$/)?.imageData?.data)).toEqual(colours(rgb, 3));
    // What programs without layers show is the layer on top.
    expect(colours(psd.imageData?.data)).toEqual(colours(cli.data, cli.channels));
  });

  it('mask: a layer mask with the very matte of the command line', async () => {
    const params = { target: 'selection', points: [{ x: 0.5, y: 0.5, label: 'add' }] };
    const psd = await plugIn('mask', params, 'layer-mask');
    const cli = await commandLine('mask', params);
    const mask = named(psd.children, /^Cat$/)?.mask;
    expect(mask).toMatchObject({ left: 0, top: 0, right: 240, bottom: 160 });
    const matte = Array.from(mask?.imageData?.data ?? []).filter((_, i) => i % 4 === 0);
    expect(matte).toEqual(Array.from(cli.data).filter((_, i) => i % cli.channels === 0));
    expect(new Set(matte).size).toBeGreaterThan(3);
  });

  it('fill: a layer where something was selected, with the very pixels of the command line', async () => {
    const selected = { left: 100, top: 50, right: 130, bottom: 70 };
    const params = { seed: 3 };
    const psd = await plugIn('fill', params, 'layer', selected);
    const hole = Buffer.alloc(size.width * size.height);
    for (let y = selected.top; y < selected.bottom; y++)
      hole.fill(255, y * 240 + selected.left, y * 240 + selected.right);
    const mask = join(folder, 'hole.png');
    await sharp(hole, { raw: { ...size, channels: 1 } })
      .png()
      .toFile(mask);
    const cli = await commandLine('fill', params, ['--mask', mask]);
    const made = named(psd.children, /^Fill \d+$/);
    const { left = 0, top = 0, imageData } = made ?? {};
    if (!imageData) throw new Error('nothing was filled');
    let [worst, filled] = [0, 0];
    for (let y = 0; y < imageData.height; y++) {
      for (let x = 0; x < imageData.width; x++) {
        const i = 4 * (y * imageData.width + x);
        if (imageData.data[i + 3] !== 255) continue;
        filled++;
        const o = ((y + top) * 240 + x + left) * cli.channels;
        for (let c = 0; c < 3; c++)
          worst = Math.max(worst, Math.abs((imageData.data[i + c] ?? 0) - (cli.data[o + c] ?? 0)));
      }
    }
    expect(filled).toBeGreaterThanOrEqual(30 * 20);
    expect(worst).toBe(0);
  });

  it('relight: the whole picture relit, with the very pixels of the command line', async () => {
    const psd = await plugIn('relight', {}, 'layer');
    const cli = await commandLine('relight', {});
    const made = named(psd.children, /^Relight \d+$/);
    expect(colours(made?.imageData?.data)).toEqual(colours(cli.data, cli.channels));
  });

  it('relight: light passes as a group with the blend modes that add them up', async () => {
    const psd = await plugIn('relight', {}, 'group');
    const group = psd.children?.find(({ children }) => children);
    expect(group?.name).toMatch(/^Relight \d+$/);
    const inside = (group?.children ?? []).map(({ name, blendMode, hidden }) => [name, blendMode, hidden]);
    expect(inside).toEqual([
      ['Original light', 'multiply', false],
      ['Shadows', 'multiply', false],
      ['Fog', 'normal', false],
      ['Light 1', 'linear dodge', false],
      // All of them together, for those who want no layers.
      ['Relit picture', 'normal', true],
    ]);
  });
});
