// SPDX-License-Identifier: Apache-2.0
// Documents are saved as PSD files that other programs read, and opened from files that other programs wrote.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeCanvas, type Layer, readPsd as readByAgPsd, writePsdUint8Array } from 'ag-psd';
import { afterAll, describe, expect, it } from 'vitest';
import { readPsd as readByProduct } from '../../../../core/dist/media/psd-read.js';
import { composite } from '../composite.js';
import { type DocumentState, newState } from '../document.js';
import { pattern } from '../pictures.js';
import { type Depth, type Samples, white } from '../plane.js';
import { canvas, kinds, layered, size } from './layered.js';
import { readPsd } from './read.js';
import { unpacked } from './samples.js';
import { writePsd } from './write.js';

initializeCanvas(
  () => {
    throw new TypeError('Expected layers without canvas');
  },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height), colorSpace: 'srgb' }),
);

const folder = mkdtempSync(join(tmpdir(), 'sfumato-psd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without ids, which are new in every document. */
const plain = (state: DocumentState) => ({
  ...state,
  active: state.active.length,
  layers: state.layers.map(({ id: _, parent, ...layer }) => ({
    ...layer,
    parent: state.layers.find(({ id }) => id === parent)?.name,
  })),
  channels: state.channels.map(({ name, plane }) => ({ name, plane })),
});

describe.each(kinds)('a $mode document of $depth bits', ({ mode, depth }) => {
  it('opens again as it was saved', () => {
    const state = layered(mode, depth);
    expect(plain(readPsd(writePsd(state)))).toEqual(plain(state));
  });

  it.skipIf(spawnSync('convert', ['-version']).status !== 0)(
    'looks in ImageMagick as it does here (needs convert)',
    () => {
      const state = layered(mode, depth);
      const file = join(folder, `${mode}${depth}.psd`);
      writeFileSync(file, writePsd(state));
      const colours = mode === 'Grayscale' ? 1 : 3;
      // As the samples are, without a word about their colours.
      const space = mode === 'Grayscale' ? 'Gray' : 'sRGB';
      const args = [`${file}[0]`, '-alpha', 'off', '-set', 'colorspace', space, '-depth', '16'];
      const { stdout, stderr } = spawnSync('convert', [...args, `${colours === 1 ? 'gray' : 'rgb'}:-`], {
        maxBuffer: 2 ** 24,
      });
      const read = new Uint16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength / 2);
      expect([read.length, String(stderr)]).toEqual([size.width * size.height * colours, '']);
      const look = composite(state);
      let worst = 0;
      for (let i = 0; i < read.length; i++) {
        const at = Math.floor(i / colours) * (colours + 1) + (i % colours);
        const here = Math.min(1, Math.max(0, (look.data[at] ?? 0) / white[depth]));
        worst = Math.max(worst, Math.abs((read[i] ?? 0) / 65535 - here));
      }
      expect(worst).toBeLessThan(depth === 8 ? 0.5 / 255 : 2 / 65535);
    },
  );
});

const flat = (layers: readonly Layer[] = []): Layer[] => layers.flatMap((l) => [l, ...flat(l.children)]);

it.each([8, 16] as const)('its layers of %i bits are the same in another reader (ag-psd)', (depth) => {
  const state = layered('RGB', depth);
  const psd = readByAgPsd(writePsd(state), { useImageData: true, skipThumbnail: true });
  const layers = flat(psd.children);
  expect(layers.map(({ name }) => name)).toEqual([
    'Background',
    'Empty',
    'Relight “é”',
    'Light 1',
    'Clipped',
    'Hidden',
  ]);
  const named = (name: string) => layers.find((layer) => layer.name === name);
  expect(named('Relight “é”')).toMatchObject({ blendMode: 'pass through' });
  expect(named('Light 1')).toMatchObject({ blendMode: 'linear dodge', hidden: false });
  expect(named('Light 1')?.opacity).toBeCloseTo(0.8, 2);
  expect(named('Light 1')?.mask).toMatchObject({ left: 3, top: 2, right: 20, bottom: 11, defaultColor: 0 });
  expect(named('Clipped')).toMatchObject({ clipping: true, blendMode: 'multiply' });
  expect(named('Hidden')).toMatchObject({ hidden: true, left: -4, top: 5, right: 30, bottom: 12 });
  const scale = depth === 16 ? 65535 / 32768 : 1;
  for (const { name, pixels } of state.layers) {
    if (!pixels) continue;
    const wanted = Array.from(pixels.data, (v) => Math.round(v * scale));
    expect(Array.from(named(name)?.imageData?.data ?? []), name).toEqual(wanted);
  }
  expect(psd.imageResources?.alphaChannelNames).toEqual(['Subject']);
});

it.each([8, 16, 32] as const)('the product reads the transparency of %i bits', async (depth) => {
  const state = newState({ ...size, depth });
  const pixels = pattern(canvas, 4, depth, true);
  const layers = state.layers.map((layer) => ({ ...layer, background: false, pixels }));
  const { frame } = await readByProduct(writePsd({ ...state, layers }), 'a.psd');
  expect([frame.channels, frame.alpha]).toEqual([4, 'straight']);
  const wanted = Array.from(pixels.data).filter((_, i) => i % 4 === 3);
  const scale = depth === 16 ? 65535 / 32768 : 1;
  const bytes = frame.packed();
  const { buffer, byteOffset, length } = bytes;
  const samples =
    depth === 8
      ? bytes
      : depth === 16
        ? new Uint16Array(buffer, byteOffset, length / 2)
        : new Float32Array(buffer, byteOffset, length / 4);
  const alpha = Array.from(samples).filter((_, i) => i % 4 === 3);
  expect(alpha).toEqual(wanted.map((v) => (depth === 32 ? v : Math.round(v * scale))));
});

it('opens what another writer saved, packed (ag-psd)', () => {
  const pixels = pattern(canvas, 4, 8, true);
  const imageData = { ...size, data: new Uint8ClampedArray(pixels.data) };
  const mask = { left: 2, top: 3, right: 10, bottom: 9, defaultColor: 255 };
  const maskData = new Uint8ClampedArray(8 * 6 * 4).fill(64);
  const bytes = writePsdUint8Array({
    ...size,
    children: [
      { name: 'Below', left: 0, top: 0, imageData, blendMode: 'multiply', opacity: 0.5 },
      {
        name: 'Group',
        children: [
          { name: 'In it', imageData, mask: { ...mask, imageData: { width: 8, height: 6, data: maskData } } },
        ],
      },
    ],
  });
  const state = readPsd(bytes);
  expect(state.layers.map(({ name, kind }) => [name, kind])).toEqual([
    ['Group', 'group'],
    ['In it', 'pixel'],
    ['Below', 'pixel'],
  ]);
  const [, inside, below] = state.layers;
  expect(below).toMatchObject({ blendMode: 'multiply', opacity: 50, background: false });
  // The writer leaves out the empty margin of a layer.
  expect(
    composite({ ...state, layers: below ? [{ ...below, opacity: 100, blendMode: 'normal' }] : [] }).data,
  ).toEqual(
    composite({ ...state, layers: below ? [{ ...below, opacity: 100, blendMode: 'normal', pixels }] : [] })
      .data,
  );
  expect(inside?.mask?.bounds).toEqual(canvas);
  expect(inside?.mask?.data.slice(0, 1)).toEqual(Uint8Array.of(255));
  expect(inside?.mask?.data[3 * size.width + 2]).toBe(64);
});

it('keeps a profile, by whose name the document goes', () => {
  const description = 'Adobe RGB (1998)';
  const icc = new Uint8Array(144 + 12 + description.length + 1);
  const view = new DataView(icc.buffer);
  view.setUint32(128, 1);
  icc.set(new TextEncoder().encode('desc'), 132);
  view.setUint32(136, 144);
  view.setUint32(140, 12 + description.length + 1);
  icc.set(new TextEncoder().encode(`desc\0\0\0\0`), 144);
  view.setUint32(152, description.length + 1);
  icc.set(new TextEncoder().encode(description), 156);
  const state = readPsd(writePsd({ ...layered('RGB', 16), icc }));
  expect(state.profile).toBe(description);
  expect(state.icc).toEqual(icc);
});

it.each([
  [8, 2, [7, 250, 3, 9]],
  [8, 3, [7, 250, 3, 9]],
  [16, 3, [1, 2, 255, 255, 0, 7, 9, 9]],
  [32, 3, [1, 2, 3, 4, 5, 6, 7, 8]],
] as const)('undoes what Photoshop does to channels of %i bits: compression %i', async (depth, kind, row) => {
  const { zlibSync } = await import('fflate');
  const bytes = Uint8Array.from(row);
  const width = (row.length * 8) / depth;
  const given = kind === 2 ? bytes : Uint8Array.from(differences(bytes, depth));
  expect(unpacked(kind, zlibSync(given), width, 1, depth)).toEqual(bytes);
});

/** The prediction, the other way round. */
function differences(row: Samples, depth: Depth): number[] {
  const list = Array.from(row);
  if (depth === 16) {
    const words = list.filter((_, i) => i % 2 === 0).map((high, i) => high * 256 + (list[2 * i + 1] ?? 0));
    return words.flatMap((w, i) => {
      const d = (w - (i > 0 ? (words[i - 1] ?? 0) : 0)) & 0xffff;
      return [d >> 8, d & 255];
    });
  }
  const width = list.length / 4;
  const apart = depth === 8 ? list : list.map((_, i) => list[(i % width) * 4 + Math.floor(i / width)] ?? 0);
  return apart.map((v, i) => (v - (i > 0 ? (apart[i - 1] ?? 0) : 0)) & 255);
}

it.skipIf(spawnSync('convert', ['-version']).status !== 0)(
  'opens a document of 16 bits that ImageMagick saved (needs convert)',
  () => {
    const file = join(folder, 'magick.psd');
    const made = spawnSync('convert', ['-size', '20x10', 'gradient:red-blue', '-depth', '16', file]);
    expect([made.status, String(made.stderr)]).toEqual([0, '']);
    const state = readPsd(new Uint8Array(readFileSync(file)));
    expect(state).toMatchObject({ width: 20, height: 10, depth: 16, mode: 'RGB' });
    const { data, components } = composite(state);
    expect(Array.from(data.subarray(0, 3))).toEqual([32768, 0, 0]);
    expect(Array.from(data.subarray(data.length - components, data.length - 1))).toEqual([0, 0, 32768]);
  },
);
