// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeModel, firstFed, identity, type Tensors } from '../../../../test/model/fake-model.js';
import { plainInput, someBytes } from '../../../../test/model/manifests.js';
import { Frame, type FrameFormat, linearSrgb } from '../../frame/index.js';
import type { LoadedModel } from '../access.js';
import { type DenoiseOptions, runDenoise } from './denoise.js';

const contract = {
  name: 'denoise.noise-map.v1',
  input: plainInput,
  size: { rule: 'native', of: 2 },
  noise: { tensor: 's', step: 2 },
  output: { tensor: 'y', layout: 'nchw' },
  tile: { size: 16, halo: 3, align: 2 },
};

async function denoised(model: LoadedModel, frame: Frame, options: Partial<DenoiseOptions> = {}) {
  const into = Frame.allocate(frame.format());
  await runDenoise(model, frame, into, { noise: 0.1, ...options });
  return into;
}

/** Pixels of every bit pattern; of floats those from -0.5 to 2, and here and there one that is no number. */
function random(format: FrameFormat, seed = 1): Frame {
  const frame = Frame.allocate(format);
  const bytes = someBytes(frame.bytes.byteLength, seed);
  if (frame.dtype !== 'f32') frame.bytes.set(bytes);
  else {
    new Float32Array(frame.bytes.buffer).forEach((_, i, all) => {
      all[i] = i % 97 === 3 ? Number.NaN : (bytes[i] ?? 0) / 100 - 0.5;
    });
  }
  // Halves have no exponent of all ones; Photoshop's range ends at 0x8000.
  if (frame.dtype === 'f16' || frame.range === 'photoshop')
    for (let i = 1; i < bytes.length; i += 2)
      frame.bytes[i] = (bytes[i] ?? 0) & (frame.dtype === 'f16' ? 0xbf : 0x7f);
  return frame;
}

const floats = (frame: Frame): Float32Array => {
  const bytes = frame.packed();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};
const numbers = (tensors: Tensors | undefined, name: string) => {
  const tensor = tensors?.[name];
  return tensor?.dtype === 'f32' ? tensor.data : new Float32Array();
};
/** A model that changes each value alone. */
const pointwise =
  (change: (value: number) => number) =>
  ({ x }: Tensors) => ({
    y: {
      dtype: 'f32',
      dims: x?.dims ?? [],
      data: numbers({ ...(x && { x }) }, 'x').map((v) => change(v)),
    } as const,
  });

describe('runDenoise', () => {
  const pictures = fc.record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 40 }),
    channels: fc.constantFrom(1, 3, 4),
    dtype: fc.constantFrom('u8', 'u16', 'f16', 'f32'),
    colour: fc.constantFrom(undefined, linearSrgb),
    photoshop: fc.boolean(),
  } as const);
  const inputs = fc.record({
    layout: fc.constantFrom('nchw', 'nhwc'),
    channels: fc.constantFrom('rgb', 'bgr'),
    domain: fc.constantFrom('srgb', 'linear'),
    white: fc.constantFrom(1, 255),
    mean: fc.constantFrom([0, 0, 0], [0.3, 0.4, 0.5]),
    std: fc.constantFrom([1, 1, 1], [0.2, 0.3, 0.4]),
  });
  const sizes = fc.constantFrom(
    { rule: 'native', of: 2 },
    { rule: 'native', of: 8 },
    { rule: 'multiple', of: 4, longest: 512 },
    { rule: 'fixed', width: 24, height: 32 },
  );

  it('gives every bit back through an identity model, whatever the picture, the model and the tiles', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, inputs, sizes, fc.nat(), async (picture, input, size, seed) => {
        const { photoshop, colour, ...format } = picture;
        const range = photoshop && format.dtype === 'u16' ? ('photoshop' as const) : undefined;
        const frame = random({ ...format, ...(colour && { colour }), ...(range && { range }) }, seed);
        const tile = { size: 32, halo: 3, align: 2 };
        const given = { ...contract, input: { ...plainInput, ...input }, size, tile };
        const output = { tensor: 'y', layout: input.layout };
        const { model, fed } = fakeModel({ ...given, output }, identity);
        const result = await denoised(model, frame);
        expect(Buffer.compare(result.packed(), frame.packed())).toBe(0);
        for (const { x, s } of fed) {
          const [, , height = 0, width = 0] =
            input.layout === 'nchw' ? (x?.dims ?? []) : [0, 0, ...(x?.dims.slice(1, 3) ?? [])];
          expect(s?.dims).toEqual([1, 1, height / 2, width / 2]);
          if (size.rule === 'fixed') expect([width, height]).toEqual([24, 32]);
          else expect([width % (size.of ?? 1), height % (size.of ?? 1)]).toEqual([0, 0]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([0, 0.25])('carries values outside 0..1 and a headroom of %d round the model', async (headroom) => {
    const frame = random({ width: 20, height: 20, channels: 3, dtype: 'f32' });
    const { model, fed } = fakeModel(
      { ...contract, headroom },
      pointwise((v) => v / 2),
    );
    const result = floats(await denoised(model, frame));
    const [least, most] = [-headroom, 1 + headroom];
    floats(frame).forEach((v, i) => {
      const inside = Math.min(most, Math.max(least, v));
      if (Number.isNaN(v)) expect(result[i]).toBeNaN();
      else expect(result[i]).toBeCloseTo(v - inside / 2, 5);
    });
    for (const tensors of fed)
      for (const v of numbers(tensors, 'x')) expect(v >= least && v <= most, `the model saw ${v}`).toBe(true);
  });

  it('takes out of luminance and of colour what is asked', async () => {
    const frame = Frame.allocate({ width: 9, height: 7, channels: 3, dtype: 'f32' });
    for (let y = 0; y < 7; y++) new Float32Array(frame.row(y).buffer, frame.row(y).byteOffset, 27).fill(0.5);
    // Takes 0.3 off red, nothing off the others: 0.1 of what they share, and colours of 0.2, -0.1, -0.1.
    const { model } = fakeModel({ ...contract, tile: { size: 16, halo: 0, align: 2 } }, ({ x }) => {
      const plane = (x?.dims[2] ?? 0) * (x?.dims[3] ?? 0);
      const data = numbers({ ...(x && { x }) }, 'x').map((v, i) => (i < plane ? v - 0.3 : v));
      return { y: { dtype: 'f32', dims: x?.dims ?? [], data } };
    });
    const pixel = async (shares: Partial<DenoiseOptions>) => [
      ...floats(await denoised(model, frame, shares)).slice(30, 33),
    ];
    const close = (values: number[], expected: number[]) =>
      values.forEach((v, i) => {
        expect(v).toBeCloseTo(expected[i] ?? 0, 5);
      });
    close(await pixel({}), [0.2, 0.5, 0.5]);
    close(await pixel({ chroma: 0 }), [0.4, 0.4, 0.4]);
    close(await pixel({ luma: 0 }), [0.3, 0.6, 0.6]);
    close(await pixel({ luma: 0.5, chroma: 0.5 }), [0.35, 0.5, 0.5]);
  });

  it('works on linear pictures in sRGB numbers', async () => {
    const frame = Frame.ofFloats(new Float32Array(16).fill(0.2140411), 4, 4, linearSrgb);
    const { model, fed } = fakeModel(contract, identity);
    const result = await denoised(model, frame);
    expect(firstFed(fed).data[0]).toBeCloseTo(0.5, 4);
    expect(floats(result)).toEqual(floats(frame));
  });

  it('meets without seams for any model that sees no further than the halo and works on whole blocks', async () => {
    // The mean of 5 pixels in a row as far as they exist in the tensor, and a shift by where in its block a pixel lies.
    const blur = fakeModel(contract, ({ x }) => {
      const [, , , width = 1] = x?.dims ?? [];
      const source = numbers({ ...(x && { x }) }, 'x');
      const data = source.map((_, i) => {
        const column = i % width;
        let sum = 0;
        for (let k = -2; k <= 2; k++) {
          const at = Math.min(width - 1, Math.max(0, column + k));
          sum += source[i - column + at] ?? 0;
        }
        return (0.9 * sum) / 5 + 0.05 * (column % 2);
      });
      return { y: { dtype: 'f32', dims: x?.dims ?? [], data } };
    });
    const frame = random({ width: 61, height: 6, channels: 3, dtype: 'u16' });
    const result = await denoised(blur.model, frame);
    expect(blur.fed.length).toBeGreaterThan(4);
    const at = (f: Frame, x: number) => {
      const row = f.row(3);
      // Mirrored about the outermost pixels.
      const inside = x < 0 ? -x : x >= f.width ? 2 * (f.width - 1) - x : x;
      return (row[6 * inside] ?? 0) + 256 * (row[6 * inside + 1] ?? 0);
    };
    for (let x = 0; x < 61; x++) {
      const mean = [-2, -1, 0, 1, 2].reduce((sum, k) => sum + at(frame, x + k), 0) / 5;
      const expected = 0.9 * mean + 0.05 * 65535 * (x % 2);
      expect(Math.abs(at(result, x) - Math.min(65535, expected))).toBeLessThanOrEqual(1);
    }
  });

  it('does not shift colours: noise that is taken out by half leaves the mean where it was', async () => {
    const frame = Frame.allocate({ width: 120, height: 90, channels: 3, dtype: 'u8' });
    const bytes = someBytes(frame.bytes.byteLength, 5);
    frame.bytes.forEach((_, i) => {
      frame.bytes[i] = 100 + ((bytes[i] ?? 0) % 21);
    });
    const half = fakeModel(
      contract,
      pointwise((v) => 110 / 255 + (v - 110 / 255) / 2),
    );
    const sums = (f: Frame) =>
      [0, 1, 2].map((c) => f.packed().reduce((sum, v, i) => sum + (i % 3 === c ? v : 0), 0) / (120 * 90));
    const before = sums(frame);
    sums(await denoised(half.model, frame)).forEach((mean, c) => {
      expect(Math.abs(mean - (110 + ((before[c] ?? 0) - 110) / 2))).toBeLessThan(0.2);
    });
  });

  it('gives the model the noise to expect at each place, by its colour', async () => {
    const frame = Frame.allocate({ width: 24, height: 4, channels: 3, dtype: 'u8' });
    for (let y = 0; y < 4; y++) for (let x = 12; x < 24; x++) frame.row(y).set([51, 102, 255], 3 * x);
    for (const channels of ['rgb', 'bgr']) {
      const changes = { channels, white: 255, mean: [1, 2, 3], std: [2, 4, 8] };
      const { model, fed } = fakeModel({ ...contract, input: { ...plainInput, ...changes } }, identity);
      const seen: number[][] = [];
      await denoised(model, frame, {
        noise: (r, g, b) => {
          seen.push([r, g, b]);
          return r + 10 * b;
        },
      });
      expect(fed.length).toBeGreaterThan(1);
      expect(numbers(fed[0], 's')[0]).toBeCloseTo(0, 5);
      expect(numbers(fed.at(-1), 's').at(-1)).toBeCloseTo(10.2, 4);
      expect(seen.at(-1)?.map((v) => v.toFixed(4))).toEqual(['0.2000', '0.4000', '1.0000']);
    }
  });

  it('gives the model what is left of the noise of averaged frames, place by place, in every tile', async () => {
    const { model, fed } = fakeModel(contract, identity);
    const frame = random({ width: 60, height: 20, channels: 3, dtype: 'f32' });
    const deviation = Frame.allocate({ width: 60, height: 20, channels: 1, dtype: 'f32' });
    for (let y = 0; y < 20; y++) {
      const row = deviation.row(y);
      new Float32Array(row.buffer, row.byteOffset, 60).forEach((_, x, values) => {
        values[x] = x < 30 ? 0.2 : 1;
      });
    }
    await denoised(model, frame, { noise: 0.1, remaining: { deviation, share: 0.5 } });
    expect(fed.length).toBeGreaterThan(4);
    const seen = new Set(
      fed.flatMap(({ s }) => [...numbers({ ...(s && { s }) }, 's')].map((v) => v.toFixed(3))),
    );
    expect([...seen].sort()).toEqual(['0.060', '0.100']);
    expect(numbers(fed[0], 's')[0]).toBeCloseTo(0.06, 5);
    expect(numbers(fed.at(-1), 's').at(-1)).toBeCloseTo(0.1, 5);
  });

  it('stops between tiles', async () => {
    const controller = new AbortController();
    const { model, fed } = fakeModel(contract, identity);
    const frame = random({ width: 60, height: 60, channels: 3, dtype: 'u16' });
    const onProgress = () => controller.abort();
    const run = denoised(model, frame, { signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(fed).toHaveLength(1);
  });

  it('says what it cannot do', async () => {
    const frame = random({ width: 60, height: 60, channels: 3, dtype: 'u16' });
    const { model } = fakeModel(contract, identity, { memory: { base: 0, bytesPerPixel: 1000 } });
    await expect(denoised(model, frame, { memoryBudget: 10_000 })).rejects.toMatchObject({
      code: 'MEMORY_SHORT',
    });
    const other = Frame.allocate({ ...frame.format(), channels: 1 });
    await expect(runDenoise(model, frame, other, { noise: 0 })).rejects.toThrow(/Expected a result of 3/);
    const { noise: _, ...rest } = contract;
    const upscale = { ...rest, name: 'upscale.v1', factor: 2 };
    await expect(denoised(fakeModel(upscale, identity).model, frame)).rejects.toThrow(
      /Expected a model of contract denoise/,
    );
  });
});
