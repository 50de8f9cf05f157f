// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { kernelThreads, setKernelThreads } from '@sfumato/native';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { manifestOf, plainInput, someBytes } from '../../../../test/model/manifests.js';
import { Frame, type FrameFormat } from '../../frame/index.js';
import type { LoadedModel, ModelAccess } from '../../model/access.js';
import { parseManifest } from '../../model/manifest.js';
import { runTool } from '../../tool/run.js';
import { fill } from './tool.js';

const models: ModelAccess = {
  find: async (task) => ({ found: false, absence: { task, reason: 'not installed', candidates: [] } }),
};
const testData = new URL('../../../../test/data/', import.meta.url);

async function photograph(name: string): Promise<Frame> {
  const { data, info } = await sharp(await readFile(new URL(name, testData)))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Frame.over(data, { width: info.width, height: info.height, channels: 3, dtype: 'u8' });
}

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}
const inside = (disc: Disc, x: number, y: number) =>
  (x - disc.x) ** 2 + (y - disc.y) ** 2 <= disc.radius ** 2;

function discMask(width: number, height: number, disc: Disc): Frame {
  const mask = Frame.allocate({ width, height, channels: 1, dtype: 'u8' });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (inside(disc, x, y)) mask.row(y)[x] = 255;
  return mask;
}

function painted(format: FrameFormat, value: (x: number, y: number, c: number) => number): Frame {
  const frame = Frame.allocate(format);
  for (let y = 0; y < frame.height; y++) {
    const row = frame.row(y);
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    for (let i = 0; i < frame.width * frame.channels; i++) {
      const v = value(Math.floor(i / frame.channels), y, i % frame.channels);
      if (frame.dtype === 'u8') row[i] = v;
      else if (frame.dtype === 'u16') view.setUint16(2 * i, v, true);
      else view.setFloat32(4 * i, v, true);
    }
  }
  return frame;
}

const run = (inputs: Record<string, Frame>, params: object = {}, quality: 'draft' | 'full' = 'full') =>
  runTool(fill, { inputs, params, models, quality });
const picked = (outputs: Readonly<Record<string, Frame>>, id: 'image' | 'layer'): Frame => {
  const frame = outputs[id];
  if (!frame) throw new Error(`no output ${id}`);
  return frame;
};
/** Mean absolute difference of two pictures' samples where `where` holds, in 8-bit steps. */
function difference(a: Frame, b: Frame, where: (x: number, y: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++)
      for (let c = 0; c < 3 && where(x, y); c++, count++)
        sum += Math.abs((a.row(y)[x * 3 + c] ?? 0) - (b.row(y)[x * 3 + c] ?? 0));
  return sum / count;
}
const checks = (x: number, y: number) => ((x >> 3) + (y >> 3)) % 2;

describe('fill: remove', () => {
  it('takes a blemish out of a photograph, and gives every untouched pixel back bit for bit', async () => {
    const truth = await photograph('coffee.png');
    const spot = { x: 80, y: 60, radius: 7 };
    const blemished = Frame.over(truth.packed(), truth.format());
    for (let y = 0; y < truth.height; y++)
      for (let x = 0; x < truth.width; x++)
        if (inside(spot, x, y)) blemished.row(y).fill(255, x * 3, x * 3 + 3);
    const { outputs } = await run({ image: blemished, mask: discMask(truth.width, truth.height, spot) });
    const image = picked(outputs, 'image');
    expect(difference(image, truth, (x, y) => inside(spot, x, y))).toBeLessThan(12);
    // Grown by 2 and feathered by 2 pixels: nothing beyond radius 7 + 2 + 2 × 2 changes.
    expect(difference(image, truth, (x, y) => !inside({ ...spot, radius: 14 }, x, y))).toBe(0);
  });

  it('keeps profile, 16-bit depth, alpha and bounds, and gives the filling as a layer in its place', async () => {
    const icc = Uint8Array.of(1, 2, 3);
    const image = painted(
      {
        width: 120,
        height: 100,
        channels: 4,
        dtype: 'u16',
        range: 'photoshop',
        colour: { primaries: 'display-p3', transfer: 'srgb', icc },
        origin: { x: 1000, y: 500 },
      },
      (x, y, c) => (c === 3 ? 32_768 - y : 8000 + 9000 * checks(x, y) + x),
    );
    const disc = { x: 60, y: 50, radius: 30 };
    const { outputs, provenance } = await run(
      { image, mask: discMask(120, 100, disc) },
      { grow: 0, feather: 6 },
    );
    const out = picked(outputs, 'image');
    const layer = picked(outputs, 'layer');
    expect(out.format()).toEqual(image.format());
    expect(layer.bounds.x).toBeGreaterThan(1000 + 15);
    expect(layer.bounds.x).toBeLessThanOrEqual(1000 + 30);
    expect(layer.colour.icc).toEqual(icc);
    expect(provenance.makes).toBe('synthesised');
    const sample = (frame: Frame, x: number, y: number, c: number) => {
      const row = frame.row(y);
      return new DataView(row.buffer, row.byteOffset).getUint16(2 * (x * frame.channels + c), true);
    };
    const [lx, ly] = [layer.bounds.x - 1000, layer.bounds.y - 500];
    let soft = 0;
    for (let y = 0; y < layer.height; y++)
      for (let x = 0; x < layer.width; x++) {
        const cover = sample(layer, x, y, 3) / sample(image, x + lx, y + ly, 3);
        expect(sample(out, x + lx, y + ly, 3)).toBe(sample(image, x + lx, y + ly, 3));
        if (cover > 0.001 && cover < 0.999) soft++;
        const before = sample(image, x + lx, y + ly, 1);
        const expected = before + cover * (sample(layer, x, y, 1) - before);
        expect(Math.abs(sample(out, x + lx, y + ly, 1) - expected)).toBeLessThan(3);
      }
    expect(soft).toBeGreaterThan(300);
  });

  it('gives the same picture whether the layer is wanted or not', async () => {
    const picture = await photograph('coffee.png');
    const mask = discMask(picture.width, picture.height, { x: 60, y: 50, radius: 20 });
    const inputs = { image: picture, mask };
    const both = await runTool(fill, { inputs, models });
    const alone = await runTool(fill, { inputs, models, outputs: ['image'] });
    expect(Object.keys(alone.outputs)).toEqual(['image']);
    expect(picked(alone.outputs, 'image').packed()).toEqual(picked(both.outputs, 'image').packed());
  });

  it('keeps values above one and does not copy what is to be avoided', async () => {
    const image = painted({ width: 140, height: 90, channels: 3, dtype: 'f32' }, (x, y) =>
      x < 40 ? 77 : checks(x, y) * 3 + 0.25,
    );
    const avoid = painted({ width: 140, height: 90, channels: 1, dtype: 'u8' }, (x) => (x < 40 ? 255 : 0));
    const { outputs } = await run(
      { image, mask: discMask(140, 90, { x: 90, y: 45, radius: 28 }), avoid },
      { feather: 0 },
    );
    const row = picked(outputs, 'image').row(45);
    const values = new Float32Array(row.buffer, row.byteOffset, 140 * 3).subarray(66 * 3, 114 * 3);
    expect(Math.max(...values)).toBeGreaterThan(3.1);
    expect(Math.max(...values)).toBeLessThan(4);
  });

  it('gives variations by seed and one result on any number of threads', async () => {
    const image = await photograph('cove.png');
    const mask = discMask(image.width, image.height, { x: 260, y: 330, radius: 45 });
    const threads = kernelThreads();
    const bytes: Uint8Array[] = [];
    for (const [count, seed] of [
      [1, 4],
      [2, 4],
      [2, 5],
    ] as const) {
      setKernelThreads(count);
      bytes.push(picked((await run({ image, mask }, { seed })).outputs, 'image').packed());
    }
    setKernelThreads(threads);
    const [one, two, other] = bytes.map((b) => Buffer.from(b));
    expect(one && two && one.equals(two)).toBe(true);
    expect(one && other && one.equals(other)).toBe(false);
  });

  it('gives a draft of the same layout', async () => {
    const image = await photograph('dandelion.jpg');
    const mask = discMask(image.width, image.height, { x: 2600, y: 1400, radius: 500 });
    const { outputs } = await run({ image, mask }, {}, 'draft');
    const out = picked(outputs, 'image');
    expect(out.format()).toEqual(image.format());
    expect(difference(out, image, (x, y) => x < 2000 && y < 800)).toBe(0);
    expect(difference(out, image, (x, y) => inside({ x: 2600, y: 1400, radius: 300 }, x, y))).toBeGreaterThan(
      2,
    );
  });

  it('says what is missing or wrong', async () => {
    const image = await photograph('cove.png');
    await expect(run({ image })).rejects.toThrow('There is no mask');
    await expect(run({ image, mask: discMask(9, 9, { x: 4, y: 4, radius: 2 }) })).rejects.toThrow(
      'The mask is 9 × 9 pixels but the picture is 500 × 500.',
    );
    await expect(run({ image, mask: discMask(500, 500, { x: 250, y: 250, radius: 900 }) })).rejects.toThrow(
      'covers the whole picture',
    );
    await expect(run({ image }, { mode: 'expand' })).rejects.toThrow('Nothing is added');
  });

  it('leaves the picture as it is when the mask is empty, and says so', async () => {
    const image = await photograph('cove.png');
    const mask = Frame.allocate({ width: 500, height: 500, channels: 1, dtype: 'f32' });
    const { outputs, notes } = await run({ image, mask });
    expect(Buffer.compare(picked(outputs, 'image').packed(), image.packed())).toBe(0);
    expect([...picked(outputs, 'layer').row(0)]).toEqual([0, 0, 0, 0]);
    expect(notes.map((note) => note.id)).toEqual(['nothing-masked']);
  });
});

/** A model that paints `colour` (sRGB bytes) wherever pixels are wanted, and says what it was shown. */
function painter(colour: readonly [number, number, number], seen: string[]): ModelAccess {
  const input = { ...plainInput, tensor: 'image' };
  const contract = {
    name: 'inpaint.v1',
    input,
    size: { rule: 'fixed', width: 64, height: 64 },
    mask: { tensor: 'mask', hole: 1, blank: true },
    output: { tensor: 'made', layout: 'nchw', white: 1 },
  };
  const source = { kind: 'import', from: 'a test' } as const;
  const made = manifestOf('painter', someBytes(1, 1), source, { task: 'inpaint', contract });
  const manifest = parseManifest(made, 'painter');
  const run: LoadedModel['run'] = async ({ image, mask }) => {
    seen.push(`${image?.dims.join('x')} ${mask?.dims.join('x')}`);
    const data = new Float32Array(3 * 64 * 64).map((_, i) => (colour[Math.floor(i / 4096)] ?? 0) / 255);
    return { made: { dtype: 'f32', dims: [1, 3, 64, 64], data } };
  };
  return { find: async () => ({ found: true, model: { manifest, hash: 'h', provider: 'cpu', run } }) };
}

describe('fill: with an inpainting model', () => {
  it('follows the model’s structure with real texture of the picture', async () => {
    const half = (x: number, y: number, c: number) =>
      (x < 100 ? (c === 0 ? 150 : 40) : c === 2 ? 150 : 40) + 30 * checks(x * 2, y * 2);
    const image = painted({ width: 200, height: 120, channels: 3, dtype: 'u8' }, half);
    const mask = discMask(200, 120, { x: 100, y: 60, radius: 30 });
    const seen: string[] = [];
    for (const colour of [
      [165, 55, 55],
      [55, 55, 165],
    ] as const) {
      const { outputs, provenance } = await runTool(fill, {
        inputs: { image, mask },
        params: {},
        models: painter(colour, seen),
      });
      const out = picked(outputs, 'image');
      let reds = 0;
      for (let y = 45; y < 75; y++)
        for (let x = 85; x < 115; x++) if ((out.row(y)[x * 3] ?? 0) > (out.row(y)[x * 3 + 2] ?? 0)) reds++;
      if (colour[0] > 100) expect(reds).toBeGreaterThan(800);
      else expect(reds).toBeLessThan(100);
      expect(provenance.models.map((m) => m.task)).toEqual(['inpaint']);
    }
    expect(seen).toEqual(['1x3x64x64 1x1x64x64', '1x3x64x64 1x1x64x64']);
  });
});

describe('fill: expand', () => {
  it('adds canvas in percent, opaque, with the picture untouched in its place', async () => {
    const image = painted({ width: 100, height: 80, channels: 4, dtype: 'u8' }, (x, y, c) =>
      c === 3 ? 255 : 60 + 120 * checks(x, y),
    );
    const { outputs } = await run({ image }, { mode: 'expand', left: 20, bottom: 10 });
    const out = picked(outputs, 'image');
    expect(out.bounds).toEqual({ x: -20, y: 0, width: 120, height: 88 });
    for (let y = 0; y < 80; y++) expect(out.row(y).subarray(80)).toEqual(image.row(y));
    let wrong = 0;
    for (let y = 0; y < 88; y++)
      for (let x = 0; x < 120; x++) {
        expect(out.row(y)[x * 4 + 3]).toBe(255);
        const expected = 60 + 120 * checks(x + 12, y); // 20 more at the left, in a pattern of period 16
        if (Math.abs((out.row(y)[x * 4] ?? 0) - expected) > 30) wrong++;
      }
    expect(wrong / (120 * 88)).toBeLessThan(0.06);
    expect(picked(outputs, 'layer').bounds).toEqual(out.bounds);
  });

  it('adds canvas in pixels and removes what is masked in one go', async () => {
    const image = painted({ width: 90, height: 70, channels: 3, dtype: 'u8' }, (x, y) =>
      inside({ x: 45, y: 35, radius: 12 }, x, y) ? 255 : 100,
    );
    const mask = discMask(90, 70, { x: 45, y: 35, radius: 12 });
    const { outputs } = await run({ image, mask }, { mode: 'expand', unit: 'pixels', right: 33, top: 7 });
    const out = picked(outputs, 'image');
    expect([out.width, out.height]).toEqual([123, 77]);
    for (let y = 0; y < 77; y++)
      for (const value of out.row(y)) expect(Math.abs(value - 100)).toBeLessThan(4);
  });
});
