// SPDX-License-Identifier: Apache-2.0
// The emulated Photoshop behaves as the host's documentation and the field's reports say: one test a behaviour, numbered
// as the list that the emulator was made from. What these cannot show is whether the real host agrees.
import { describe, expect, it } from 'vitest';
import { createPhotoshop } from './host.js';
import { openPattern, selectPattern } from './pictures.js';
import type { Bounds } from './plane.js';

const size = { width: 40, height: 30 };
const all: Bounds = { left: 0, top: 0, right: size.width, bottom: size.height };

function host(options: Parameters<typeof openPattern>[1] = size, alpha = false) {
  const emulated = createPhotoshop();
  const document = openPattern(emulated, options, alpha);
  const { core, imaging, action, app } = emulated.module;
  const modal = <T>(work: () => Promise<T>) => core.executeAsModal(work, { commandName: 'test' });
  const layerID = document.state.layers[0]?.id ?? 0;
  return { emulated, document, core, imaging, action, app, modal, layerID };
}

describe('modal scopes and history', () => {
  it('13: what changes or reads a document outside a scope is refused in the host’s words', async () => {
    const { imaging, app } = host();
    await expect(imaging.getPixels({})).rejects.toThrow(/only allowed from inside a modal scope/);
    const layer = app.activeDocument?.activeLayers[0];
    const rename = () => {
      if (layer) layer.name = 'x';
    };
    expect(rename).toThrow(/only allowed from inside a modal scope/);
  });

  it('14: a scope needs a name for its command', async () => {
    const { core } = host();
    await expect(core.executeAsModal(async () => 1)).rejects.toThrow(/commandName/);
  });

  it('15: a busy host rejects with number 9', async () => {
    const { emulated, modal } = host();
    emulated.modal.meter.busy = 1;
    await expect(modal(async () => 1)).rejects.toMatchObject({ number: 9 });
    await expect(modal(async () => 1)).resolves.toBe(1);
  });

  it('16: after a cancel the next call throws, and onCancel was called', async () => {
    const { emulated, core, imaging } = host();
    let told = false;
    emulated.modal.meter.cancelAfter = 1;
    const work = core.executeAsModal(
      async (context) => {
        context.onCancel = () => {
          told = true;
        };
        (await imaging.getPixels({})).imageData.dispose();
        await imaging.getPixels({});
      },
      { commandName: 'test' },
    );
    await expect(work).rejects.toThrow(/cancel/);
    expect(told).toBe(true);
  });

  it('17: nested scopes share one', async () => {
    const { core, emulated } = host();
    const same = await core.executeAsModal(
      (outer) => core.executeAsModal(async (inner) => inner === outer, { commandName: 'inner' }),
      { commandName: 'outer' },
    );
    expect(same).toBe(true);
    expect(emulated.modal.meter.scopes).toBe(1);
  });

  it('21, 22, 23: a suspension makes one state with its final name, none if nothing changed, and rolls back on a throw', async () => {
    const { core, document, app } = host();
    const run = (work: () => Promise<void>) =>
      core.executeAsModal(
        async ({ hostControl }) => {
          const suspension = await hostControl.suspendHistory({ documentID: document.id, name: 'A' });
          await work();
          if (typeof suspension === 'number') throw new Error('an Action runs');
          suspension.finalName = 'B';
          await hostControl.resumeHistory(suspension);
        },
        { commandName: 'test' },
      );
    await run(async () => {});
    expect(document.history).toHaveLength(2);
    const before = document.state;
    const broken = run(async () => {
      await app.activeDocument?.createPixelLayer();
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(document.state).toBe(before);
    await run(async () => {
      await app.activeDocument?.createPixelLayer();
      await app.activeDocument?.createPixelLayer();
    });
    expect(document.history.map(({ name }) => name)).toEqual(['New', 'Paint', 'B']);
  });
});

describe('batchPlay', () => {
  it('25: a command that fails resolves with an error descriptor', async () => {
    const { action, modal } = host();
    const [answer] = await modal(() => action.batchPlay([{ _obj: 'nonsense' }]));
    expect(answer).toMatchObject({ _obj: 'error', result: -25922 });
  });

  it('26: what is no descriptor rejects', async () => {
    const { action, modal } = host();
    await expect(modal(() => action.batchPlay([{}]))).rejects.toThrow(/invalid type/);
  });
});

describe('imaging', () => {
  it.each([
    [8, Uint8Array, 255],
    [16, Uint16Array, 32768],
    [32, Float32Array, 1],
  ] as const)('27, 29: %i bits come in their own array, white as it is there', async (depth, kind, white) => {
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
    expect(data).toBeInstanceOf(kind);
    expect(data[0]).toBe(white);
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

  it('30: planar data on request', async () => {
    const { imaging } = host();
    const image = await imaging.createImageDataFromBuffer(new Uint8Array([1, 2, 3, 4, 5, 6]), {
      width: 2,
      height: 1,
      components: 3,
      colorSpace: 'RGB',
    });
    expect([...(await image.getData({ chunky: false }))]).toEqual([1, 4, 2, 5, 3, 6]);
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

  it('34, 43f: replace wipes the rest of a layer, and without it strips join', async () => {
    const { imaging, modal, app, document } = host();
    await modal(async () => {
      const layer = await app.activeDocument?.createPixelLayer();
      const layerID = layer?.id ?? 0;
      const strip = (top: number) =>
        imaging
          .getPixels({ sourceBounds: { ...all, top, bottom: top + 10 } })
          .then(({ imageData }) => imageData);
      const at = (top: number) => ({ left: 0, top });
      await imaging.putPixels({ layerID, imageData: await strip(0), targetBounds: at(0) });
      await imaging.putPixels({ layerID, imageData: await strip(10), targetBounds: at(10), replace: false });
      expect(document.layer(layerID)?.pixels?.bounds).toMatchObject({ top: 0, bottom: 20 });
      await imaging.putPixels({ layerID, imageData: await strip(20), targetBounds: at(20) });
      expect(document.layer(layerID)?.pixels?.bounds).toMatchObject({ top: 20, bottom: 30 });
    });
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

  it('38: masks and selections are one grey component', async () => {
    const { imaging, modal, document } = host({ ...size, depth: 16 });
    selectPattern(document, { left: 3, top: 4, right: 20, bottom: 12 });
    const { imageData, sourceBounds } = await modal(() => imaging.getSelection({}));
    expect(imageData).toMatchObject({
      components: 1,
      colorSpace: 'Grayscale',
      colorProfile: 'Gray Gamma 2.2',
    });
    expect(sourceBounds).toEqual({ left: 3, top: 4, right: 20, bottom: 12 });
  });

  it('39: grey and Lab documents give no alpha', async () => {
    const { imaging, modal, layerID } = host({ ...size, mode: 'Grayscale' }, true);
    const { imageData } = await modal(() => imaging.getPixels({ layerID }));
    expect(imageData).toMatchObject({ components: 1, hasAlpha: false });
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

  it('42: 32-bit documents name their profile without its suffix', () => {
    const { app } = host({ ...size, depth: 32 });
    expect(app.activeDocument?.colorProfileName).toBe('sRGB IEC61966-2.1 (Linear RGB Profile)');
  });

  it('43, 43a, 43b, 43c: modes, depths, profiles and undefined keys that go wrong there go wrong here', async () => {
    const cmyk = host({ ...size, mode: 'CMYK' });
    await expect(cmyk.modal(() => cmyk.imaging.getPixels({}))).rejects.toThrow(/crashed/);
    const deep = host({ ...size, depth: 16 });
    deep.emulated.faults.depthConversionFails = true;
    await expect(deep.modal(() => deep.imaging.getPixels({ componentSize: 8 }))).rejects.toThrow('Code: -1');
    const option = { layerID: undefined } as unknown as { layerID: number };
    await expect(deep.modal(() => deep.imaging.getPixels(option))).rejects.toThrow(/layerID/);
  });

  it('43d: a mask must be there before it is written, and have the document’s depth', async () => {
    const { imaging, modal, layerID, action } = host({ ...size, depth: 16 }, true);
    const mask = (data: Uint8Array | Uint16Array) =>
      imaging.createImageDataFromBuffer(data, {
        width: 2,
        height: 2,
        components: 1,
        colorSpace: 'Grayscale',
      });
    const put = async (data: Uint8Array | Uint16Array) =>
      modal(async () => imaging.putLayerMask({ layerID, imageData: await mask(data) }));
    await expect(put(new Uint16Array(4))).rejects.toThrow(/no mask/);
    const make = {
      _obj: 'make',
      new: { _class: 'channel' },
      using: { _enum: 'userMaskEnabled', _value: 'revealAll' },
    };
    await modal(() => action.batchPlay([make]));
    await expect(put(new Uint8Array(4))).rejects.toThrow(/wrong depth/);
    await expect(put(new Uint16Array(4))).resolves.toBeUndefined();
  });

  it('43e: making a mask uses the selection up', async () => {
    const { modal, action, document } = host(size, true);
    selectPattern(document, { left: 0, top: 0, right: 9, bottom: 9 });
    const make = {
      _obj: 'make',
      new: { _class: 'channel' },
      using: { _enum: 'userMaskEnabled', _value: 'revealAll' },
    };
    await modal(() => action.batchPlay([make]));
    expect(document.state.selection).toBeNull();
  });

  it('44: no selection has no bounds', () => {
    expect(host().app.activeDocument?.selection.bounds).toBeNull();
  });
});
