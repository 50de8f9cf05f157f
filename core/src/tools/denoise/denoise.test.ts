// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { normals, photograph, psnr, withNoise } from '../../../../test/denoise/noisy.js';
import { Frame, type FrameFormat } from '../../frame/index.js';
import type { LoadedModel, ModelAccess } from '../../model/access.js';
import { parseManifestText } from '../../model/manifest.js';
import { runTool } from '../../tool/index.js';
import { denoise } from './denoise.js';

const noModels: ModelAccess = {
  find: async (task) => ({ found: false, absence: { task, reason: 'Not installed.', candidates: [] } }),
};

const picture = (format: Partial<FrameFormat>) =>
  Frame.allocate({ width: 64, height: 48, channels: 3, dtype: 'u8', ...format });

async function run(frame: Frame, params: Record<string, unknown> = {}, models = noModels) {
  return await runTool(denoise, { inputs: { image: frame }, params, models });
}

function output(result: Awaited<ReturnType<typeof run>>, id = 'image'): Frame {
  const frame = result.outputs[id];
  if (!frame) throw new Error(`no output ${id}`);
  return frame;
}

describe('denoise', () => {
  let clean: Frame;
  beforeAll(async () => {
    clean = await photograph('astronaut.png');
  });

  it.each([
    { slope: 0, offset: 25 ** 2, quality: 8.5, fast: 7.5 },
    { slope: 3, offset: 25, quality: 8, fast: 7 },
  ])(
    'gains decibels on a photograph, noise variance $slope x + $offset',
    async ({ slope, offset, quality, fast }) => {
      const noisy = withNoise(clean, slope, offset);
      const before = psnr(clean, noisy);
      const best = await run(noisy, { method: 'quality' });
      expect(psnr(clean, output(best)) - before).toBeGreaterThan(quality);
      expect(psnr(clean, output(await run(noisy, { method: 'fast' }))) - before).toBeGreaterThan(fast);
      expect(best.notes.map((note) => note.id)).toEqual(['noise-level']);
    },
  );

  it('changes nothing at strength 0, to the bit, in every format', async () => {
    const format = { width: 40, height: 30, channels: 4 } as const;
    for (const dtype of ['u8', 'u16', 'f16', 'f32'] as const) {
      const frame = Frame.allocate({ ...format, dtype });
      const normal = normals(3);
      for (let y = 0; y < 30; y++) {
        const row = frame.row(y);
        for (let i = 0; i < row.length; i++) row[i] = Math.abs(normal()) * 50;
      }
      const result = output(await run(frame, { luma: 0, colour: 0 }));
      expect(result.packed()).toEqual(frame.packed());
      expect(result.format()).toEqual(frame.format());
    }
  });

  it('leaves a clean picture as it is and says so', async () => {
    const smooth = picture({ width: 256, height: 256 });
    for (let y = 0; y < 256; y++)
      smooth.row(y).set(Uint8Array.from({ length: 768 }, (_, i) => 40 + ((i + y) >> 3)));
    const result = await run(smooth);
    expect(result.notes.map((note) => note.id)).toEqual(['no-noise']);
    expect(output(result).packed()).toEqual(smooth.packed());
  });

  it('takes a single pixel', async () => {
    const one = picture({ width: 1, height: 1 });
    one.row(0).set([10, 200, 30]);
    expect([...output(await run(one)).row(0)]).toEqual([10, 200, 30]);
  });

  it('gives what it removed', async () => {
    const noisy = withNoise(clean, 0, 100);
    const result = await run(noisy, { removed: true, method: 'fast' });
    const noise = output(result, 'noise');
    const floats = new Float32Array(noise.packed().buffer);
    const expected = ((noisy.row(5)[30] ?? 0) - (output(result).row(5)[30] ?? 0)) / 255;
    expect(floats[5 * noise.width * 3 + 30]).toBeCloseTo(expected, 5);
  });

  it('says when the trained model that was asked for is missing', async () => {
    const result = await run(withNoise(clean, 0, 100), { method: 'learned' });
    expect(result.notes.map((note) => note.id)).toContain('denoise-without-model');
  });

  it('stops within a moment when asked', async () => {
    const large = withNoise(await photograph('astronaut.png'), 0, 400);
    const controller = new AbortController();
    const running = runTool(denoise, {
      inputs: { image: large },
      models: noModels,
      signal: controller.signal,
    });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  it('runs a model by tiles without a seam, round overbright values, and keeps alpha', async () => {
    const frame = Frame.allocate({ width: 600, height: 300, channels: 4, dtype: 'f32' });
    const values = new Float32Array(frame.bytes.buffer);
    const normal = normals(4);
    const floats = frame.rowStride / 4;
    for (let y = 0; y < 300; y++)
      for (let x = 0; x < 600; x++)
        for (let c = 0; c < 4; c++)
          values[y * floats + 4 * x + c] =
            c === 3 ? 0.25 : x < 300 ? 0.5 + 0.1 * normal() : 3 + 0.1 * normal();
    const sizes: string[] = [];
    const result = await run(frame, { method: 'learned', colour: 100 }, modelThat(sizes));
    const out = new Float32Array(output(result).packed().buffer);
    // Overbright values fall by as much as those that the model sees; alpha stays.
    for (const x of [10, 255, 256, 299, 301, 512, 599]) {
      const before = values[7 * floats + 4 * x + 1] ?? 0;
      const after = out[(7 * 600 + x) * 4 + 1] ?? 0;
      expect(before - after).toBeCloseTo(0.125, 4);
      expect(out[(7 * 600 + x) * 4 + 3]).toBe(0.25);
    }
    expect(sizes.length).toBeGreaterThan(1);
    expect(result.provenance.models[0]?.id).toBe('ffdnet-color');
  });
});

/** FFDNet's manifest on a graph that takes an eighth off every value; records the sizes that it was given. */
function modelThat(sizes: string[]): ModelAccess {
  const path = new URL('../../../../models/ffdnet-color/model.json', import.meta.url);
  const model: LoadedModel = {
    manifest: parseManifestText(readFileSync(path, 'utf8'), 'ffdnet-color'),
    hash: 'h',
    provider: 'cpu',
    run: async ({ x, sigma }) => {
      if (x?.dtype !== 'f32' || !sigma) throw new Error('the inputs have other names or types');
      sizes.push(x.dims.join('x'));
      expect(sigma.dims).toEqual([1, 1, (x.dims[2] ?? 0) / 2, (x.dims[3] ?? 0) / 2]);
      return { y: { dtype: 'f32', dims: x.dims, data: x.data.map((v) => v - 0.125) } };
    },
  };
  return { find: async () => ({ found: true, model }) };
}
