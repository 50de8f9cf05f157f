// SPDX-License-Identifier: Apache-2.0
// Work on single layers: what is read of them, and how results look where they land.
import {
  type Photoshop,
  type Placement,
  pixelLayers,
  place,
  type ReadPixels,
  readPicture,
  readSelection,
  stampOf,
} from '@sfumato/uxp';
import { describe, expect, it } from 'vitest';
import { composite } from './composite.js';
import { type EmulatedDocument, type LayerState, newId } from './document.js';
import { createPhotoshop, type EmulatedPhotoshop } from './host.js';
import { openPattern, pattern, selectPattern } from './pictures.js';
import { blank, type Depth, type Samples, white } from './plane.js';

const hostOf = ({ module }: EmulatedPhotoshop) => module as unknown as Photoshop;
const bytes = (data: Samples | undefined) => Buffer.from(data?.buffer ?? new ArrayBuffer(0));
const size = { width: 60, height: 40 };
const area = { left: 11, top: 7, right: 43, bottom: 31 };

/** A document with a background and, over it, layers that are small, soft, half seen and blended. */
function ready(depth: Depth = 16, mode: 'RGB' | 'Grayscale' | 'Lab' = 'RGB') {
  const emulated = createPhotoshop();
  const document = openPattern(emulated, { ...size, depth, mode });
  const over = (name: string, seed: number, fields: Partial<LayerState>): LayerState => ({
    id: newId(),
    name,
    kind: 'pixel',
    parent: null,
    visible: true,
    opacity: 100,
    blendMode: 'normal',
    background: false,
    pixels: pattern(area, document.components, depth, true, seed),
    mask: null,
    ...fields,
  });
  const mask = blank(document.canvas, 1, depth, white[depth] / 2);
  const layers = [
    over('Hair', 5, { opacity: 60, mask }),
    over('Coat', 9, { blendMode: 'multiply' }),
    ...document.state.layers,
  ];
  document.change('Layers', { ...document.state, layers, active: layers.map(({ id }) => id) });
  const photoshop = hostOf(emulated);
  const [hair, coat, background] = layers.map(({ id }) => id);
  return { emulated, document, photoshop, stamp: stampOf(photoshop), hair, coat, background };
}

const named = (document: EmulatedDocument, name: string) =>
  document.state.layers.find((layer) => layer.name === name);

function asResult({ format, pixels }: ReadPixels) {
  const { width, height, channels, dtype, range = 'full', origin = { x: 0, y: 0 } } = format;
  return { info: { width, height, channels, dtype, range, bounds: { ...origin, width, height } }, pixels };
}

/** What a tool that changes nothing would place over each of the layers. */
async function unchangedOver(
  { photoshop, stamp }: ReturnType<typeof ready>,
  layers: readonly (number | undefined)[],
  as: 'layers' | 'smart-object',
): Promise<Placement[]> {
  const placements: Placement[] = [];
  for (const over of layers) {
    if (over === undefined) throw new Error('no layer');
    const result = {
      ...asResult(await readPicture(photoshop, stamp, { layer: over })),
      name: `Done ${over}`,
    };
    placements.push(as === 'layers' ? { as, layers: [result], over } : { as, result, over });
  }
  return placements;
}

describe('reading a layer', () => {
  it.each([8, 16, 32] as const)('gives its own pixels of %i bits, where it has any', async (depth) => {
    const { document, photoshop, stamp, hair, emulated } = ready(depth);
    const read = await readPicture(photoshop, stamp, { layer: hair, stripBytes: 2000 });
    expect(read.format).toMatchObject({ width: 32, height: 24, channels: 4, origin: { x: 11, y: 7 } });
    expect(Buffer.from(read.pixels).equals(bytes(named(document, 'Hair')?.pixels?.data))).toBe(true);
    expect(emulated.memory.live).toBe(0);
  });

  it('leaves out what lies beside the canvas, and says when nothing is on it', async () => {
    const { document, photoshop, hair } = ready();
    const at = (left: number) => {
      const bounds = { left, top: -6, right: left + 32, bottom: 18 };
      document.changeLayer('Move', hair ?? 0, { pixels: pattern(bounds, 4, 16, false) });
      return readPicture(photoshop, stampOf(photoshop), { layer: hair });
    };
    expect((await at(-20)).format).toMatchObject({ width: 12, height: 18 });
    await expect(at(-90)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('cuts the selection to the layer', async () => {
    const { document, photoshop, hair } = ready();
    const selected = { left: 3, top: 4, right: 20, bottom: 20 };
    const plane = selectPattern(document, selected);
    const read = await readSelection(photoshop, stampOf(photoshop), { layer: hair, stripBytes: 200 });
    expect(read?.format).toMatchObject({ width: 32, height: 24, channels: 1, origin: { x: 11, y: 7 } });
    const found = new Uint16Array(read?.pixels.buffer ?? new ArrayBuffer(0));
    for (let y = 0; y < 24; y++) {
      for (let x = 0; x < 32; x++) {
        const [px, py] = [x + 11, y + 7];
        const inside = px < selected.right && py < selected.bottom;
        const there = inside ? plane.data[(py - selected.top) * 17 + px - selected.left] : 0;
        if (found[y * 32 + x] !== there) throw new Error(`differs at ${x}, ${y}`);
      }
    }
    document.change('Deselect', { ...document.state, selection: null });
    expect(await readSelection(photoshop, stampOf(photoshop), { layer: hair })).toBeNull();
  });

  it('knows the chosen layers that have pixels', () => {
    const { document, photoshop, hair, coat } = ready();
    document.changeLayer('Convert', coat ?? 0, { kind: 'smartObject' });
    const chosen = photoshop.app.activeDocument;
    expect(chosen && pixelLayers(chosen).map(({ id }) => id)).toEqual([hair, expect.any(Number)]);
  });
});

describe.each(['layers', 'smart-object'] as const)('placing over several layers, as %s', (as) => {
  it('looks the same when nothing was changed, and is one step', async () => {
    const site = ready();
    const { document, photoshop, stamp, hair, coat, background, emulated } = site;
    const before = composite(document.state).data.slice();
    const placements = await unchangedOver(site, [hair, coat, background], as);
    const states = document.history.length;
    await place(photoshop, stamp, 'Sfumato: Denoise 1', placements);
    const after = composite(document.state).data;
    let worst = 0;
    for (let i = 0; i < before.length; i++)
      worst = Math.max(worst, Math.abs((before[i] ?? 0) - (after[i] ?? 0)));
    expect(worst).toBeLessThanOrEqual(as === 'layers' ? 1 : 2); // of 32768: roundings
    expect(document.history.slice(states).map(({ name }) => name)).toEqual(['Sfumato: Denoise 1']);
    expect(emulated.memory.live).toBe(0);
    document.undo();
    expect(document.state.layers).toHaveLength(3);
  });

  it('leaves everything as it was at whatever call the person cancels', async () => {
    let done = false;
    for (let step = 0; !done; step++) {
      const site = ready();
      const placements = await unchangedOver(site, [site.hair, site.coat], as);
      const before = site.document.state;
      site.emulated.modal.meter.cancelAfter = step;
      done = await place(site.photoshop, site.stamp, 'Sfumato: Denoise 1', placements).then(
        () => true,
        () => false,
      );
      if (!done) expect(site.document.state).toBe(before);
      expect(site.emulated.memory.live).toBe(0);
      expect(site.emulated.modal.isModal).toBe(false);
    }
  });
});

describe.each(['Grayscale', 'Lab'] as const)('in %s, whose transparency cannot be read,', (mode) => {
  it.each(['layers', 'smart-object'] as const)('results over layers look the same, as %s', async (as) => {
    const site = ready(16, mode);
    const { document, photoshop, stamp, hair, coat } = site;
    const before = composite(document.state).data.slice();
    await place(photoshop, stamp, 'Sfumato: Denoise 1', await unchangedOver(site, [hair, coat], as));
    const after = composite(document.state).data;
    let worst = 0;
    for (let i = 0; i < before.length; i++)
      worst = Math.max(worst, Math.abs((before[i] ?? 0) - (after[i] ?? 0)));
    // Lab goes through another space and back.
    expect(worst / 32768).toBeLessThan(mode === 'Lab' ? 0.002 : 0.0001);
  });
});

describe('placing over a layer', () => {
  it('puts the result right above it, clipped to it; not so over the background', async () => {
    const site = ready();
    const { document, photoshop, stamp, coat, background } = site;
    await place(
      photoshop,
      stamp,
      'Sfumato: Denoise',
      await unchangedOver(site, [coat, background], 'layers'),
    );
    expect(document.state.layers.map(({ name, clipped = false }) => [name, clipped])).toEqual([
      ['Hair', false],
      [`Done ${coat}`, true],
      ['Coat', false],
      [`Done ${background}`, false],
      ['Background', false],
    ]);
  });

  it('finds it though another one was chosen meanwhile, and says when it is gone', async () => {
    const site = ready();
    const { document, photoshop, stamp, coat } = site;
    const placements = await unchangedOver(site, [coat], 'layers');
    document.change('Choose', { ...document.state, active: [site.hair ?? 0] });
    await place(photoshop, stamp, 'Sfumato: Denoise', placements);
    expect(document.state.layers[1]?.name).toBe(`Done ${coat}`);
    const layers = document.state.layers.filter(({ id }) => id !== coat);
    document.change('Delete', { ...document.state, layers });
    await expect(place(photoshop, stamp, 'Sfumato: Denoise', placements)).rejects.toMatchObject({
      code: 'DOCUMENT_CHANGED',
    });
  });

  it('gives each its mask', async () => {
    const { document, photoshop, stamp, coat, hair } = ready();
    document.changeLayer('Delete mask', hair ?? 0, { mask: null });
    const matte = (level: number) => ({
      info: {
        width: 32,
        height: 24,
        channels: 1,
        dtype: 'u16',
        range: 'photoshop',
        bounds: { x: 11, y: 7, width: 32, height: 24 },
      } as const,
      pixels: new Uint8Array(new Uint16Array(32 * 24).fill(level).buffer),
    });
    await place(photoshop, stamp, 'Sfumato: Mask', [
      { as: 'layer-mask', matte: matte(1000), layer: hair },
      { as: 'layer-mask', matte: matte(2000), layer: coat },
    ]);
    expect(named(document, 'Hair')?.mask).toMatchObject({ bounds: area });
    expect(named(document, 'Hair')?.mask?.data[5]).toBe(1000);
    expect(named(document, 'Coat')?.mask?.data[5]).toBe(2000);
  });
});

describe('a smart object', () => {
  it('takes the place, name and looks of its layer, and holds it as it was', async () => {
    const site = ready();
    const { document, photoshop, stamp, coat } = site;
    const pixels = named(document, 'Coat')?.pixels?.data;
    await place(photoshop, stamp, 'Sfumato: Denoise', await unchangedOver(site, [coat], 'smart-object'));
    const [, made] = document.state.layers;
    expect(made).toMatchObject({ name: 'Coat', kind: 'smartObject', blendMode: 'multiply', opacity: 100 });
    const inside = made?.contents?.layers ?? [];
    expect(inside.map(({ name, clipped = false }) => [name, clipped])).toEqual([
      [`Done ${coat}`, true],
      ['Coat', false],
    ]);
    expect(bytes(inside[1]?.pixels?.data).equals(bytes(pixels))).toBe(true);
  });

  it('is refused for a clipped layer, whose looks it would change', async () => {
    const site = ready();
    const { document, photoshop, hair } = site;
    document.changeLayer('Clip', hair ?? 0, { clipped: true });
    const stamp = stampOf(photoshop);
    const placements = await unchangedOver({ ...site, stamp }, [hair], 'smart-object');
    const before = document.state;
    await expect(place(photoshop, stamp, 'Sfumato: Denoise', placements)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    expect(document.state).toBe(before);
  });
});

describe('what is selected', () => {
  it.each(['channel', 'layer-mask'] as const)('stays selected when a result becomes a %s', async (as) => {
    const { document, photoshop, coat } = ready();
    document.change('Choose', { ...document.state, active: [coat ?? 0] });
    selectPattern(document, { left: 4, top: 5, right: 30, bottom: 20 });
    const before = bytes(document.state.selection?.data);
    const stamp = stampOf(photoshop);
    const matte = {
      info: {
        ...size,
        channels: 1,
        dtype: 'u16',
        range: 'photoshop',
        bounds: { x: 0, y: 0, ...size },
      } as const,
      pixels: new Uint8Array(size.width * size.height * 2).fill(40),
    };
    await place(
      photoshop,
      stamp,
      'Sfumato: Mask',
      as === 'channel' ? { as, matte, name: 'Subject' } : { as, matte },
    );
    expect(bytes(document.state.selection?.data).equals(before)).toBe(true);
  });
});

describe('documents in other modes', () => {
  it.each(['CMYK', 'Indexed', 'Duotone', 'Multichannel', 'Bitmap'] as const)(
    'of %s are explained, and never read',
    async (mode) => {
      const emulated = createPhotoshop();
      emulated.open({ ...size, mode });
      expect(() => stampOf(hostOf(emulated))).toThrow(
        expect.objectContaining({
          code: 'INPUT_INVALID',
          message: expect.stringContaining(mode === 'CMYK' ? 'CMYK' : mode.toLowerCase()),
        }),
      );
    },
  );
});
