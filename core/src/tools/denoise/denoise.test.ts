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

  describe('in a clip', () => {
    /** The photograph at rest, with other noise in every frame. */
    const clip = (slope = 0, offset = 20 ** 2) => {
      const [image, previous, next, previous2, next2] = [1, 2, 3, 4, 5].map((seed) =>
        withNoise(clean, slope, offset, seed),
      );
      if (!image || !previous || !next || !previous2 || !next2) throw new Error('no frames');
      return { image, previous, next, previous2, next2 };
    };
    const together = (inputs: Record<string, Frame>, params = {}, models = noModels) =>
      runTool(denoise, { inputs, params, models });

    it.each([
      { slope: 0, offset: 20 ** 2 },
      { slope: 3, offset: 25 },
    ])('gains over the still, noise variance $slope x + $offset', async ({ slope, offset }) => {
      const frames = clip(slope, offset);
      const still = psnr(clean, output(await run(frames.image)));
      const moving = output(await together(frames));
      expect(moving.format()).toEqual(frames.image.format());
      expect(psnr(clean, moving) - still).toBeGreaterThan(2.5);
      const one = output(await together({ image: frames.image, next: frames.next }));
      expect(psnr(clean, one) - still).toBeGreaterThan(0.8);
      const means = [clean, moving].map((f) => f.packed().reduce((sum, v) => sum + v, 0) / f.packed().length);
      expect(Math.abs((means[0] ?? 0) - (means[1] ?? 0))).toBeLessThan(0.4);
    });

    it('is as good as the still after a cut, and says when a frame is of another kind', async () => {
      const { image, previous, next } = clip();
      const other = withNoise(clean, 0, 400, 7);
      for (let y = 0; y < other.height; y++) other.row(y).reverse();
      const still = psnr(clean, output(await run(image)));
      const cut = await together({ image, previous: other, next: other });
      expect(Math.abs(psnr(clean, output(cut)) - still)).toBeLessThan(0.25);
      const small = previous.crop({ x: 0, y: 0, width: 100, height: 80 });
      const odd = await together({ image, previous: small, next });
      expect(odd.notes.map((note) => note.id)).toContain('neighbours-left-out');
      const alone = await together({ image, previous: small });
      expect(output(alone).packed()).toEqual(output(await run(image)).packed());
    });

    it('does without neighbours where memory is short, and says so', async () => {
      const inputs = clip();
      const result = await runTool(denoise, { inputs, models: noModels, memoryBudget: 1e6 });
      expect(result.notes.map((note) => note.id)).toContain('neighbours-without-memory');
      expect(output(result).packed()).toEqual(output(await run(inputs.image)).packed());
    });

    it('changes nothing at strength 0, and leaves the neighbours out of drafts', async () => {
      const frames = clip();
      const none = await together(frames, { luma: 0, colour: 0 });
      expect(output(none).packed()).toEqual(frames.image.packed());
      const options = { params: {}, models: noModels, quality: 'draft' } as const;
      const [draft, still] = [
        await runTool(denoise, { ...options, inputs: frames }),
        await runTool(denoise, { ...options, inputs: { image: frames.image } }),
      ];
      expect(output(draft).packed()).toEqual(output(still).packed());
    });

    it('tells a model how much noise is left', async () => {
      const frames = clip();
      const levels: number[][] = [];
      const model = modelThat([], (sigma) => levels.push([...sigma]));
      await together({ image: frames.image }, { method: 'learned' }, model);
      await together(frames, { method: 'learned' }, model);
      const middle = (values: number[] = []) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
      expect(middle(levels[1]) / middle(levels[0])).toBeCloseTo(1 / Math.sqrt(5), 1);
    });
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

/** FFDNet's manifest on a graph that takes an eighth off every value; records the sizes and levels that it was given. */
function modelThat(sizes: string[], tell: (sigma: Float32Array) => void = () => {}): ModelAccess {
  const path = new URL('../../../../models/ffdnet-color/model.json', import.meta.url);
  const model: LoadedModel = {
    manifest: parseManifestText(readFileSync(path, 'utf8'), 'ffdnet-color'),
    hash: 'h',
    provider: 'cpu',
    run: async ({ x, sigma }) => {
      if (x?.dtype !== 'f32' || !sigma) throw new Error('the inputs have other names or types');
      sizes.push(x.dims.join('x'));
      if (sigma.dtype === 'f32') tell(sigma.data);
      expect(sigma.dims).toEqual([1, 1, (x.dims[2] ?? 0) / 2, (x.dims[3] ?? 0) / 2]);
      return { y: { dtype: 'f32', dims: x.dims, data: x.data.map((v) => v - 0.125) } };
    },
  };
  return { find: async () => ({ found: true, model }) };
}
