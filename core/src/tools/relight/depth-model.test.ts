// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { access } from '../../../../test/mask/trial.js';
import { fakeModel } from '../../../../test/model/fake-model.js';
import { plainInput } from '../../../../test/model/manifests.js';
import { Frame } from '../../frame/index.js';
import { createFrameCache } from '../../tool/cache.js';
import { runTool } from '../../tool/run.js';
import { relight } from './relight.js';

const side = 160;
const horizon = 80;
const pillar = { left: 60, right: 76, top: 30, bottom: 130 };

/** A red pillar that stands on green ground before a blue sky. */
function scene(): Frame {
  const frame = Frame.allocate({ width: side, height: side, channels: 3, dtype: 'u8' });
  for (let y = 0; y < side; y++) {
    const row = frame.row(y);
    for (let x = 0; x < side; x++) {
      const inside = x >= pillar.left && x < pillar.right && y >= pillar.top && y < pillar.bottom;
      row.set(inside ? [200, 40, 40] : y < horizon ? [60, 90, 200] : [60, 160, 60], x * 3);
    }
  }
  return frame;
}

/** Tells red from green from blue, in inverse depth of a scale of its own. */
function depthModel() {
  const size = 64;
  const plane = size * size;
  const contract = {
    name: 'depth.v1',
    input: plainInput,
    size: { rule: 'fixed', width: size, height: size },
    output: { tensor: 'y', layout: 'nchw' },
    meaning: 'inverse',
  };
  const { model, fed } = fakeModel(
    contract,
    ({ x }) => {
      const data = x?.dtype === 'f32' ? x.data : new Float32Array();
      const nearness = new Float32Array(plane).map((_, i) => {
        const [r, g, b] = [data[i] ?? 0, data[i + plane] ?? 0, data[i + 2 * plane] ?? 0];
        return r > g && r > b ? 37 : g > b ? 20 : 3;
      });
      return { y: { dtype: 'f32', dims: [1, 1, size, size], data: nearness } };
    },
    { id: 'fake-depth', task: 'depth' },
  );
  return { model, runs: () => fed.length };
}

const sun = {
  kind: 'directional',
  x: -0.5,
  y: 0.5,
  z: 0.4,
  intensity: 1,
  size: 0.02,
  target: { x: 0.5, y: 0.5, z: 0 },
  shadows: true,
};

const value = (frame: Frame | undefined, x: number, y: number): number => {
  if (!frame) throw new Error('an output is missing');
  const row = frame.row(y);
  return new DataView(row.buffer, row.byteOffset, row.byteLength).getFloat32(x * 4, true);
};

/** The mean of a layer in half floats over a few columns: 0..1 is enough of the format here. */
const shade = (frame: Frame | undefined, x0: number, x1: number, y: number): number => {
  if (!frame) throw new Error('an output is missing');
  const row = frame.row(y);
  const halves = new Uint16Array(row.buffer, row.byteOffset, frame.width);
  let sum = 0;
  for (let x = x0; x < x1; x++) {
    const bits = halves[x] ?? 0;
    sum += bits >> 10 ? 2 ** ((bits >> 10) - 25) * ((bits & 1023) + 1024) : 2 ** -24 * bits;
  }
  return sum / (x1 - x0);
};

describe('relight with a depth model', () => {
  it('brings any scale of depth to 0..1, along the outlines of the picture, and guesses nothing', async () => {
    const { model } = depthModel();
    const { outputs, notes, provenance } = await runTool(relight, {
      inputs: { image: scene() },
      params: { passes: true },
      models: access(model),
    });
    expect(notes).toEqual([]);
    expect(provenance.models.map((m) => m.id)).toContain('fake-depth');
    expect(value(outputs.depth, 68, 100)).toBeGreaterThan(0.9);
    expect(value(outputs.depth, 20, 120)).toBeCloseTo(0.5, 1);
    expect(value(outputs.depth, 20, 30)).toBeLessThan(0.05);
    // One sample of the model covers two and a half pixels; the jump itself is that of the picture.
    for (const y of [50, 110]) {
      const [outside, inside] = [
        value(outputs.depth, pillar.left - 2, y),
        value(outputs.depth, pillar.left + 2, y),
      ];
      expect(inside - outside).toBeGreaterThan(0.3);
    }
  });

  it('lets what is near throw a shadow on the ground and none on the sky', async () => {
    const { model } = depthModel();
    const { outputs } = await runTool(relight, {
      inputs: { image: scene() },
      params: { passes: true, shadowStrength: 100, relief: 30, lights: [sun] },
      models: access(model),
    });
    const [from, to] = [pillar.right + 6, pillar.right + 12];
    expect(shade(outputs.shadow, from, to, 115)).toBeLessThan(0.2);
    expect(shade(outputs.shadow, from, to, 45)).toBeGreaterThan(0.97);
    expect(shade(outputs.shadow, pillar.left - 12, pillar.left - 6, 115)).toBeGreaterThan(0.97);
    // No rim of shadow around the pillar where it stands before the sky.
    expect(shade(outputs.shadow, pillar.left - 3, pillar.right + 3, 50)).toBeGreaterThan(0.95);
  });

  it('measures a picture once', async () => {
    const { model, runs } = depthModel();
    const cache = createFrameCache(1e8);
    for (const exposure of [-1, 0])
      await runTool(relight, {
        inputs: { image: scene() },
        params: { exposure },
        models: access(model),
        cache,
      });
    expect(runs()).toBe(1);
  });
});
