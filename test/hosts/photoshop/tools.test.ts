// SPDX-License-Identifier: Apache-2.0
// Every tool, with the real engine, into every place that the plug-in offers for it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UxpHost } from '../../../plugins/photoshop/build/uxp.js';
import { EngineProcess } from '../../e2e/studio/engine-process.js';
import { composite } from './composite.js';
import type { EmulatedDocument, Mode } from './document.js';
import { createPhotoshop } from './host.js';
import { hostOf, type OpenPanel, openPanel, pairedClient } from './panel-host.js';
import { blank, type Depth, type Samples, white } from './plane.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const photograph = join(root, 'test/data/chelsea.png');
const bytes = (data: Samples | undefined) =>
  Buffer.from(data?.buffer ?? new ArrayBuffer(0), data?.byteOffset ?? 0, data?.byteLength ?? 0);

const engine = new EngineProcess();
let client: Awaited<ReturnType<typeof pairedClient>>;
let pixels: Buffer;
const size = { width: 300, height: 200 };

beforeAll(async () => {
  await engine.start();
  client = await pairedClient(engine, hostOf(createPhotoshop()));
  pixels = noisy(await sharp(photograph).removeAlpha().resize(size).raw().toBuffer());
});
afterAll(async () => {
  client?.close();
  await engine.close();
});

/** Repeatable noise, so that there is something to take away. */
function noisy(clean: Buffer): Buffer {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Buffer.from(
    clean.map((v) => Math.min(255, Math.max(0, Math.round(v + 30 * (random() + random()))))),
  );
}

/** The photograph as a document whose only layer it is; of grey documents, one of its channels. */
function openPhotograph(mode: Mode = 'RGB', depth: Depth = 16) {
  const emulated = createPhotoshop();
  const document = emulated.open({ ...size, mode, depth, title: 'cat.psd' });
  const layer = document.state.layers[0];
  if (!layer?.pixels) throw new Error('no layer');
  const data = layer.pixels.data.slice();
  const n = document.components;
  for (let i = 0; i < size.width * size.height; i++) {
    for (let c = 0; c < n - 1; c++) {
      // Of Lab: the lightness, and a little colour.
      const v = (pixels[i * 3 + c] ?? 0) / 255;
      const level = mode === 'Lab' && c > 0 ? 0.5 + (v - 0.5) / 8 : v;
      data[i * n + c] = depth === 32 ? level : Math.round(level * white[depth]);
    }
  }
  document.changeLayer('Place', layer.id, { pixels: { ...layer.pixels, data } });
  return { emulated, document, host: hostOf(emulated) };
}

function select(
  document: EmulatedDocument,
  box: { left: number; top: number; right: number; bottom: number },
) {
  const selection = blank(box, 1, document.depth, white[document.depth]);
  document.change('Select', { ...document.state, selection });
}

const tool = (host: UxpHost, id: string): Promise<OpenPanel> => openPanel(host, client, id);
const steps = (document: EmulatedDocument) => document.history.slice(2).map(({ name }) => name);

describe('mask', () => {
  const points = [{ x: 0.5, y: 0.5, label: 'add' }];

  it.each(['selection', 'layer-mask', 'channel', 'layer'] as const)('becomes a %s', async (as) => {
    const { document, host, emulated } = openPhotograph();
    const [layer] = document.state.layers;
    if (layer) document.changeLayer('Unlock', layer.id, { background: false });
    const { store, apply } = await tool(host, 'mask');
    store.edits.setAll({ ...valuesOf(store), target: 'selection', points });
    store.setPlaceAs(as);
    await apply();
    const { state } = document;
    const found = {
      selection: state.selection,
      'layer-mask': state.layers[0]?.mask,
      channel: state.channels[0]?.plane,
      layer: state.layers[0]?.pixels,
    }[as];
    const n = found?.components ?? 1;
    const matte = found?.data.filter((_, i) => i % n === n - 1) ?? [];
    expect(matte).toHaveLength(size.width * size.height);
    expect(Math.max(...matte)).toBe(32768);
    expect(Math.min(...matte)).toBe(0);
    expect(steps(document).at(-1)).toBe('Sfumato: Mask 1');
    if (as === 'layer') {
      // Sure pixels of a cut-out keep their colours.
      const before = layer?.pixels?.data ?? [];
      const same = Array.from(found?.data ?? []).filter(
        (v, i) => found?.data[i | 3] === 32768 && v === before[i],
      );
      expect(state.layers).toHaveLength(2);
      expect(same.length).toBeGreaterThan(0.8 * 4 * matte.filter((v) => v === 32768).length);
    }
    expect(emulated.memory.live).toBe(0);
    store.close();
  });

  it.each(['replace', 'add', 'subtract', 'intersect'] as const)(
    'takes the selection as a hint, and combines with it: %s',
    async (combine) => {
      const { document, host } = openPhotograph();
      select(document, { left: 0, top: 0, right: 150, bottom: 200 });
      const { store, apply } = await tool(host, 'mask');
      store.edits.setAll({
        ...valuesOf(store),
        target: 'selection',
        combine,
        box: { x: 0.4, y: 0.3, width: 0.4, height: 0.5 },
      });
      store.setPlaceAs('selection');
      await apply();
      const { selection } = document.state;
      if (!selection) throw new Error('nothing is selected');
      const at = (x: number, y: number) => (selection.data[y * 300 + x] ?? 0) / 32768;
      // Far left: selected before, and outside of the box.
      const left = at(10, 100);
      if (combine === 'add') expect(left).toBe(1);
      if (combine === 'intersect') expect(left).toBeLessThan(0.1);
      if (combine === 'subtract') expect(left).toBeGreaterThan(0.9);
      const right = Math.max(...Array.from({ length: 200 }, (_, y) => at(290, y)));
      // Far right: never selected, and outside of the box.
      expect(right).toBeLessThan(0.1);
      store.close();
    },
  );
});

describe('fill', () => {
  const box = { left: 140, top: 60, right: 180, bottom: 90 };

  it('fills what is selected, as a layer of that size', async () => {
    const { document, host } = openPhotograph();
    select(document, box);
    const { store, apply } = await tool(host, 'fill');
    await apply();
    const [layer] = document.state.layers;
    expect(layer?.name).toBe('Fill 1');
    expect((layer?.pixels?.bounds.left ?? 0) >= 100).toBe(true);
    expect(Math.max(...(layer?.pixels?.data ?? []).filter((_, i) => i % 4 === 3))).toBe(32768);
    store.close();
  });

  it('gives a group of variations of which one shows, in one step', async () => {
    const { document, host } = openPhotograph();
    select(document, box);
    const { store, apply } = await tool(host, 'fill');
    store.setPlaceAs('variations');
    await apply();
    const group = document.state.layers.find(({ kind }) => kind === 'group');
    const inside = document.state.layers.filter(({ parent }) => parent === group?.id);
    expect(group?.name).toBe('Fill 1');
    expect(inside.map(({ name, visible }) => [name, visible])).toEqual([
      [expect.stringMatching(/^Variation \d+$/), true],
      ...Array.from({ length: 3 }, () => [expect.stringMatching(/^Variation \d+$/), false]),
    ]);
    expect(new Set(inside.map(({ pixels: p }) => bytes(p?.data).toString('base64'))).size).toBe(4);
    expect(steps(document)).toEqual(['Select', 'Sfumato: Fill 1']);
    store.close();
  });

  it('expands the canvas', async () => {
    const { document, host } = openPhotograph();
    const { store, apply } = await tool(host, 'fill');
    store.edits.setAll({
      ...valuesOf(store),
      mode: 'expand',
      unit: 'pixels',
      left: 20,
      right: 0,
      top: 10,
      bottom: 0,
    });
    await apply();
    expect(document.state).toMatchObject({ width: 320, height: 210 });
    const look = composite(document.state);
    // The old picture is where it was, in relation to the new canvas.
    const at = (x: number, y: number) => look.data[(y * 320 + x) * 4];
    expect(at(20 + 200, 10 + 120)).toBe(Math.round(((pixels[(120 * 300 + 200) * 3] ?? 0) / 255) * 32768));
    expect(look.data.filter((v, i) => i % 4 === 3 && v !== 32768)).toHaveLength(0);
    expect(steps(document)).toEqual(['Sfumato: Fill 1']);
    document.undo();
    expect(document.state).toMatchObject(size);
    store.close();
  });
});

describe('relight', () => {
  it('gives its passes in a group with their blend modes, and the whole picture hidden on top', async () => {
    const { document, host } = openPhotograph('RGB', 32);
    const before = composite(document.state).data.slice();
    const { store, apply } = await tool(host, 'relight');
    store.setPlaceAs('group');
    await apply();
    const group = document.state.layers.find(({ kind }) => kind === 'group');
    const inside = document.state.layers.filter(({ parent }) => parent === group?.id);
    const modes = inside.map(({ name, blendMode, visible }) => [name, blendMode, visible]);
    expect(modes[0]).toEqual(['Relit picture', 'normal', false]);
    expect(modes.at(-1)).toEqual(['Original light', 'multiply', true]);
    expect(modes).toContainEqual(['Light 1', 'linearDodge', true]);
    expect(modes).toContainEqual(['Shadows', 'multiply', true]);
    // In linear light, the passes make the picture that the flattened one is.
    const whole = inside[0]?.pixels?.data ?? new Float32Array(0);
    const made = composite(document.state).data;
    let [off, moved] = [0, 0];
    for (let i = 0; i < made.length; i++) {
      if (i % 4 === 3) continue;
      off += ((made[i] ?? 0) - (whole[(i >> 2) * (whole.length / (made.length / 4)) + (i & 3)] ?? 0)) ** 2;
      moved += ((made[i] ?? 0) - (before[i] ?? 0)) ** 2;
    }
    const psnr = -10 * Math.log10(off / (made.length * 0.75));
    expect(psnr).toBeGreaterThan(35);
    expect(moved).toBeGreaterThan(off);
    expect(steps(document)).toEqual(['Sfumato: Relight 1']);
    store.close();
  });
});

describe('denoise', () => {
  it('replaces the chosen layer by a smart object that holds both', async () => {
    const { document, host } = openPhotograph();
    const { store, apply } = await tool(host, 'denoise');
    store.setWorkOn('layers');
    store.setPlaceAs('smart-object');
    await apply();
    expect(document.state.layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['Background', 'smartObject'],
    ]);
    expect(document.state.layers[0]?.contents?.layers).toHaveLength(2);
    expect(steps(document)).toEqual(['Sfumato: Denoise 1']);
    store.close();
  });

  it('gives the same pixels as the command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sfumato-photoshop-'));
    try {
      const file = join(folder, 'in.png');
      await sharp(pixels, { raw: { ...size, channels: 3 } })
        .png()
        .toFile(file);
      engine.run(['denoise', file, join(folder, 'out.png')]);
      const expected = await sharp(join(folder, 'out.png')).removeAlpha().raw().toBuffer();
      const { document, host } = openPhotograph('RGB', 8);
      const { store, apply } = await tool(host, 'denoise');
      await apply();
      const made = document.state.layers[0]?.pixels?.data ?? [];
      const colours = Buffer.from(made.filter((_, i) => i % 4 !== 3));
      expect(colours.equals(expected)).toBe(true);
      expect(expected.equals(pixels)).toBe(false);
      store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('grey and Lab documents', () => {
  it.each([
    ['Grayscale', 'denoise'],
    ['Grayscale', 'relight'],
    ['Grayscale', 'fill'],
    ['Lab', 'denoise'],
    ['Lab', 'relight'],
    ['Lab', 'fill'],
  ] as const)('in %s take what %s makes', async (mode, id) => {
    const { document, host } = openPhotograph(mode, 16);
    const before = composite(document.state).data.slice();
    select(document, { left: 100, top: 60, right: 180, bottom: 120 });
    const { store, apply } = await tool(host, id);
    if (id === 'relight') store.setPlaceAs('group');
    await apply();
    const after = composite(document.state).data;
    let [changed, outside] = [0, 0];
    for (let i = 0; i < after.length; i++) {
      const by = Math.abs((after[i] ?? 0) - (before[i] ?? 0)) / 32768;
      changed = Math.max(changed, by);
      const y = Math.floor(i / document.components / 300);
      if (id === 'fill' && y > 150) outside = Math.max(outside, by);
    }
    expect(changed).toBeGreaterThan(0.005);
    expect(outside).toBe(0);
    store.close();
  });
});

function valuesOf(store: OpenPanel['store']) {
  const { tool: id, byTool } = store.get();
  return byTool[id]?.values.present ?? {};
}
