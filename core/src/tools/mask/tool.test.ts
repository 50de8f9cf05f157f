// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  access,
  discPicture,
  inDisc,
  matteModel,
  overlap,
  red,
  runMask as run,
  side,
  unit,
} from '../../../../test/mask/trial.js';
import { Frame, linearSrgb } from '../../frame/index.js';
import type { LoadedModel } from '../../model/index.js';
import { createFrameCache } from '../../tool/cache.js';

describe('mask', () => {
  it('selects the subject that the model sees, at full size, and cuts it out', async () => {
    const image = discPicture();
    const { matte, cutout, notes } = await run({}, { image }, access(matteModel('subject', red).model));
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
      access(matteModel('subject', (r, g, b) => red(r, g, b) * 0.45).model),
    );
    expect(matte.packed().every((v) => v === 0)).toBe(true);
    expect(notes.map((n) => n.id)).toEqual(['no-subject']);
  });

  it('keeps a model’s answer for the next click on the same picture', async () => {
    const cache = createFrameCache(1e8);
    const { model, runs } = matteModel('subject', red);
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

  it('selects by colours and edges what is boxed where a model sees nothing', async () => {
    const box = { x: 20 / side, y: 34 / side, width: 64 / side, height: 64 / side };
    const blind = access(matteModel('subject', () => 0.01).model);
    const { matte } = await run({ target: 'selection', box }, { image: discPicture() }, blind);
    expect(overlap(matte, inDisc)).toBeGreaterThan(0.93);
  });

  it('selects what is pointed at in place of the subject, with a note, when no model finds subjects', async () => {
    const points = [{ x: 52 / side, y: 66 / side, label: 'add' }];
    const { matte, notes } = await run({ target: 'subject', points }, { image: discPicture() }, access());
    expect(overlap(matte, inDisc)).toBeGreaterThan(0.9);
    expect(notes.map((n) => n.id)).toEqual(['subject-without-model']);
  });

  it('takes away from the subject what a removing click is on', async () => {
    const { matte } = await run(
      { points: [{ x: 52 / side, y: 66 / side, label: 'remove' }] },
      { image: discPicture() },
      access(matteModel('subject', red).model),
    );
    expect(overlap(matte, () => false)).toBe(1);
  });

  it('combines with an existing mask, and inverts last', async () => {
    const image = discPicture();
    const existing = Frame.allocate({ width: side, height: side, channels: 1, dtype: 'u16' });
    for (let y = 0; y < side; y++) existing.row(y).fill(255, 0, side);
    const models = access(matteModel('subject', red).model);
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
    const models = access(matteModel('subject', red).model);
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
    const models = access(matteModel('subject', red).model);
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
    const models = access(matteModel('subject', red).model);
    const { matte, cutout } = await run({}, { image: rgba }, models);
    expect(overlap(matte, (x, y) => x >= 45 && inDisc(x, y))).toBeGreaterThan(0.9);
    expect(matte.row(66)[40]).toBe(0);
    const shown = matte.row(66)[58] ?? 0;
    expect(shown).toBeGreaterThan(220);
    expect(Math.abs((cutout?.row(66)[58 * 4 + 3] ?? 0) - (shown * 128) / 255)).toBeLessThanOrEqual(1);
  });

  it('takes the ground’s colour out of soft edges, as far as it is asked to', async () => {
    const image = discPicture();
    const models = access(matteModel('subject', red).model);
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
    const models = access(matteModel('subject', red).model);
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
    const subject = matteModel('subject', (r) => (r > 0.6 ? 0.98 : 0.01)).model;
    const person = matteModel('person', (r, g) => (r > 0.6 && g < 0.5 ? 0.98 : 0.01)).model;
    const both = await run({ target: 'person' }, { image }, access(subject, person));
    expect(overlap(both.matte, inDisc)).toBeGreaterThan(0.95);
    const alone = await run({ target: 'person' }, { image }, access(subject));
    expect(overlap(alone.matte, (x, y) => inDisc(x, y) || inLamp(x, y))).toBeGreaterThan(0.95);
    expect(alone.notes.map((n) => n.id)).toContain('person-from-subject');
  });

  it('asks a subject and a person model of equal detail alike where the latter is certain', async () => {
    const image = discPicture();
    // A person whose legs the subject model is not sure of.
    for (let y = 72; y < side; y++)
      for (let x = 0; x < side; x++) if (inDisc(x, y)) image.row(y).set([75, 110, 112], x * 3);
    const body = (g: number, b: number) => b - g < 0.1;
    const subject = matteModel('subject', (r, g, b) => (r > b + 0.2 ? 0.98 : body(g, b) ? 0.3 : 0.01)).model;
    const person = (sure: number) => matteModel('person', (_r, g, b) => (body(g, b) ? sure : 0.01)).model;
    const upper = (x: number, y: number) => inDisc(x, y) && y < 72;
    const certain = await run({}, { image }, access(subject, person(0.98)));
    expect(overlap(certain.matte, inDisc)).toBeGreaterThan(0.93);
    const doubtful = await run({}, { image }, access(subject, person(0.8)));
    expect(overlap(doubtful.matte, upper)).toBeGreaterThan(0.93);
    const people = await run({ target: 'person' }, { image }, access(subject, person(0.98)));
    expect(overlap(people.matte, inDisc)).toBeGreaterThan(0.93);
    expect(people.notes.map((n) => n.id)).toContain('person-coarse');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const { model } = matteModel('subject', red);
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
