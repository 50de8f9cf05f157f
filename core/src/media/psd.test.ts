// SPDX-License-Identifier: Apache-2.0
import { initializeCanvas, readPsd } from 'ag-psd';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Frame } from '../frame/index.js';
import { readStill } from './decode.js';
import { encodePsd, type PsdResult } from './psd.js';
import { readPsd as readPsdFile } from './psd-read.js';

initializeCanvas(
  () => {
    throw new Error('no canvas here');
  },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height), colorSpace: 'srgb' }),
);

function plain(value: number, place = { x: 0, y: 0, width: 4, height: 2 }, channels: 1 | 3 | 4 = 3): Frame {
  const { x, y, width, height } = place;
  const bytes = new Uint8Array(width * height * channels).fill(value);
  return Frame.over(bytes, { width, height, channels, dtype: 'u8', origin: { x, y } });
}

async function document(picture: Frame, results: readonly PsdResult[]) {
  const { parts, notes } = await encodePsd(picture, results, { group: 'Lights' });
  const bytes = Buffer.concat(parts);
  return { psd: readPsd(bytes, { useImageData: true, skipThumbnail: true }), notes, bytes };
}

const shown = (psd: Awaited<ReturnType<typeof document>>['psd']) =>
  psd.children?.map(({ name, hidden }) => `${name}${hidden ? ' (hidden)' : ''}`);

describe('encodePsd', () => {
  it('lays a filling over the picture, and grows the canvas for what reaches beyond it', async () => {
    const wide = { x: -2, y: -1, width: 8, height: 4 };
    const { psd } = await document(plain(10), [
      { name: 'Picture', kind: 'image', frame: plain(10, wide) },
      { name: 'Filling', kind: 'layer', frame: plain(200, wide, 4) },
    ]);
    expect([psd.width, psd.height]).toEqual([8, 4]);
    expect(shown(psd)).toEqual(['Original', 'Filling']);
    const [original] = psd.children ?? [];
    expect([original?.left, original?.top, original?.right, original?.bottom]).toEqual([2, 1, 6, 3]);
    // Over nothing, 200 at an alpha of 200; over the picture, between both.
    // White under soft pixels of the flattened picture costs a step.
    const [red = 0, , , alpha] = psd.imageData?.data ?? [];
    expect(Math.abs(red - 200)).toBeLessThanOrEqual(1);
    expect(alpha).toBe(200);
    const middle = 4 * (1 * 8 + 3);
    expect(psd.imageData?.data[middle]).toBe(Math.round((200 * 200 + 10 * 55) / 255));
  });

  it('keeps light layers in a hidden group under the whole picture', async () => {
    const { psd, notes } = await document(plain(10), [
      { name: 'Relit', kind: 'image', frame: plain(90) },
      { name: 'Shadows', kind: 'layer', blend: 'multiply', frame: plain(128) },
      { name: 'Light 1', kind: 'layer', blend: 'add', frame: plain(30) },
      { name: 'Depth', kind: 'data', frame: plain(1, undefined, 1) },
    ]);
    expect(shown(psd)).toEqual(['Original', 'Lights (hidden)', 'Relit']);
    expect(psd.children?.[1]?.children?.map(({ blendMode }) => blendMode)).toEqual([
      'multiply',
      'linear dodge',
    ]);
    expect(psd.imageData?.data[0]).toBe(90);
    expect(notes.map(({ id }) => id)).toEqual(['linear-layers']);
  });

  it.each(['u8', 'u16'] as const)('keeps every sample of %s layers and masks', async (dtype) => {
    const full = dtype === 'u8' ? 255 : 65_535;
    const noise = (channels: 1 | 3 | 4, seed: number, origin = { x: 0, y: 0 }) => {
      const [width, height] = [300, 7];
      const samples = new (dtype === 'u8' ? Uint8Array : Uint16Array)(width * height * channels);
      // Runs, single samples and noise: what packing has to do with.
      for (let i = 0; i < samples.length; i++)
        samples[i] = i % 997 < 400 ? full : (((i + seed) * 2_654_435_761) >>> 8) & full;
      const frame = Frame.over(new Uint8Array(samples.buffer), { width, height, channels, dtype, origin });
      return { frame, samples };
    };
    const [picture, layer, matte] = [noise(3, 1), noise(4, 2, { x: 5, y: 1 }), noise(1, 3)];
    const { psd } = await document(picture.frame, [
      { name: 'Light', kind: 'layer', frame: layer.frame },
      { name: 'Matte', kind: 'matte', frame: matte.frame },
    ]);
    expect(psd.bitsPerChannel).toBe(dtype === 'u8' ? 8 : 16);
    const [original, masked, light] = psd.children ?? [];
    const rgb = (data: ArrayLike<number> = []) => Array.from(data).filter((_, i) => i % 4 < 3);
    expect(rgb(original?.imageData?.data)).toEqual([...picture.samples]);
    expect(light?.imageData?.data).toEqual(
      dtype === 'u8' ? new Uint8ClampedArray(layer.samples) : layer.samples,
    );
    expect([light?.left, light?.top]).toEqual([5, 1]);
    const mask = Array.from(masked?.mask?.imageData?.data ?? []).filter((_, i) => i % 4 === 0);
    expect(mask).toEqual([...matte.samples]);
  });

  it('embeds the profile, keeps 16 bits, makes 8 where asked, and says that floats become 16', async () => {
    const png = await sharp({ create: { width: 4, height: 2, channels: 3, background: '#888' } })
      .withIccProfile('p3')
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const { frame } = await readStill(png);
    const results = [{ name: 'Clean', kind: 'image', frame } as const];
    const { bytes, notes, psd } = await document(frame, results);
    expect(bytes.includes(Buffer.from(frame.colour.icc ?? []))).toBe(true);
    expect([psd.bitsPerChannel, notes]).toEqual([16, []]);
    const eight = await encodePsd(frame, results, { depth: 8 });
    expect(readPsd(Buffer.concat(eight.parts), { useImageData: true }).bitsPerChannel).toBe(8);
    const float = Frame.allocate({ width: 4, height: 2, channels: 3, dtype: 'f32' });
    const made = await document(float, []);
    expect([made.psd.bitsPerChannel, ...made.notes.map(({ id }) => id)]).toEqual([16, 'depth-reduced']);
    await expect(encodePsd(frame, results, { depth: 32 })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });

  it('is read again by what reads documents of others', async () => {
    const rgba = plain(100, { x: 0, y: 0, width: 4, height: 2 }, 4);
    const { bytes } = await document(plain(10), [{ name: 'Filling', kind: 'layer', frame: rgba }]);
    const { frame, layers } = await readPsdFile(bytes, 'made.psd');
    expect([frame.width, frame.height, layers.map(({ name }) => name)]).toEqual([
      4,
      2,
      ['Original', 'Filling'],
    ]);
    expect(frame.row(0)[0]).toBe(Math.round((100 * 100 + 10 * 155) / 255));
  });

  it('refuses pictures that no PSD holds', async () => {
    const far = plain(1, { x: 40_000, y: 0, width: 1, height: 1 });
    const results = [{ name: 'Far', kind: 'layer', frame: far } as const];
    await expect(encodePsd(plain(1), results, { group: 'x' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
  });

  it('keeps every layer of a document as it is given, and flattens what is visible', async () => {
    const layers: PsdResult[] = [
      { name: 'Fill', kind: 'image', frame: plain(100) },
      { name: 'Off', kind: 'layer', hidden: true, frame: plain(255) },
      { name: 'Light', kind: 'layer', blend: 'add', frame: plain(30) },
      { name: 'Shadow', kind: 'layer', blend: 'multiply', frame: plain(51) },
      { name: 'Matte', kind: 'matte', hidden: true, frame: plain(255, undefined, 1) },
    ];
    const { parts, notes } = await encodePsd(plain(10), layers, {});
    const psd = readPsd(Buffer.concat(parts), { useImageData: true, skipThumbnail: true });
    expect(shown(psd)).toEqual(['Original', 'Fill', 'Off (hidden)', 'Light', 'Shadow', 'Matte (hidden)']);
    expect(psd.children?.[5]?.mask?.imageData).toBeDefined();
    // (100 + 30) · 51/255
    expect(psd.imageData?.data[0]).toBe(26);
    expect(notes.map(({ id }) => id)).toEqual(['linear-layers']);
  });
});
