// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Frame, linearSrgb } from '../../frame/index.js';
import { readStill } from '../../media/index.js';
import { type LoadedModel, type ModelAccess, type ModelTask, parseManifest } from '../../model/index.js';
import { createFrameCache } from '../../tool/cache.js';
import { runTool } from '../../tool/run.js';
import { mask } from './tool.js';

const side = 128;
const inDisc = (x: number, y: number, cx = 52, cy = 66, r = 26) => (x - cx) ** 2 + (y - cy) ** 2 < r ** 2;

/** A red disc on a blue-grey ground with a fixed pattern over both. */
function discPicture(): Frame {
  const frame = Frame.allocate({ width: side, height: side, channels: 3, dtype: 'u8' });
  for (let y = 0; y < side; y++) {
    const row = frame.row(y);
    for (let x = 0; x < side; x++) {
      const texture = (x * 31 + y * 17) % 13;
      const [r, g, b] = inDisc(x, y) ? [200, 60, 50] : [70, 90, 130];
      row.set([r + texture, g + texture, b + texture], x * 3);
    }
  }
  return frame;
}

/** A matte model of 64 × 64 that answers with `answer(red, green, blue)` of each pixel it is shown. */
function fakeModel(task: ModelTask, answer: (r: number, g: number, b: number) => number) {
  const size = 64;
  const zero = '0'.repeat(64);
  const manifest = parseManifest(
    {
      id: `fake-${task}`,
      version: '1',
      task,
      title: 'Fake',
      rank: 1,
      files: [
        { role: 'graph', name: 'x.onnx', bytes: 1, sha256: zero, source: { kind: 'own', path: 'x.onnx' } },
      ],
      licence: { weights: { spdx: 'MIT', note: 'none' }, data: { spdx: 'MIT', note: 'none' } },
      provenance: 'A test.',
      commercial: { verdict: 'cleared', reason: 'A test.' },
      contract: {
        name: 'matte.v1',
        input: {
          tensor: 'in',
          layout: 'nchw',
          channels: 'rgb',
          domain: 'srgb',
          white: 1,
          mean: [0, 0, 0],
          std: [1, 1, 1],
        },
        size: { rule: 'fixed', width: size, height: size },
        output: { tensor: 'out', layout: 'nchw' },
      },
      memory: { base: 0, bytesPerPixel: 0 },
      receptiveField: null,
      selfTest: null,
    },
    'fake',
  );
  let runs = 0;
  const model: LoadedModel = {
    manifest,
    hash: task,
    provider: 'cpu',
    async run(inputs) {
      runs++;
      const data = inputs.in?.dtype === 'f32' ? inputs.in.data : new Float32Array();
      const plane = size * size;
      const map = new Float32Array(plane).map((_, i) =>
        answer(data[i] ?? 0, data[i + plane] ?? 0, data[i + 2 * plane] ?? 0),
      );
      return { out: { dtype: 'f32', dims: [1, 1, size, size], data: map } };
    },
  };
  return { model, runs: () => runs };
}

const access = (...models: LoadedModel[]): ModelAccess => ({
  async find(task) {
    const model = models.find((m) => m.manifest.task === task);
    return model
      ? { found: true, model }
      : {
          found: false,
          absence: { task, reason: `${task}-model is not installed.`, candidates: [`${task}-model`] },
        };
  },
});

const red = (r: number, _g: number, b: number) => (r > b + 0.2 ? 0.98 : 0.01);

const unit = (frame: Frame, x: number, y: number, c = 0): number => {
  const row = frame.row(y);
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
  const i = x * frame.channels + c;
  if (frame.dtype === 'f32') return view.getFloat32(i * 4, true);
  if (frame.dtype === 'u16')
    return view.getUint16(i * 2, true) / (frame.range === 'photoshop' ? 32768 : 65535);
  return (row[i] ?? 0) / 255;
};

/** Intersection over union with what is wanted. */
function overlap(matte: Frame, wanted: (x: number, y: number) => boolean): number {
  let both = 0;
  let either = 0;
  for (let y = 0; y < matte.height; y++) {
    for (let x = 0; x < matte.width; x++) {
      const a = unit(matte, x, y) > 0.5;
      const b = wanted(x, y);
      if (a && b) both++;
      if (a || b) either++;
    }
  }
  return either === 0 ? 1 : both / either;
}

const run = async (
  params: object,
  inputs: Record<string, Frame>,
  models: ModelAccess = access(),
  more: object = {},
) => {
  const result = await runTool(mask, { inputs, params, models, cache: createFrameCache(1e8), ...more });
  const { matte, cutout } = result.outputs;
  if (!matte) throw new Error('no matte');
  return { ...result, matte, cutout };
};

describe('mask', () => {
  it('selects the subject that the model sees, at full size, and cuts it out', async () => {
    const image = discPicture();
    const { matte, cutout, notes } = await run({}, { image }, access(fakeModel('subject', red).model));
    expect(overlap(matte, inDisc)).toBeGreaterThan(0.96);
    expect(notes).toEqual([]);
    expect(cutout?.format()).toMatchObject({ channels: 4, dtype: 'u8', alpha: 'straight' });
    expect([...(cutout?.row(66).subarray(52 * 4, 53 * 4) ?? [])]).toEqual([
      ...image.row(66).subarray(52 * 3, 53 * 3),
      255,
    ]);
    expect(cutout?.row(5)[5 * 4 + 3]).toBe(0);
  });

  it('gives an empty matte and says so when the model is sure of nothing', async () => {
    const { matte, notes } = await run(
      {},
      { image: discPicture() },
      access(fakeModel('subject', (r, g, b) => red(r, g, b) * 0.45).model),
    );
    expect(matte.packed().every((v) => v === 0)).toBe(true);
    expect(notes.map((n) => n.id)).toEqual(['no-subject']);
  });

  it('keeps a model’s answer for the next click on the same picture', async () => {
    const cache = createFrameCache(1e8);
    const { model, runs } = fakeModel('subject', red);
    const image = discPicture();
    const click = { target: 'selection', points: [{ x: 52 / side, y: 66 / side, label: 'add' }] };
    await run(click, { image }, access(model), { cache });
    const again = { ...click, points: [...click.points, { x: 0.05, y: 0.05, label: 'remove' }] };
    await run(again, { image }, access(model), { cache });
    await run({ target: 'subject' }, { image }, access(model), { cache });
    expect(runs()).toBe(1);
  });

  it('selects what is clicked, boxed or scribbled on, without any model', async () => {
    const image = discPicture();
    const at = (x: number, y: number) => ({ x: x / side, y: y / side });
    const pointings = [
      { points: [{ ...at(52, 66), label: 'add' }] },
      { box: { x: 20 / side, y: 34 / side, width: 64 / side, height: 64 / side } },
      {
        strokes: [
          { points: [at(45, 60), at(60, 70)], radius: 0.02, label: 'add' },
          { points: [at(100, 10), at(110, 110)], radius: 0.02, label: 'remove' },
        ],
      },
    ];
    for (const pointing of pointings) {
      const { matte } = await run({ target: 'selection', ...pointing }, { image });
      expect(overlap(matte, inDisc)).toBeGreaterThan(0.93);
    }
  });

  it('takes away from the subject what a removing click is on', async () => {
    const { matte } = await run(
      { points: [{ x: 52 / side, y: 66 / side, label: 'remove' }] },
      { image: discPicture() },
      access(fakeModel('subject', red).model),
    );
    expect(overlap(matte, () => false)).toBe(1);
  });

  it('combines with an existing mask, and inverts last', async () => {
    const image = discPicture();
    const existing = Frame.allocate({ width: side, height: side, channels: 1, dtype: 'u16' });
    for (let y = 0; y < side; y++) existing.row(y).fill(255, 0, side);
    const models = access(fakeModel('subject', red).model);
    const left = (x: number) => x < side / 2;
    const expected: Record<string, (x: number, y: number) => boolean> = {
      replace: (x, y) => inDisc(x, y),
      add: (x, y) => left(x) || inDisc(x, y),
      subtract: (x, y) => left(x) && !inDisc(x, y),
      intersect: (x, y) => left(x) && inDisc(x, y),
    };
    for (const [combine, wanted] of Object.entries(expected)) {
      const { matte } = await run({ combine }, { image, mask: existing }, models);
      expect(overlap(matte, wanted)).toBeGreaterThan(0.95);
      const inverse = await run({ combine, invert: true }, { image, mask: existing }, models);
      expect(overlap(inverse.matte, (x, y) => !wanted(x, y))).toBeGreaterThan(0.95);
    }
  });

  it('corrects an existing mask by clicks', async () => {
    const image = discPicture();
    const existing = Frame.allocate({ width: side, height: side, channels: 1, dtype: 'u8' });
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) existing.row(y)[x] = inDisc(x, y) || x > 120 ? 255 : 0;
    const { matte } = await run(
      { target: 'selection', points: [{ x: 124 / side, y: 0.5, label: 'remove' }] },
      { image, mask: existing },
    );
    expect(overlap(matte, inDisc)).toBeGreaterThan(0.9);
  });

  it('expands, contracts, feathers and hardens by pixels of the picture', async () => {
    const image = discPicture();
    const models = access(fakeModel('subject', red).model);
    const grown = await run({ expand: 8 }, { image }, models);
    expect(overlap(grown.matte, (x, y) => inDisc(x, y, 52, 66, 34))).toBeGreaterThan(0.95);
    const shrunk = await run({ expand: -8 }, { image }, models);
    expect(overlap(shrunk.matte, (x, y) => inDisc(x, y, 52, 66, 18))).toBeGreaterThan(0.92);
    const soft = await run({ feather: 6 }, { image }, models);
    const partial = (m: Frame) => m.packed().filter((v) => v > 20 && v < 235).length;
    const plain = await run({}, { image }, models);
    expect(partial(soft.matte)).toBeGreaterThan(4 * partial(plain.matte));
    const hard = await run({ contrast: 100 }, { image }, models);
    expect(partial(hard.matte)).toBeLessThan(partial(plain.matte) / 4 + 1);
  });

  it('is the same in every depth and range, linear light included, and keeps overbright values', async () => {
    const image = discPicture();
    const models = access(fakeModel('subject', red).model);
    const formats = [
      { dtype: 'u16', range: 'full' },
      { dtype: 'u16', range: 'photoshop' },
      { dtype: 'f16', range: 'unit' },
      { dtype: 'f32', range: 'unit' },
      { dtype: 'f32', range: 'unit', colour: linearSrgb },
    ] as const;
    const { convertPixels } = await import('@sfumato/native');
    for (const format of formats) {
      const other = Frame.allocate({ ...image.format(), ...format });
      const toTransfer = 'colour' in format ? 'linear' : 'srgb';
      await convertPixels(image, other, { fromTransfer: 'srgb', toTransfer });
      const overbright = format.dtype === 'f32' ? [4.5, -0.25, 0.5] : undefined;
      if (overbright) {
        const row = other.row(66);
        const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
        for (const [c, v] of overbright.entries()) view.setFloat32((52 * 3 + c) * 4, v, true);
      }
      const { matte, cutout } = await run({}, { image: other }, models);
      expect(matte).toMatchObject({
        dtype: format.dtype === 'f16' ? 'f32' : format.dtype,
        range: format.range,
        channels: 1,
      });
      expect(overlap(matte, inDisc)).toBeGreaterThan(0.94);
      expect(cutout).toMatchObject({ dtype: format.dtype, range: format.range, alpha: 'straight' });
      if (cutout && overbright) expect([0, 1, 2].map((c) => unit(cutout, 52, 66, c))).toEqual(overbright);
    }
  });

  it('never selects what is transparent, and multiplies the picture’s own alpha into the cut-out', async () => {
    const image = discPicture();
    const rgba = Frame.allocate({ ...image.format(), channels: 4, alpha: 'straight' });
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const alpha = x < 45 ? 0 : x < 60 ? 128 : 255;
        rgba.row(y).set([...image.row(y).subarray(x * 3, x * 3 + 3), alpha], x * 4);
      }
    const models = access(fakeModel('subject', red).model);
    const { matte, cutout } = await run({}, { image: rgba }, models);
    expect(overlap(matte, (x, y) => x >= 45 && inDisc(x, y))).toBeGreaterThan(0.9);
    expect(matte.row(66)[40]).toBe(0);
    const shown = matte.row(66)[58] ?? 0;
    expect(shown).toBeGreaterThan(220);
    expect(Math.abs((cutout?.row(66)[58 * 4 + 3] ?? 0) - (shown * 128) / 255)).toBeLessThanOrEqual(1);
  });

  it('takes the ground’s colour out of soft edges, as far as it is asked to', async () => {
    const image = discPicture();
    const models = access(fakeModel('subject', red).model);
    // At the disc's edge, feathered: how blue the half-transparent pixels are.
    const blueness = async (decontaminate: number) => {
      const { matte, cutout } = await run({ feather: 4, expand: 3, decontaminate }, { image }, models);
      let sum = 0;
      let count = 0;
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const m = unit(matte, x, y);
          if (!cutout || m < 0.1 || m > 0.6) continue;
          sum += unit(cutout, x, y, 2) - unit(cutout, x, y, 0);
          count++;
        }
      return sum / count;
    };
    const [own, half, clean] = [await blueness(0), await blueness(50), await blueness(100)];
    expect(own).toBeGreaterThan(0);
    expect(half).toBeLessThan(own - 0.05);
    expect(clean).toBeLessThan(half - 0.05);
  });

  it('drafts at proxy size with the same shape', async () => {
    const big = Frame.allocate({ width: 2000, height: 1500, channels: 3, dtype: 'u8' });
    const wanted = (x: number, y: number) => inDisc(x, y, 900, 700, 400);
    for (let y = 0; y < 1500; y++)
      for (let x = 0; x < 2000; x++) big.row(y).set(wanted(x, y) ? [210, 60, 50] : [70, 90, 140], x * 3);
    const models = access(fakeModel('subject', red).model);
    const { matte } = await run({}, { image: big }, models, { quality: 'draft' });
    expect([matte.width, matte.height]).toEqual([1280, 960]);
    expect(overlap(matte, (x, y) => wanted(x / 0.64, y / 0.64))).toBeGreaterThan(0.97);
  });

  it('says what is missing: models, clicks, a mask of the right size', async () => {
    const image = discPicture();
    await expect(run({ target: 'sky' }, { image })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      report: { remedy: expect.arrayContaining([expect.stringContaining('sfumato models pull sky-model')]) },
    });
    const nothing = await run({ target: 'selection' }, { image });
    expect(nothing.notes.map((n) => n.id)).toEqual(['no-selection']);
    const small = Frame.allocate({ width: 5, height: 5, channels: 1, dtype: 'u8' });
    await expect(run({}, { image, mask: small })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('selects the person where a person model is, and the subject with a note where none is', async () => {
    const image = discPicture();
    const inLamp = (x: number, y: number) => x > 100 && y < 30;
    for (let y = 0; y < 30; y++) for (let x = 101; x < side; x++) image.row(y).set([230, 220, 40], x * 3);
    const subject = fakeModel('subject', (r) => (r > 0.6 ? 0.98 : 0.01)).model;
    const person = fakeModel('person', (r, g) => (r > 0.6 && g < 0.5 ? 0.98 : 0.01)).model;
    const both = await run({ target: 'person' }, { image }, access(subject, person));
    expect(overlap(both.matte, inDisc)).toBeGreaterThan(0.95);
    const alone = await run({ target: 'person' }, { image }, access(subject));
    expect(overlap(alone.matte, (x, y) => inDisc(x, y) || inLamp(x, y))).toBeGreaterThan(0.95);
    expect(alone.notes.map((n) => n.id)).toContain('person-from-subject');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const { model } = fakeModel('subject', red);
    const stopping: LoadedModel = {
      ...model,
      run: (inputs, options) => {
        controller.abort(new Error('enough'));
        return model.run(inputs, options);
      },
    };
    await expect(
      run({}, { image: discPicture() }, access(stopping), { signal: controller.signal }),
    ).rejects.toThrow('enough');
  });

  it('works on pictures of one pixel and of one row', async () => {
    for (const [width, height] of [
      [1, 1],
      [257, 1],
      [1, 90],
    ] as const) {
      const image = Frame.allocate({ width, height, channels: 4, dtype: 'f32' });
      const { matte } = await run(
        { target: 'selection', points: [{ x: 0.5, y: 0.5, label: 'add' }], expand: 2, feather: 3 },
        { image },
      );
      expect(matte).toMatchObject({ width, height });
    }
  });
});

describe('mask on photographs', () => {
  const photo = (name: string) =>
    readStill(fileURLToPath(new URL(`../../../../test/data/${name}`, import.meta.url)));

  it('finds a cup by one click on it, and not half of the table', async () => {
    const { frame } = await photo('coffee.png');
    const { matte } = await run(
      { target: 'selection', points: [{ x: 0.55, y: 0.4, label: 'add' }] },
      { image: frame },
    );
    let inside = 0;
    for (const v of matte.packed()) if (v > 127) inside++;
    const share = inside / (matte.width * matte.height);
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.45);
    expect(unit(matte, Math.floor(0.55 * frame.width), Math.floor(0.4 * frame.height))).toBe(1);
  });

  const home = mkdtempSync(join(tmpdir(), 'sfumato-mask-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('finds an astronaut with nothing installed but what comes with Sfumato', async () => {
    const { openLibrary, openStore } = await import('../../model/index.js');
    const models = await openLibrary({
      store: await openStore({ home }),
      policy: { allow: 'cleared-only', models: {} },
    });
    const { frame } = await photo('astronaut.png');
    const { matte, notes } = await run({ target: 'person' }, { image: frame }, models);
    expect(notes.map((n) => n.id)).toEqual(['person-coarse']);
    const at = (x: number, y: number) =>
      unit(matte, Math.floor(x * frame.width), Math.floor(y * frame.height));
    expect(at(0.42, 0.25)).toBeGreaterThan(0.95);
    expect(at(0.3, 0.75)).toBeGreaterThan(0.95);
    expect(at(0.7, 0.08)).toBeLessThan(0.05);
  });
});
