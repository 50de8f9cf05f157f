// SPDX-License-Identifier: Apache-2.0
// Behaviours of the imaging API, numbered as the list that the emulator was made from.
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createPhotoshop } from '../host.js';
import { openPattern } from '../pictures.js';
import { all, host, size } from './opened.js';

describe('imaging', () => {
  it.each([
    [8, Uint8Array, 255],
    [16, Uint16Array, 32768],
    [32, Float32Array, 1],
  ] as const)('27: white of %i bits is what it is there', async (depth, kind, white) => {
    const { imaging, modal } = host({ ...size, mode: 'Grayscale', depth });
    const data = await modal(async () => {
      const image = await imaging.createImageDataFromBuffer(new kind([white]), {
        width: 1,
        height: 1,
        components: 1,
        colorSpace: 'Grayscale',
      });
      return image.getData();
    });
    expect(data[0]).toBe(white);
  });

  it.each([
    [8, Uint8Array],
    [16, Uint16Array],
    [32, Float32Array],
  ] as const)('29: %i bits come in their own kind of array', async (depth, kind) => {
    const { imaging, modal } = host({ ...size, depth });
    const data = await modal(async () => (await imaging.getPixels({})).imageData.getData());
    expect(data).toBeInstanceOf(kind);
  });

  it('28: fullRange maps 16 bit to 65535 and back', async () => {
    const { imaging } = host({ ...size, depth: 16 });
    const options = { width: 1, height: 1, components: 1, colorSpace: 'Grayscale' };
    const narrow = await imaging.createImageDataFromBuffer(new Uint16Array([32768]), options);
    expect((await narrow.getData({ fullRange: true }))[0]).toBe(65535);
    const full = await imaging.createImageDataFromBuffer(new Uint16Array([65535]), {
      ...options,
      fullRange: true,
    });
    expect((await full.getData())[0]).toBe(32768);
  });

  it('30: planar data on request, and as it is given', async () => {
    const { imaging } = host();
    const image = await imaging.createImageDataFromBuffer(new Uint8Array([1, 2, 3, 4, 5, 6]), {
      width: 2,
      height: 1,
      components: 3,
      colorSpace: 'RGB',
    });
    expect([...(await image.getData({ chunky: false }))]).toEqual([1, 4, 2, 5, 3, 6]);
    const planar = await imaging.createImageDataFromBuffer(new Uint8Array([1, 4, 2, 5, 3, 6]), {
      width: 2,
      height: 1,
      components: 3,
      chunky: false,
      colorSpace: 'RGB',
    });
    expect([...(await planar.getData())]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('31: a layer’s answer is trimmed to its pixels and says so', async () => {
    const { imaging, modal, document, layerID } = host(size, true);
    const pixels = document.state.layers[0]?.pixels;
    if (!pixels) throw new Error('no pixels');
    const data = pixels.data.slice();
    for (let i = 0; i < data.length; i += 4) {
      const x = (i / 4) % size.width;
      data[i + 3] = x >= 10 && x < 20 ? 200 : 0;
    }
    document.changeLayer('Erase', layerID, { pixels: { ...pixels, data } });
    const read = await modal(() => imaging.getPixels({ layerID, sourceBounds: all }));
    expect(read.sourceBounds).toEqual({ left: 10, top: 0, right: 20, bottom: 30 });
    expect(read.imageData.width).toBe(10);
  });

  it('31: so is the document’s look; an area without pixels fails (what it does there is unverified)', async () => {
    const { imaging, modal, app } = host(size, true);
    await modal(async () => {
      const front = app.activeDocument;
      await front?.resizeCanvas(size.width, size.height + 20, 'TOPLEFT');
      const read = await imaging.getPixels({ sourceBounds: { ...all, top: 20, bottom: 50 } });
      expect(read.sourceBounds).toEqual({ ...all, top: 20 });
      await expect(imaging.getPixels({ sourceBounds: { ...all, top: 30, bottom: 50 } })).rejects.toThrow(
        /no pixels/,
      );
    });
  });

  it('32: a reduced read may come from a cache level, whose bounds it names', async () => {
    const { imaging, modal } = host();
    const read = await modal(() => imaging.getPixels({ sourceBounds: all, targetSize: { width: 10 } }));
    expect(read).toMatchObject({ level: 2, sourceBounds: { left: 0, top: 0, right: 10 } });
    expect(read.imageData.width).toBe(10);
  });

  it('33: only pixel layers take pixels', async () => {
    const { imaging, modal, app } = host();
    const put = modal(async () => {
      const group = await app.activeDocument?.createLayerGroup();
      const { imageData } = await imaging.getPixels({});
      await imaging.putPixels({ layerID: group?.id ?? 0, imageData });
    });
    await expect(put).rejects.toThrow(/not a pixel layer/);
  });

  it('34: replace, which is the default, wipes the rest of a layer', async () => {
    const { imaging, modal, document, layerID } = host(size, true);
    await modal(async () => {
      const { imageData } = await imaging.getPixels({ sourceBounds: { ...all, bottom: 10 } });
      await imaging.putPixels({ layerID, imageData, targetBounds: { left: 0, top: 20 } });
    });
    expect(document.layer(layerID)?.pixels?.bounds).toMatchObject({ top: 20, bottom: 30 });
  });

  it('43f: without replace strips join without a seam', async () => {
    const { imaging, modal, app, document, layerID: from } = host(size, true);
    const made = await modal(async () => {
      const layer = await app.activeDocument?.createPixelLayer();
      const layerID = layer?.id ?? 0;
      for (const top of [0, 10, 20]) {
        const sourceBounds = { ...all, top, bottom: top + 10 };
        const { imageData } = await imaging.getPixels({ layerID: from, sourceBounds });
        await imaging.putPixels({ layerID, imageData, targetBounds: { left: 0, top }, replace: top === 0 });
      }
      return layerID;
    });
    const [given, joined] = [document.state.layers.at(-1), document.layer(made)];
    expect(joined?.pixels).toEqual(given?.pixels);
  });

  it('43f: pixels that are added over others leave what the history holds as it was', async () => {
    const { imaging, modal, document, layerID } = host(size, true);
    const held = document.activeHistory.state.layers[0]?.pixels;
    const before = held?.data.slice();
    await modal(async () => {
      const { imageData } = await imaging.getPixels({ sourceBounds: { ...all, top: 10 } });
      await imaging.putPixels({ layerID, imageData, targetBounds: { left: 0, top: 5 }, replace: false });
      await imaging.putPixels({ layerID, imageData, targetBounds: { left: 0, top: 30 }, replace: false });
    });
    expect(held?.data).toEqual(before);
    expect(document.layer(layerID)?.pixels?.bounds).toMatchObject({ top: 0, bottom: 50 });
  });

  it('35: of the target only left and top count', async () => {
    const { imaging, modal, document, layerID } = host(size, true);
    await modal(async () => {
      const { imageData } = await imaging.getPixels({ sourceBounds: { ...all, right: 8, bottom: 6 } });
      const targetBounds = { left: 3, top: 4, width: 1, height: 1 };
      await imaging.putPixels({ layerID, imageData, targetBounds });
    });
    const bounds = document.layer(layerID)?.pixels?.bounds;
    expect(bounds).toEqual({ left: 3, top: 4, right: 11, bottom: 10 });
  });

  it('36: a buffer of another length, or without a colour space, is refused', async () => {
    const { imaging } = host();
    const options = { width: 2, height: 2, components: 3, colorSpace: 'RGB' };
    await expect(imaging.createImageDataFromBuffer(new Uint8Array(11), options)).rejects.toThrow(
      /Expected 12/,
    );
    const none = { ...options, colorSpace: '' };
    await expect(imaging.createImageDataFromBuffer(new Uint8Array(12), none)).rejects.toThrow(/colorSpace/);
  });

  it('37: only RGB of 8 bits becomes a file, and that is JPEG', async () => {
    const jpeg = async (rgb: Uint8Array, width: number, height: number) =>
      sharp(rgb, { raw: { width, height, channels: 3 } })
        .jpeg()
        .toBuffer();
    const emulated = createPhotoshop({ jpeg });
    openPattern(emulated, size);
    const { imaging, core } = emulated.module;
    const read = (colorSpace: string, componentSize: 8 | 16) =>
      core.executeAsModal(async () => (await imaging.getPixels({ colorSpace, componentSize })).imageData, {
        commandName: 'test',
      });
    const file = await imaging.encodeImageData({ imageData: await read('RGB', 8), base64: true });
    const { format, width } = await sharp(Buffer.from(String(file), 'base64')).metadata();
    expect({ format, width }).toEqual({ format: 'jpeg', width: size.width });
    const deep = imaging.encodeImageData({ imageData: await read('RGB', 16) });
    await expect(deep).rejects.toThrow(/Only RGB of 8 bits/);
  });

  it.each(['Grayscale', 'Lab'] as const)('39: %s documents give no alpha', async (mode) => {
    const { imaging, modal, layerID } = host({ ...size, mode }, true);
    const { imageData } = await modal(() => imaging.getPixels({ layerID }));
    expect(imageData).toMatchObject({ components: mode === 'Lab' ? 3 : 1, hasAlpha: false });
  });

  it('40: image data that was disposed is gone', async () => {
    const { imaging, modal } = host();
    const { imageData } = await modal(() => imaging.getPixels({}));
    imageData.dispose();
    await expect(imageData.getData()).rejects.toThrow(/disposed/);
  });

  it('41: memory runs out with a warning first', async () => {
    const emulated = createPhotoshop({ memoryLimit: 10_000 });
    openPattern(emulated, size);
    const { imaging, core } = emulated.module;
    const work = core.executeAsModal(
      async () => {
        for (let i = 0; i < 4; i++) await imaging.getPixels({});
      },
      { commandName: 'test' },
    );
    await expect(work).rejects.toThrow(/exceeds memory limit/);
    expect(emulated.memory.warnings[0]).toMatch(/memory usage increased/);
  });

  it('42: 32-bit documents list their profile with a suffix, by which calls do not know it', async () => {
    const { app, imaging, modal } = host({ ...size, depth: 32 });
    const listed = app.activeDocument?.colorProfileName ?? '';
    expect(listed).toBe('sRGB IEC61966-2.1 (Linear RGB Profile)');
    await expect(modal(() => imaging.getPixels({ colorProfile: listed }))).rejects.toThrow(/not known/);
    const colorProfile = listed.replace(' (Linear RGB Profile)', '');
    await expect(modal(() => imaging.getPixels({ colorProfile }))).resolves.toBeDefined();
  });

  it.each(['CMYK', 'Indexed', 'Duotone'] as const)('43: reading a %s document is a crash', async (mode) => {
    const { modal, imaging } = host({ ...size, mode });
    await expect(modal(() => imaging.getPixels({}))).rejects.toThrow(/crashed/);
  });

  it('43a: a switch makes reads fail that change the depth of 16 bits (one report, unverified)', async () => {
    const { emulated, modal, imaging } = host({ ...size, depth: 16 });
    const read = () => modal(() => imaging.getPixels({ componentSize: 8 }));
    expect((await read()).imageData.componentSize).toBe(8);
    emulated.faults.depthConversionFails = true;
    await expect(read()).rejects.toThrow('Photoshop Error. Code: -1');
  });

  it('43b: a switch makes reads wrong that convert without naming a profile (one report, unverified)', async () => {
    const { emulated, modal, imaging } = host({ ...size, mode: 'Lab' });
    const first = async () => {
      const { imageData } = await modal(() => imaging.getPixels({ colorSpace: 'RGB' }));
      return (await imageData.getData())[0];
    };
    const right = await first();
    emulated.faults.unnamedProfileInverts = true;
    expect(await first()).not.toBe(right);
  });

  it('43c: a key that is there and undefined is refused, unlike one that is not there', async () => {
    const { modal, imaging } = host();
    const key: { layerID?: number } = {};
    Object.defineProperty(key, 'layerID', { value: undefined, enumerable: true });
    await expect(modal(() => imaging.getPixels(key))).rejects.toThrow(/layerID/);
  });

  it('a region may be given by its width and height, and a negative document is the one in front', async () => {
    const { modal, imaging } = host();
    const sourceBounds = { left: 2, top: 3, width: 10, height: 5 };
    const read = await modal(() => imaging.getPixels({ documentID: -1, sourceBounds }));
    expect(read.sourceBounds).toEqual({ left: 2, top: 3, right: 12, bottom: 8 });
  });

  it('applyAlpha mattes on white and leaves no alpha', async () => {
    const { modal, imaging, document, layerID } = host(size, true);
    const pixels = document.layer(layerID)?.pixels;
    if (!pixels) throw new Error('no pixels');
    const data = pixels.data.map((_, i) => (i % 4 === 3 ? 51 : 0));
    document.changeLayer('Paint', layerID, { pixels: { ...pixels, data } });
    const { imageData } = await modal(() => imaging.getPixels({ layerID, applyAlpha: true }));
    expect(imageData).toMatchObject({ components: 3, hasAlpha: false });
    expect((await imageData.getData())[0]).toBe(204);
  });
});
