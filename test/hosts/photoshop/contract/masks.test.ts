// SPDX-License-Identifier: Apache-2.0
// Behaviours of masks and selections, numbered as the list that the emulator was made from.
import { describe, expect, it } from 'vitest';
import { selectPattern } from '../pictures.js';
import { host, size } from './opened.js';

const make = {
  _obj: 'make',
  new: { _class: 'channel' },
  at: { _ref: 'channel', _enum: 'channel', _value: 'mask' },
  using: { _enum: 'userMaskEnabled', _value: 'revealAll' },
};

describe('masks and selections', () => {
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

  it('38: vector masks can be asked for and not be changed', async () => {
    const { imaging, modal, action, layerID } = host(size, true);
    await modal(() => action.batchPlay([make]));
    const { imageData } = await modal(() => imaging.getLayerMask({ layerID }));
    expect(imageData).toMatchObject({ components: 1, colorSpace: 'Grayscale' });
    await expect(modal(() => imaging.getLayerMask({ layerID, kind: 'vector' }))).rejects.toThrow(/vector/);
    const put = modal(() => imaging.putLayerMask({ layerID, kind: 'vector', imageData }));
    await expect(put).rejects.toThrow(/Only user masks/);
  });

  it('43d: a mask must be there before it is written, and its data have the document’s depth', async () => {
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
    await modal(() => action.batchPlay([make]));
    await expect(put(new Uint8Array(4))).rejects.toThrow(/wrong depth/);
    await expect(put(new Uint16Array(4))).resolves.toBeUndefined();
  });

  it('43e: making a mask uses the selection up', async () => {
    const { modal, action, document } = host(size, true);
    selectPattern(document, { left: 0, top: 0, right: 9, bottom: 9 });
    await modal(() => action.batchPlay([make]));
    expect(document.state.selection).toBeNull();
  });

  it('44: no selection has no bounds', () => {
    expect(host().app.activeDocument?.selection.bounds).toBeNull();
  });
});
