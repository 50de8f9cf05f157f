// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Frame, linearSrgb, noColour, srgb } from '../../frame/index.js';
import type { ModelAccess } from '../../model/index.js';
import { runTool } from '../../tool/run.js';
import { normaliseNearness } from './geometry.js';
import { inPrimaries, temperatureColour } from './light-colour.js';
import { relight } from './relight.js';

const noModels: ModelAccess = {
  find: async (task) => ({ found: false, absence: { task, reason: 'not installed', candidates: [] } }),
};

/** A picture of a smooth ramp, any dtype. */
function ramp(width: number, height: number, dtype: 'u8' | 'u16'): Frame {
  const frame = Frame.allocate({ width, height, channels: 3, dtype });
  for (let y = 0; y < height; y++) {
    const row = frame.row(y);
    const samples = dtype === 'u8' ? row : new Uint16Array(row.buffer, row.byteOffset, width * 3);
    for (let i = 0; i < samples.length; i++) samples[i] = ((i + y * 3) * (dtype === 'u8' ? 1 : 211)) & 0xffff;
  }
  return frame;
}

function disc(side: number): Frame {
  const values = new Float32Array(side * side);
  for (let i = 0; i < values.length; i++) {
    const distance = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
    values[i] = Math.min(1, Math.max(0, side / 3 - distance));
  }
  return Frame.ofFloats(values, side, side, noColour);
}

function grey(width: number, height: number, value = 0.25): Frame {
  const frame = Frame.allocate({ width, height, channels: 3, dtype: 'f32', colour: linearSrgb });
  for (let y = 0; y < height; y++) {
    const row = frame.row(y);
    new Float32Array(row.buffer, row.byteOffset, width * 3).fill(value);
  }
  return frame;
}

const at = (frame: Frame, x: number, y: number, c = 0) => {
  const row = frame.row(y);
  return (
    new Float32Array(row.buffer, row.byteOffset, frame.width * frame.channels)[x * frame.channels + c] ?? 0
  );
};

describe('relight', () => {
  it.each(['u8', 'u16'] as const)('changes no bit of %s pictures when everything is off', async (dtype) => {
    const image = ramp(65, 33, dtype);
    const { outputs } = await runTool(relight, {
      inputs: { image },
      params: { lights: [], exposure: 0 },
      models: noModels,
    });
    expect(outputs.image?.packed()).toEqual(image.packed());
  });

  it('guesses the shape from the matte without a depth model, and says so', async () => {
    const { outputs, notes } = await runTool(relight, {
      inputs: { image: grey(96, 96), matte: disc(96) },
      params: {
        exposure: -8,
        specular: 0,
        lights: [
          {
            kind: 'directional',
            x: -0.5,
            y: 0.5,
            z: 0.5,
            intensity: 1,
            size: 0,
            target: { x: 0.5, y: 0.5, z: 0 },
          },
        ],
      },
      models: noModels,
    });
    expect(notes.map((n) => n.id)).toEqual(['geometry-from-matte']);
    const lit = outputs.image ?? grey(1, 1);
    // A ball lit from the left.
    expect(at(lit, 30, 48)).toBeGreaterThan(at(lit, 48, 48) * 1.1);
    expect(at(lit, 48, 48)).toBeGreaterThan(at(lit, 66, 48) * 1.2);
  });

  it('lights the subject alone, and refuses to without knowing it', async () => {
    const image = grey(96, 96);
    const params = {
      apply: 'subject',
      exposure: 0,
      lights: [{ kind: 'ambient', x: 0, y: 0, z: 0, intensity: 1 }],
    };
    const { outputs } = await runTool(relight, {
      inputs: { image, matte: disc(96) },
      params,
      models: noModels,
    });
    expect(at(outputs.image ?? image, 2, 2)).toBe(0.25);
    expect(at(outputs.image ?? image, 48, 48)).toBeCloseTo(0.5, 5);
    const background = await runTool(relight, {
      inputs: { image, matte: disc(96) },
      params: { ...params, apply: 'background' },
      models: noModels,
    });
    expect(at(background.outputs.image ?? image, 2, 2)).toBeCloseTo(0.5, 5);
    expect(at(background.outputs.image ?? image, 48, 48)).toBe(0.25);
    await expect(runTool(relight, { inputs: { image }, params, models: noModels })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
    });
  });

  it('takes a depth picture, fogs what is far, and gives layers that add up', async () => {
    const depth = Frame.allocate({ width: 64, height: 64, channels: 1, dtype: 'u8', colour: noColour });
    for (let y = 0; y < 64; y++) depth.row(y).fill(y * 4);
    const image = grey(64, 64);
    const { outputs, notes } = await runTool(relight, {
      inputs: { image, depth },
      params: { fogAmount: 80, passes: true, exposure: -1 },
      models: noModels,
    });
    expect(notes).toEqual([]);
    const { image: lit, shadow, ambient, light1, fog, normals } = outputs;
    if (!lit || !shadow || !ambient || !light1 || !fog || !normals || !outputs.depth)
      throw new Error('a layer is missing');
    expect(at(outputs.depth, 5, 60)).toBeGreaterThan(at(outputs.depth, 5, 3) + 0.7);
    const half = (frame: Frame, x: number, y: number, c: number) => {
      const row = frame.row(y);
      const bits =
        new Uint16Array(row.buffer, row.byteOffset, frame.width * frame.channels)[x * frame.channels + c] ??
        0;
      const exponent = (bits >> 10) & 31;
      const size = exponent ? 2 ** (exponent - 25) * ((bits & 1023) + 1024) : 2 ** -24 * (bits & 1023);
      return bits & 0x8000 ? -size : size;
    };
    for (const [x, y] of [
      [10, 4],
      [40, 32],
      [60, 60],
    ] as const) {
      const under = 0.25 * half(ambient, x, y, 0) * half(shadow, x, y, 0) + half(light1, x, y, 0);
      const share = half(fog, x, y, 3);
      expect(at(lit, x, y)).toBeCloseTo(under + share * (half(fog, x, y, 0) - under), 2);
    }
    expect(half(fog, 10, 4, 3)).toBeGreaterThan(half(fog, 10, 60, 3) + 0.5);
    expect(half(normals, 30, 30, 2)).toBeGreaterThan(0.5);
  });

  it('drafts at proxy size', async () => {
    const { outputs, provenance } = await runTool(relight, {
      inputs: { image: grey(1600, 400) },
      quality: 'draft',
      models: noModels,
    });
    expect(outputs.image).toMatchObject({ width: 1280, height: 320 });
    expect(provenance.quality).toBe('draft');
  });

  it('works on a single pixel and on grey pictures', async () => {
    for (const channels of [1, 3, 4] as const) {
      const image = Frame.allocate({ width: 1, height: 1, channels, dtype: 'u8' });
      image.row(0).fill(90);
      const { outputs } = await runTool(relight, { inputs: { image }, models: noModels });
      expect(outputs.image?.row(0)).toHaveLength(channels);
    }
  });
});

describe('nearness', () => {
  it('of unknown scale comes to 0..1, outliers beyond, holes to 0', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => 500 + i);
    values[3] = Number.NaN;
    values[999] = 1e9;
    const out = normaliseNearness(Frame.ofFloats(values, 100, 10, noColour));
    expect(at(out, 50, 5)).toBeCloseTo(0.55, 1);
    expect(at(out, 3, 0)).toBe(0);
    expect(at(out, 99, 9)).toBe(1.25);
    const flat = normaliseNearness(Frame.ofFloats(new Float32Array(20).fill(7), 5, 4, noColour));
    expect(at(flat, 2, 2)).toBe(0);
  });
});

describe('colour of light', () => {
  it('is neutral at 6504 K, red below and blue above, always at luminance 1 or capped', () => {
    for (const c of temperatureColour(6504)) expect(c).toBeCloseTo(1, 6);
    const [warmR, warmG, warmB] = temperatureColour(3200);
    expect(warmR).toBeGreaterThan(warmG);
    expect(warmG).toBeGreaterThan(warmB);
    // Published tables of black bodies in sRGB give 255, 184, 123 for 3200 K: in light, red is 5.05 times blue.
    expect(warmR / warmB).toBeGreaterThan(4.6);
    expect(warmR / warmB).toBeLessThan(5.5);
    const [coldR, , coldB] = temperatureColour(12000);
    expect(coldB).toBeGreaterThan(coldR * 1.3);
    for (const kelvin of [1000, 2000, 5000, 20000, 40000]) {
      const [r, g, b] = temperatureColour(kelvin);
      expect(Math.max(r, g, b)).toBeLessThanOrEqual(2.5 + 1e-9);
      expect(Math.min(r, g, b)).toBeGreaterThanOrEqual(0);
    }
  });

  it('keeps white white in every set of primaries', () => {
    for (const primaries of ['srgb', 'display-p3', 'adobe-rgb', 'rec2020', 'acescg'] as const) {
      for (const c of inPrimaries([1, 1, 1], { ...srgb, primaries })) expect(c).toBeCloseTo(1, 4);
    }
    // sRGB red in Rec. 2020, as ITU-R BT.2087 gives it.
    const [r, g, b] = inPrimaries([1, 0, 0], { primaries: 'rec2020' });
    expect(r).toBeCloseTo(0.6274, 3);
    expect(g).toBeCloseTo(0.0691, 3);
    expect(b).toBeCloseTo(0.0164, 3);
  });
});
