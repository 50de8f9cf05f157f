// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { fakeModel as fake, firstFed as first, identity as same } from '../../../../test/model/fake-model.js';
import { plainInput as input } from '../../../../test/model/manifests.js';
import { Frame, type FrameFormat, linearSrgb } from '../../frame/index.js';
import { floatToHalf } from '../tensor.js';
import { runDetect } from './detect.js';
import { runImageToMap } from './image-to-map.js';
import { runInpaint } from './inpaint.js';
import { inputSize } from './picture-tensor.js';

const matte = (changes: object = {}, size: object = { rule: 'fixed', width: 4, height: 2 }) => ({
  name: 'matte.v1',
  input: { ...input, ...changes },
  size,
  output: { tensor: 'y', layout: 'nchw', channels: 3, channel: 0 },
});
/** A frame of one value in every sample. */
function plain(format: FrameFormat, value: number): Frame {
  const frame = Frame.allocate(format);
  for (let y = 0; y < frame.height; y++) {
    const row = frame.row(y);
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
    for (let i = 0; i < frame.width * frame.channels; i++) {
      if (frame.dtype === 'u8') row[i] = value;
      else if (frame.dtype === 'f32') view.setFloat32(4 * i, value, true);
      else view.setUint16(2 * i, frame.dtype === 'f16' ? floatToHalf(value) : value, true);
    }
  }
  return frame;
}

const floats = (frame: Frame): Float32Array => {
  const bytes = frame.packed();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};

describe('size rules', () => {
  it('gives sides that the graph accepts', () => {
    const rule = { rule: 'multiple', of: 32, longest: 384 } as const;
    expect(inputSize(rule, 6000, 4000)).toEqual({ width: 384, height: 256 });
    expect(inputSize(rule, 100, 100)).toEqual({ width: 384, height: 384 });
    expect(inputSize(rule, 65_000, 1)).toEqual({ width: 384, height: 32 });
    expect(inputSize({ rule: 'native', of: 8 }, 17, 1)).toEqual({ width: 24, height: 8 });
  });
});

describe('runImageToMap', () => {
  const formats: readonly (readonly [string, FrameFormat, number, number])[] = [
    ['u8', { width: 8, height: 4, channels: 3, dtype: 'u8' }, 102, 0.4],
    ['u16', { width: 8, height: 4, channels: 3, dtype: 'u16' }, 26214, 0.4],
    ['photoshop', { width: 8, height: 4, channels: 3, dtype: 'u16', range: 'photoshop' }, 16384, 0.5],
    ['f16', { width: 8, height: 4, channels: 3, dtype: 'f16' }, 0.25, 0.25],
    ['grey', { width: 8, height: 4, channels: 1, dtype: 'f32' }, 0.4, 0.4],
    ['linear', { width: 8, height: 4, channels: 3, dtype: 'f32', colour: linearSrgb }, 0.2140411, 0.5],
    ['overbright', { width: 8, height: 4, channels: 3, dtype: 'f32', colour: linearSrgb }, 40, 1],
    ['negative', { width: 8, height: 4, channels: 3, dtype: 'f32' }, -3, 0],
    ['NaN', { width: 8, height: 4, channels: 3, dtype: 'f32' }, Number.NaN, 0],
    ['infinite', { width: 8, height: 4, channels: 3, dtype: 'f32' }, Number.POSITIVE_INFINITY, 1],
    ['1×1', { width: 1, height: 1, channels: 3, dtype: 'u8' }, 51, 0.2],
  ];
  it.each(formats)('shows the model sRGB numbers in 0..1: %s', async (_name, format, value, expected) => {
    const { model, fed } = fake(matte(), same);
    const { map, region, meaning } = await runImageToMap(model, plain(format, value));
    const x = first(fed);
    expect(x.dims).toEqual([1, 3, 2, 4]);
    for (const v of x.data) expect(v).toBeCloseTo(expected, 3);
    expect([map.width, map.height, map.channels, map.dtype, meaning]).toEqual([4, 2, 1, 'f32', 'matte']);
    expect(region).toEqual({ x: 0, y: 0, width: format.width, height: format.height });
  });

  it('normalises by channel, in the layout and order of the model', async () => {
    const changes = {
      layout: 'nhwc',
      channels: 'bgr',
      white: 255,
      mean: [1, 2, 3],
      std: [2, 4, 8],
      zeros: 1,
    };
    const contract = { ...matte(changes), output: { tensor: 'y', layout: 'nhwc', channels: 4, channel: 3 } };
    const { model, fed } = fake(contract, same);
    const frame = Frame.over(Uint8Array.of(10, 20, 30), { width: 1, height: 1, channels: 3, dtype: 'u8' });
    const { map } = await runImageToMap(model, frame);
    const x = first(fed);
    expect(x.dims).toEqual([1, 2, 4, 4]);
    const expected = [(30 - 1) / 2, (20 - 2) / 4, (10 - 3) / 8, 0];
    for (const [i, v] of x.data.entries()) expect(v).toBeCloseTo(expected[i % 4] ?? 0, 4);
    expect([...floats(map)]).toEqual(Array(8).fill(0));
  });

  it('clips in the domain, not in the normalised numbers', async () => {
    const { model, fed } = fake(matte({ white: 255, mean: [128, 128, 128], std: [256, 256, 256] }), same);
    await runImageToMap(model, plain({ width: 2, height: 2, channels: 3, dtype: 'f32' }, 7));
    for (const v of first(fed).data) expect(v).toBeCloseTo(127 / 256, 5);
  });

  it('sees only the region, in whole pixels inside the frame', async () => {
    const frame = plain({ width: 10, height: 10, channels: 3, dtype: 'u8' }, 0);
    for (let y = 2; y < 6; y++) frame.row(y).fill(255, 3 * 3, 3 * 8);
    const { model, fed } = fake(matte(), same);
    const { region } = await runImageToMap(model, frame, {
      region: { x: 3.2, y: 2.1, width: 4.5, height: 3.8 },
    });
    expect(region).toEqual({ x: 3, y: 2, width: 5, height: 4 });
    for (const v of first(fed).data) expect(v).toBe(1);
    const outside = { region: { x: 20, y: 0, width: 5, height: 5 } };
    await expect(runImageToMap(model, frame, outside)).rejects.toThrow(/Expected a region inside 10x10/);
    const edge = await runImageToMap(model, frame, { region: { x: 8, y: -5, width: 100, height: 7 } });
    expect(edge.region).toEqual({ x: 8, y: 0, width: 2, height: 2 });
  });

  it('counts transparent pixels as black, straight or premultiplied', async () => {
    const pixel = (alpha: 'straight' | 'premultiplied', ...rgba: number[]) =>
      Frame.over(Uint8Array.from(rgba), { width: 1, height: 1, channels: 4, dtype: 'u8', alpha });
    for (const frame of [pixel('straight', 200, 200, 200, 51), pixel('premultiplied', 40, 40, 40, 51)]) {
      const { model, fed } = fake(matte(), same);
      await runImageToMap(model, frame);
      for (const v of first(fed).data) expect(v).toBeCloseTo(40 / 255, 3);
    }
  });

  it('applies the activation', async () => {
    const two = (activation: string) => ({
      ...matte(),
      output: { tensor: 'y', layout: 'nhwc', channels: 2, channel: 1, activation },
    });
    const run = () => ({ y: { dtype: 'f32', dims: [1, 1, 1, 2], data: Float32Array.of(1, 3) } as const });
    const frame = plain({ width: 1, height: 1, channels: 3, dtype: 'u8' }, 0);
    const softmax = await runImageToMap(fake(two('softmax'), run).model, frame);
    expect(floats(softmax.map)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    const sigmoid = await runImageToMap(fake(two('sigmoid'), run).model, frame);
    expect(floats(sigmoid.map)[0]).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  it('refuses graphs and models that are not what the manifest says', async () => {
    const frame = plain({ width: 1, height: 1, channels: 3, dtype: 'u8' }, 0);
    const silent = fake(matte(), () => ({}));
    await expect(runImageToMap(silent.model, frame)).rejects.toMatchObject({ code: 'MODEL_CONTRACT' });
    await expect(runDetect(silent.model, frame)).rejects.toThrow(
      /Expected a model of contract boxes\.yolox\.v1/,
    );
    await expect(
      runImageToMap(fake(matte(), same).model, frame, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('runInpaint', () => {
  it('shows the model the picture without the hole, and takes what it made', async () => {
    const contract = {
      name: 'inpaint.v1',
      input,
      size: { rule: 'fixed', width: 4, height: 4 },
      mask: { tensor: 'm', hole: 1, blank: true },
      output: { tensor: 'y', layout: 'nchw', white: 255 },
    };
    const made = () => ({
      y: { dtype: 'f32', dims: [1, 3, 4, 4], data: new Float32Array(48).fill(51) } as const,
    });
    const { model, fed } = fake(contract, made);
    const frame = plain({ width: 8, height: 8, channels: 3, dtype: 'u8' }, 204);
    const hole = plain({ width: 8, height: 8, channels: 1, dtype: 'u8' }, 0);
    for (let y = 0; y < 4; y++) hole.row(y).fill(255);
    const { picture, region } = await runInpaint(model, frame, hole);
    expect(region).toEqual({ x: 0, y: 0, width: 8, height: 8 });
    const [x, m] = [first(fed), first(fed, 'm')];
    expect([...m.data]).toEqual([...Array(8).fill(1), ...Array(8).fill(0)]);
    expect([x.data[0], x.data[15]].map((v) => v?.toFixed(3))).toEqual(['0.000', '0.800']);
    for (const v of floats(picture)) expect(v).toBeCloseTo(0.2, 5);
    const small = plain({ width: 2, height: 2, channels: 1, dtype: 'u8' }, 0);
    await expect(runInpaint(model, frame, small)).rejects.toThrow(/Expected a one-channel hole of 8x8/);
  });
});

describe('runDetect', () => {
  it('places boxes in the frame and keeps the best of those that overlap', async () => {
    const contract = {
      name: 'boxes.yolox.v1',
      input,
      size: { rule: 'fixed', width: 32, height: 32 },
      letterbox: { pad: 0.5 },
      output: 'y',
      strides: [16],
      classes: ['cat', 'dog'],
    };
    // Four cells of 16: two cats over each other in the first two, a dog in the third, nothing in the last.
    const cell = (dx: number, dy: number, object: number, cat: number, dog: number) => [
      dx,
      dy,
      0,
      0,
      object,
      cat,
      dog,
    ];
    const data = Float32Array.from([
      ...cell(0.5, 0.25, 0.9, 1, 0),
      ...cell(-0.4, 0.25, 0.8, 1, 0),
      ...cell(0.5, -0.5, 0.7, 0.1, 1),
      ...cell(0, 0, 0.1, 1, 1),
    ]);
    const { model, fed } = fake(contract, () => ({ y: { dtype: 'f32', dims: [1, 4, 7], data } }));
    const found = await runDetect(model, plain({ width: 64, height: 32, channels: 3, dtype: 'u8' }, 0));
    expect(found.map(({ label, score }) => [label, score.toFixed(2)])).toEqual([
      ['cat', '0.90'],
      ['dog', '0.70'],
    ]);
    expect(found[0]?.box).toEqual({ x: 0, y: -8, width: 32, height: 32 });
    const x = first(fed);
    expect([x.data[0], x.data[31 * 32]]).toEqual([0, 0.5]);
    const short = fake(contract, () => ({ y: { dtype: 'f32', dims: [7], data: data.subarray(0, 7) } }));
    const frame = plain({ width: 4, height: 4, channels: 3, dtype: 'u8' }, 0);
    await expect(runDetect(short.model, frame)).rejects.toThrow(/expected 28 numbers from y but it gave 7/);
  });
});
