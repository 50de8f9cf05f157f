// SPDX-License-Identifier: Apache-2.0
// What Adobe's samples and documentation do, step by step in words of our own: known to work there, so it works here.
import { describe, expect, it } from 'vitest';
import { all, host, size } from './opened.js';

describe('the documentation’s examples', () => {
  it('imaging: noise without alpha is added to the middle of the active layer', async () => {
    const { imaging, modal, app, document, layerID } = host();
    const before = document.layer(layerID)?.pixels?.data.slice();
    await modal(async () => {
      const noise = Uint8Array.from({ length: 3 * 20 * 10 }, (_, i) => (i * 37) % 256);
      const imageData = await imaging.createImageDataFromBuffer(noise, {
        width: 20,
        height: 10,
        components: 3,
        colorProfile: 'sRGB IEC61966-2.1',
        colorSpace: 'RGB',
      });
      const target = app.activeDocument?.activeLayers[0]?.id ?? 0;
      const targetBounds = { left: size.width / 2 - 10, top: size.height / 2 - 5 };
      await imaging.putPixels({ layerID: target, imageData, targetBounds, replace: false });
      imageData.dispose();
    });
    const pixels = document.layer(layerID)?.pixels;
    expect(pixels?.bounds).toEqual(all);
    const at = (x: number, y: number) => (y * size.width + x) * 4;
    expect(pixels?.data.subarray(at(10, 10), at(10, 10) + 4)).toEqual(Uint8Array.from([0, 37, 74, 255]));
    expect(pixels?.data.subarray(0, at(9, 10))).toEqual(before?.subarray(0, at(9, 10)));
  });

  it('imaging: a thumbnail by its height keeps the proportions', async () => {
    const { imaging, modal } = host();
    const { imageData } = await modal(() => imaging.getPixels({ targetSize: { height: 15 } }));
    expect([imageData.width, imageData.height]).toEqual([20, 15]);
  });

  it('imaging: a mask of one planar component', async () => {
    const { imaging } = host();
    const options = { width: 30, height: 40, components: 1, chunky: false };
    const colour = { colorProfile: 'Gray Gamma 2.2', colorSpace: 'Grayscale' };
    const data = new Uint8Array(30 * 40).fill(127);
    const image = await imaging.createImageDataFromBuffer(data, { ...options, ...colour });
    expect(image).toMatchObject({ components: 1, hasAlpha: false, pixelFormat: 'Grayscale' });
  });

  it('modal: a loop of questions ends when the person cancels', async () => {
    const { emulated, core, action, modal } = host();
    const ask = {
      _obj: 'get',
      _target: {
        _ref: [
          { _ref: 'property', _property: 'hostName' },
          { _ref: 'application', _enum: 'ordinal' },
        ],
      },
    };
    expect(await modal(() => action.batchPlay([ask]))).toEqual([{ hostName: 'Adobe Photoshop' }]);
    let asked = 0;
    const work = core.executeAsModal(
      async (context) => {
        for (;;) {
          await action.batchPlay([ask]);
          if (++asked === 5) context.isCancelled = true;
        }
      },
      { commandName: 'User Cancel Test' },
    );
    await expect(work).rejects.toThrow(/cancel/);
    expect([asked, emulated.modal.isModal]).toEqual([5, false]);
  });

  it('batchPlay: the active layer of the document in front is hidden', async () => {
    const { action, modal, document } = host();
    const ordinal = { _enum: 'ordinal', _value: 'targetEnum' };
    const _target = [
      { _ref: 'layer', ...ordinal },
      { _ref: 'document', ...ordinal },
    ];
    await modal(() => action.batchPlay([{ _obj: 'hide', _target }]));
    expect(document.state.layers[0]?.visible).toBe(false);
  });

  it('batchPlay: the title of a document by its id', async () => {
    const { action, document } = host();
    const _ref = [{ _property: 'title' }, { _ref: 'document', _id: document.id }, { _ref: 'application' }];
    expect(await action.batchPlay([{ _obj: 'get', _target: { _ref } }])).toEqual([{ title: 'Untitled-1' }]);
  });

  it('layers: a pixel layer with its opacity and blend mode, and a group around others', async () => {
    const { app, modal, document } = host();
    await modal(async () => {
      const front = app.activeDocument;
      const a = await front?.createLayer('pixel', { name: 'a', opacity: 80, blendMode: 'colorDodge' });
      const b = await front?.createLayer();
      if (a && b) await front?.createLayerGroup({ name: 'group', fromLayers: [a, b] });
    });
    const shown = document.state.layers.map(({ name, opacity, blendMode, parent }) => ({
      name,
      opacity,
      blendMode,
      inside: parent !== null,
    }));
    expect(shown).toEqual([
      { name: 'group', opacity: 100, blendMode: 'passThrough', inside: false },
      { name: 'Layer 1', opacity: 100, blendMode: 'normal', inside: true },
      { name: 'a', opacity: 80, blendMode: 'colorDodge', inside: true },
      { name: 'Background', opacity: 100, blendMode: 'normal', inside: false },
    ]);
  });

  it('smart objects: layers are converted, opened, changed and saved back into their place', async () => {
    const { app, action, modal, document, imaging, emulated } = host(size, true);
    const look = document.state.layers[0]?.pixels;
    await modal(() => action.batchPlay([{ _obj: 'newPlacedLayer' }]));
    const smart = app.activeDocument?.activeLayers[0];
    expect(smart?.kind).toBe('smartObject');
    expect(document.state.layers[0]?.pixels?.data).toEqual(look?.data);
    await modal(async () => {
      await action.batchPlay([{ _obj: 'placedLayerEditContents' }]);
      const inside = app.activeDocument;
      const layerID = inside?.activeLayers[0]?.id ?? 0;
      const { imageData } = await imaging.getPixels({ layerID, sourceBounds: { ...all, right: 7 } });
      await imaging.putPixels({ layerID, imageData });
      await inside?.close(2);
    });
    expect(emulated.desk.documents).toHaveLength(1);
    expect(document.state.layers[0]?.pixels?.bounds).toMatchObject({ left: 0, right: 7 });
    expect(document.state.layers[0]).toMatchObject({ id: smart?.id, kind: 'smartObject' });
  });

  it('a copy of a document in another mode can be converted, and the original stays', async () => {
    const { app, modal, document, emulated } = host({ ...size, mode: 'CMYK' });
    await modal(async () => {
      const copy = await app.activeDocument?.duplicate('for the panel');
      await copy?.changeMode('RGBColorMode');
    });
    expect(document.mode).toBe('CMYK');
    expect(emulated.document()).toMatchObject({ mode: 'RGB', title: 'for the panel', components: 4 });
  });
});
