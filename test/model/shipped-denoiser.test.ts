// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Frame } from '../../core/src/frame/index.js';
import {
  defaultPolicy,
  type LoadedModel,
  type ModelLibrary,
  openLibrary,
  openStore,
  runDenoise,
} from '../../core/src/model/index.js';
import { runTool } from '../../core/src/tool/index.js';
import { denoise } from '../../core/src/tools/denoise/denoise.js';
import { normals, photograph, psnr, withNoise } from '../denoise/noisy.js';

describe('the denoiser that comes with Sfumato', () => {
  let home: string;
  let library: ModelLibrary;
  let clean: Frame;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sfumato-denoiser-'));
    const store = await openStore({ home });
    library = await openLibrary({ store, policy: defaultPolicy, provider: 'cpu' });
    clean = await photograph('chelsea.png');
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
  });

  async function cleaned(image: Frame, params: Record<string, unknown> = { method: 'learned' }) {
    const result = await runTool(denoise, { inputs: { image }, params, models: library });
    const { image: out } = result.outputs;
    if (!out) throw new Error('no picture');
    return { out, models: result.provenance.models.map(({ id }) => id) };
  }

  async function itself(): Promise<LoadedModel> {
    const lookup = await library.find('denoise', { optional: true });
    if (!lookup.found) throw new Error(lookup.absence.reason);
    expect(lookup.model.warnings ?? []).toEqual([]);
    return lookup.model;
  }

  it.each([
    { slope: 0, offset: 15 ** 2 },
    { slope: 0, offset: 50 ** 2 },
    { slope: 3, offset: 25 },
  ])(
    'is taken where it is asked for and beats the default, noise variance $slope x + $offset',
    async (noise) => {
      const noisy = withNoise(clean, noise.slope, noise.offset);
      const { out, models } = await cleaned(noisy);
      expect(models).toEqual(['denoise-still']);
      const native = await cleaned(noisy, {});
      expect(native.models).toEqual([]);
      expect(psnr(clean, out)).toBeGreaterThan(psnr(clean, native.out));
      expect(psnr(clean, out) - psnr(clean, noisy)).toBeGreaterThan(6);
    },
  );

  it('takes out less at a lower strength, in between at one in between', async () => {
    const noisy = withNoise(clean, 0, 400);
    const change = async (percent: number) => {
      const { out } = await cleaned(noisy, { method: 'learned', luma: percent, colour: percent });
      return psnr(noisy, out);
    };
    const [weak, middle, full] = [await change(25), await change(60), await change(100)];
    expect(weak).toBeGreaterThan(middle + 1);
    expect(middle).toBeGreaterThan(full + 1);
  });

  it('keeps the mean of noise that was not clipped to 0.2 of 255', async () => {
    const noisy = Frame.allocate({ ...clean.format(), dtype: 'f32', range: 'unit' });
    const normal = normals(6);
    for (let y = 0; y < clean.height; y++) {
      const bytes = noisy.row(y);
      const row = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      clean.row(y).forEach((x, i) => {
        row[i] = (x + 25 * normal()) / 255;
      });
    }
    const result = Frame.allocate(noisy.format());
    await runDenoise(await itself(), noisy, result, { noise: 25 / 255 });
    const means = (frame: Frame) => {
      const values = new Float32Array(frame.packed().buffer);
      const sums = [0, 0, 0];
      values.forEach((v, i) => {
        sums[i % 3] = (sums[i % 3] ?? 0) + v;
      });
      return sums.map((sum) => (765 * sum) / values.length);
    };
    const before = means(noisy);
    means(result).forEach((mean, c) => {
      expect(Math.abs(mean - (before[c] ?? 0))).toBeLessThan(0.2);
    });
  });

  it('meets without a seam where tiles do', async () => {
    const noisy = withNoise(clean, 0, 625);
    const model = await itself();
    const { contract } = model.manifest;
    if (contract.name !== 'denoise.noise-map.v1') throw new Error(contract.name);
    const whole = Frame.allocate(noisy.format());
    expect((await runDenoise(model, noisy, whole, { noise: 25 / 255 })).tiles).toBe(1);
    const tile = { ...contract.tile, size: 2 * contract.tile.halo + 128 };
    const smaller: LoadedModel = {
      ...model,
      manifest: { ...model.manifest, contract: { ...contract, tile } },
    };
    const inTiles = Frame.allocate(noisy.format());
    expect((await runDenoise(smaller, noisy, inTiles, { noise: 25 / 255 })).tiles).toBeGreaterThan(3);
    const one = whole.packed();
    const largest = inTiles.packed().reduce((most, v, i) => Math.max(most, Math.abs(v - (one[i] ?? 0))), 0);
    expect(largest).toBeLessThanOrEqual(1);
  });
});
