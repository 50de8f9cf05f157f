// SPDX-License-Identifier: Apache-2.0
// The bridge against the emulated host: nothing is lost, nothing is left, and nothing is half done.
import {
  type DocumentStamp,
  type Photoshop,
  place,
  type ReadPixels,
  readGlance,
  readPicture,
  readSelection,
  stampOf,
} from '@sfumato/uxp';
import { describe, expect, it } from 'vitest';
import { createPhotoshop, type EmulatedPhotoshop } from './host.js';
import { openPattern, pattern, selectPattern } from './pictures.js';
import { blank, cut, type Depth, inDepth, type Samples, white } from './plane.js';

const hostOf = ({ module }: EmulatedPhotoshop) => module as unknown as Photoshop;
const noPause = async () => {};
const bytes = (data: Samples) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

function result(read: ReadPixels, at = { x: 0, y: 0 }) {
  const { width, height, channels, dtype, range = 'full' } = read.format;
  return {
    info: { width, height, channels, dtype, range, bounds: { ...at, width, height } },
    pixels: read.pixels,
  };
}

function matteFor(stamp: DocumentStamp, value = 0.5) {
  const { width, height, bits } = stamp;
  const samples = inDepth(new Float32Array(width * height).fill(value), bits);
  const dtype = ({ 8: 'u8', 16: 'u16', 32: 'f32' } as const)[bits];
  const range = ({ 8: 'full', 16: 'photoshop', 32: 'unit' } as const)[bits];
  const info = { width, height, channels: 1, dtype, range, bounds: { x: 0, y: 0, width, height } } as const;
  return { info, pixels: new Uint8Array(bytes(samples)) };
}

const size = { width: 61, height: 47 };

describe.each([8, 16, 32] as const)('a document of %i bits', (depth: Depth) => {
  it.each([
    ['RGB', false],
    ['RGB', true],
    ['Grayscale', false],
  ] as const)('in %s (transparency: %s) comes back bit for bit as a new layer', async (mode, alpha) => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { ...size, mode, depth }, alpha);
    const before = document.state.layers[0]?.pixels;
    const photoshop = hostOf(emulated);
    const stamp = stampOf(photoshop);
    const picture = await readPicture(photoshop, stamp, { stripBytes: 3000 });
    expect(picture.format).toMatchObject({ ...size, dtype: { 8: 'u8', 16: 'u16', 32: 'f32' }[depth] });
    expect(emulated.modal.meter.scopes).toBeGreaterThan(3);
    await place(photoshop, stamp, 'Sfumato: Denoise', {
      as: 'layers',
      layers: [{ ...result(picture), name: 'Denoised' }],
    });
    const [made] = document.state.layers;
    expect(made).toMatchObject({ name: 'Denoised', kind: 'pixel', blendMode: 'normal' });
    expect(made?.pixels && bytes(made.pixels.data).equals(bytes(before?.data ?? new Uint8Array(0)))).toBe(
      true,
    );
    expect(document.history.map(({ name }) => name)).toEqual(['New', 'Paint', 'Sfumato: Denoise']);
    expect(emulated.memory).toMatchObject({ live: 0, liveBytes: 0 });
  });

  it('gives and takes its selection bit for bit', async () => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { ...size, depth });
    const bounds = { left: 5, top: 7, right: 44, bottom: 40 };
    const selected = selectPattern(document, bounds);
    const photoshop = hostOf(emulated);
    const stamp = stampOf(photoshop);
    const read = await readSelection(photoshop, stamp, { stripBytes: 500 });
    if (!read) throw new Error('nothing was selected');
    document.change('Deselect', { ...document.state, selection: null });
    await place(photoshop, stampOf(photoshop), 'Sfumato: Mask', { as: 'selection', matte: result(read) });
    const now = document.state.selection;
    expect(now?.data.length).toBe(size.width * size.height);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const inside = x >= bounds.left && x < bounds.right && y >= bounds.top && y < bounds.bottom;
        const there = inside
          ? selected.data[(y - bounds.top) * (bounds.right - bounds.left) + x - bounds.left]
          : 0;
        if (now?.data[y * size.width + x] !== there) throw new Error(`differs at ${x}, ${y}`);
      }
    }
    expect(emulated.memory.live).toBe(0);
  });
});

describe('reading', () => {
  it('refuses modes that crash the host, and says what to do', async () => {
    for (const mode of ['CMYK', 'Indexed', 'Duotone', 'Multichannel', 'Bitmap'] as const) {
      const emulated = createPhotoshop();
      emulated.open({ ...size, mode });
      expect(() => stampOf(hostOf(emulated))).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });

  /** Colours that a wide RGB holds, and in every third pixel one that it does not. */
  function openLab() {
    const emulated = createPhotoshop();
    const document = emulated.open({ ...size, mode: 'Lab', depth: 16 });
    const layer = document.state.layers[0];
    const pixels = layer?.pixels;
    if (!layer || !pixels) throw new Error('no layer');
    const data = pixels.data.slice();
    for (let i = 0; i < data.length; i += 4) {
      const wide = (i / 4) % 3 === 0 ? 14_000 : 3000;
      data.set([9000 + ((i * 37) % 12000), 16448 + ((i * 11) % wide), 16448 - ((i * 7) % 3000), 32768], i);
    }
    document.changeLayer('Paint', layer.id, { pixels: { ...pixels, data } });
    return { emulated, document, data, photoshop: hostOf(emulated) };
  }

  it.each([0, 5])(
    'reads Lab through a wide RGB; what was not changed keeps its numbers (canvas grows by %i)',
    async (grow) => {
      const { emulated, document, data, photoshop } = openLab();
      const stamp = stampOf(photoshop);
      const read = await readPicture(photoshop, stamp);
      expect(read.format).toMatchObject({ channels: 3, colour: { primaries: 'adobe-rgb' } });
      // A larger picture around the one that was read, whose left columns are darker by a little.
      const [width, height] = [size.width + grow, size.height + grow];
      const made = new Uint16Array(width * height * 3).fill(9000);
      const from = new Uint16Array(read.pixels.buffer);
      const touched = 20;
      for (let y = 0; y < size.height; y++) {
        for (let i = 0; i < size.width * 3; i++) {
          const v = from[y * size.width * 3 + i] ?? 0;
          made[((y + grow) * width + grow) * 3 + i] = i < touched * 3 ? Math.max(0, v - 1) : v;
        }
      }
      const wide = {
        ...read,
        format: { ...read.format, width, height },
        pixels: new Uint8Array(made.buffer),
      };
      const placed = { ...result(wide, { x: -grow, y: -grow }), name: 'Denoised' };
      await place(photoshop, stamp, 'Sfumato: Denoise', { as: 'layers', layers: [placed] });
      const back = document.state.layers[0]?.pixels;
      let [worst, near] = [0, 0];
      for (let y = 0; y < size.height; y++) {
        for (let i = 0; i < size.width * 4; i++) {
          const there = back?.data[((y + grow) * width + grow) * 4 + i] ?? 0;
          const off = Math.abs(there - (data[y * size.width * 4 + i] ?? 0));
          if (i >= touched * 4) worst = Math.max(worst, off);
          else if (Math.floor(i / 4 + y * size.width) % 3 !== 0) near = Math.max(near, off);
        }
      }
      expect(worst).toBe(0);
      expect(near).toBeGreaterThan(0);
      expect(near).toBeLessThan(40); // of 32768
      expect(emulated.memory.live).toBe(0);
    },
  );

  it('joins strips of which some are opaque and some are not', async () => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { ...size, depth: 16 }, true);
    const layer = document.state.layers[0];
    const pixels = layer?.pixels;
    if (!layer || !pixels) throw new Error('no layer');
    const data = pixels.data.slice();
    for (let i = 3; i < size.width * 4 * 20; i += 4) data[i] = white[16];
    for (let i = size.width * 4 * 40 + 3; i < data.length; i += 4) data[i] = white[16];
    document.changeLayer('Paint', layer.id, { pixels: { ...pixels, data } });
    const photoshop = hostOf(emulated);
    const read = await readPicture(photoshop, stampOf(photoshop), { stripBytes: size.width * 8 * 5 });
    expect(read.format.channels).toBe(4);
    expect(Buffer.from(read.pixels).equals(bytes(data))).toBe(true);
  });

  it.each(['pixel', 'smartObject'] as const)(
    'reads a document with nothing above and below a %s layer',
    async (kind) => {
      const emulated = createPhotoshop();
      const document = openPattern(emulated, { ...size, depth: 16 }, true);
      const [layer] = document.state.layers;
      const band = pattern({ left: 8, top: 20, right: 30, bottom: 25 }, 4, 16, true, 3);
      document.changeLayer('Erase', layer?.id ?? 0, { pixels: band, kind });
      const photoshop = hostOf(emulated);
      const read = await readPicture(photoshop, stampOf(photoshop), { stripBytes: size.width * 8 * 5 });
      expect(read.format).toMatchObject({ ...size, channels: 4 });
      expect(Buffer.from(read.pixels).equals(bytes(cut(band, document.canvas).data))).toBe(true);
    },
  );

  it.each([
    ['RGB', 8],
    ['RGB', 16],
    ['RGB', 32],
    ['Grayscale', 16],
  ] as const)('shows a %s document of %i bits at a glance, small and in eight bits', async (mode, depth) => {
    const emulated = createPhotoshop();
    openPattern(emulated, { width: 400, height: 300, mode, depth });
    const photoshop = hostOf(emulated);
    const glance = await readGlance(photoshop, stampOf(photoshop), { width: 100, height: 100 });
    expect(glance).toMatchObject({ width: 100, height: 75 });
    expect(glance.rgba.length).toBe(100 * 75 * 4);
    expect(glance.rgba[3]).toBe(255);
    expect(new Set(glance.rgba).size).toBeGreaterThan(20);
    expect(emulated.modal.meter.scopes).toBe(1);
    expect(emulated.memory.live).toBe(0);
  });

  it('shows a small layer on a large canvas where it lies', async () => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { width: 400, height: 300, depth: 16 }, true);
    const [layer] = document.state.layers;
    const white16 = blank({ left: 200, top: 100, right: 360, bottom: 280 }, 4, 16, white[16]);
    document.changeLayer('Erase', layer?.id ?? 0, { pixels: white16 });
    const photoshop = hostOf(emulated);
    const glance = await readGlance(photoshop, stampOf(photoshop), { width: 100, height: 100 });
    expect(glance).toMatchObject({ width: 100, height: 75 });
    const alpha = (x: number, y: number) => glance.rgba[4 * (y * 100 + x) + 3];
    expect([alpha(51, 26), alpha(88, 68)]).toEqual([255, 255]);
    expect([alpha(48, 26), alpha(51, 23), alpha(92, 68), alpha(88, 72)]).toEqual([0, 0, 0, 0]);
    document.changeLayer('Erase', layer?.id ?? 0, { pixels: null });
    const nothing = await readGlance(photoshop, stampOf(photoshop), { width: 100, height: 100 });
    expect(nothing.rgba.every((v) => v === 0)).toBe(true);
  });

  it('shows the linear light of 32-bit documents as bright as they look', async () => {
    const emulated = createPhotoshop();
    const document = emulated.open({ ...size, depth: 32 });
    const [layer] = document.state.layers;
    const pixels = layer?.pixels;
    if (!layer || !pixels) throw new Error('no layer');
    const data = pixels.data.map((v, i) => (i % 4 === 3 ? v : 0.2158605));
    document.changeLayer('Paint', layer.id, { pixels: { ...pixels, data } });
    const photoshop = hostOf(emulated);
    const glance = await readGlance(photoshop, stampOf(photoshop), size);
    expect([...glance.rgba.subarray(0, 4)]).toEqual([128, 128, 128, 255]);
  });

  it('stops when the document is changed between strips', async () => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { ...size, depth: 8 });
    const photoshop = hostOf(emulated);
    const stamp = stampOf(photoshop);
    const layer = document.state.layers[0];
    const reading = readPicture(photoshop, stamp, {
      stripBytes: 1000,
      onProgress: () => layer && document.changeLayer('Brush', layer.id, { name: 'touched' }),
    });
    await expect(reading).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
    expect(emulated.memory.live).toBe(0);
  });

  it('waits while another command is open, and says so when that takes too long', async () => {
    const emulated = createPhotoshop();
    openPattern(emulated, { ...size });
    const photoshop = hostOf(emulated);
    emulated.modal.meter.busy = 3;
    await readPicture(photoshop, stampOf(photoshop), { pause: noPause });
    emulated.modal.meter.busy = 100;
    const reading = readPicture(photoshop, stampOf(photoshop), { pause: noPause });
    await expect(reading).rejects.toMatchObject({ code: 'HOST_BUSY' });
  });

  it('stays within the memory that the host gives plug-ins', async () => {
    const emulated = createPhotoshop({ memoryLimit: 100_000 });
    openPattern(emulated, { width: 300, height: 300, depth: 16 });
    const photoshop = hostOf(emulated);
    await readPicture(photoshop, stampOf(photoshop), { stripBytes: 40_000 });
    expect(emulated.memory).toMatchObject({ live: 0, warnings: [] });
  });
});

describe('placing', () => {
  const ready = (options: { depth?: Depth; alpha?: boolean } = {}) => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { ...size, depth: options.depth ?? 16 }, options.alpha ?? true);
    const photoshop = hostOf(emulated);
    return { emulated, document, photoshop, stamp: stampOf(photoshop), before: document.state };
  };

  it('puts a matte on the active layer as its mask', async () => {
    const { document, photoshop, stamp } = ready();
    await place(photoshop, stamp, 'Sfumato: Mask', { as: 'layer-mask', matte: matteFor(stamp) });
    expect(document.state.layers[0]?.mask?.data[100]).toBe(16384);
    expect(document.history.at(-1)?.name).toBe('Sfumato: Mask');
  });

  it('keeps a matte as a channel', async () => {
    const { document, photoshop, stamp } = ready();
    await place(photoshop, stamp, 'Sfumato: Mask', {
      as: 'channel',
      matte: matteFor(stamp),
      name: 'Subject',
    });
    expect(document.state.channels.map(({ name }) => name)).toEqual(['Subject']);
    expect(document.state.channels[0]?.plane.data[0]).toBe(16384);
  });

  it('makes a group of several layers with their blend modes', async () => {
    const { document, photoshop, stamp } = ready();
    const picture = await readPicture(photoshop, stamp);
    await place(photoshop, stamp, 'Sfumato: Relight', {
      as: 'layers',
      group: 'Relight',
      layers: [
        { ...result(picture), name: 'Original light', blendMode: 'multiply' },
        { ...result(picture), name: 'Light 1', blendMode: 'linearDodge', visible: false },
      ],
    });
    const group = document.state.layers.find(({ kind }) => kind === 'group');
    const inside = document.state.layers.filter(({ parent }) => parent === group?.id);
    expect(inside.map(({ name, blendMode, visible }) => [name, blendMode, visible])).toEqual([
      ['Light 1', 'linearDodge', false],
      ['Original light', 'multiply', true],
    ]);
    expect(document.history).toHaveLength(3);
  });

  it('grows the canvas for a result that reaches beyond it', async () => {
    const { document, photoshop, stamp } = ready();
    const picture = await readPicture(photoshop, stamp);
    const wide = { ...result(picture, { x: -10, y: -4 }), name: 'Filling' };
    await place(photoshop, stamp, 'Sfumato: Expand', { as: 'layers', layers: [wide] });
    expect(document.state).toMatchObject({ width: size.width + 10, height: size.height + 4 });
    expect(document.state.layers[0]?.pixels?.bounds).toMatchObject({ left: 0, top: 0 });
    expect(document.state.layers[1]?.pixels?.bounds).toMatchObject({ left: 10, top: 4 });
    document.undo();
    expect(document.state).toMatchObject(size);
  });

  it('leaves the document as it was at whatever call the person cancels', async () => {
    for (let step = 0; step < 12; step++) {
      const { emulated, document, photoshop, stamp, before } = ready();
      const picture = await readPicture(photoshop, stamp);
      emulated.modal.meter.cancelAfter = step;
      const layers = [1, 2].map((n) => ({ ...result(picture), name: `Light ${n}` }));
      const placing = place(photoshop, stamp, 'Sfumato: Relight', { as: 'layers', layers, group: 'Relight' });
      const failed = await placing.then(
        () => false,
        () => true,
      );
      if (failed) expect(document.state).toBe(before);
      else expect(document.history).toHaveLength(3);
      expect(emulated.memory.live).toBe(0);
      expect(emulated.modal.isModal).toBe(false);
    }
  });

  it('refuses a document that is another one, or not the same any more', async () => {
    const changes: ((r: ReturnType<typeof ready>) => void)[] = [
      ({ emulated }) => emulated.activate(emulated.open({ ...size })),
      ({ emulated, document }) => emulated.close(document),
      ({ document }) => document.change('Crop', { ...document.state, width: 20 }),
    ];
    for (const change of changes) {
      const prepared = ready();
      const { document, photoshop, stamp } = prepared;
      change(prepared);
      const { length } = document.history;
      const placing = place(photoshop, stamp, 'Sfumato: Mask', { as: 'selection', matte: matteFor(stamp) });
      await expect(placing).rejects.toThrow();
      expect(document.history).toHaveLength(length);
    }
  });

  it('refuses what does not fit instead of converting it', async () => {
    const { photoshop, stamp } = ready({ depth: 8 });
    const deep = matteFor({ ...stamp, bits: 16 });
    const placing = place(photoshop, stamp, 'Sfumato: Mask', { as: 'selection', matte: deep });
    await expect(placing).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('says why a layer can have no mask', async () => {
    const { photoshop, stamp, document } = ready({ alpha: false });
    const placing = () =>
      place(photoshop, stamp, 'Sfumato: Mask', { as: 'layer-mask', matte: matteFor(stamp) });
    await expect(placing()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(document.history).toHaveLength(2);
  });
});
