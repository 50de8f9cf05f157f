// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  copyBytes,
  type Pixels,
  relightInflate,
  relightShade,
  relightSharpen,
  relightSmooth,
  relightUpsample,
} from './index.js';

function floats(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = value(i % width, Math.floor(i / width));
  const bytes = new Uint8Array(data.buffer);
  return { bytes, width, height, channels: 1, rowStride: width * 4, dtype: 'f32', range: 'unit' };
}

function grey(width: number, height: number): Pixels {
  const bytes = new Uint8Array(width * height * 4).fill(128);
  return { bytes, width, height, channels: 4, rowStride: width * 4, dtype: 'u8', range: 'full' };
}

const read = (pixels: Pixels) => new Float32Array(pixels.bytes.buffer);

describe('relight kernels', () => {
  it('light a picture more where the light is', async () => {
    const picture = grey(64, 32);
    const out = { ...picture, bytes: new Uint8Array(picture.bytes.length) };
    await relightShade({
      picture,
      out,
      nearness: floats(64, 32, () => 0),
      transfer: 'srgb',
      lights: [{ kind: 'point', x: 0.1, y: 0.5, z: 0.2, colour: [1, 1, 1], falloff: 2 }],
    });
    const red = (x: number) => out.bytes[(16 * 64 + x) * 4] ?? 0;
    expect(red(6)).toBeGreaterThan(red(40) + 40);
    expect(red(40)).toBeGreaterThan(128);
    expect(out.bytes[3]).toBe(128);
  });

  it('prepare depth: smooth, sharpen, enlarge, inflate', async () => {
    const noisy = floats(30, 20, (x, y) => 0.5 + ((x * 7 + y * 13) % 5) * 0.002);
    const smooth = floats(30, 20, () => 0);
    await relightSmooth({ nearness: noisy, out: smooth, radius: 4, noise: 0.02 });
    const spread = (values: Float32Array) => Math.max(...values) - Math.min(...values);
    expect(spread(read(smooth))).toBeLessThan(spread(read(noisy)) / 3);
    const ramp = floats(30, 20, (x) => Math.min(1, Math.max(0, (x - 12) / 6)));
    await relightSharpen({ nearness: ramp, out: ramp, radius: 4, noise: 0.01 });
    const steps = [...read(ramp).slice(301, 330)].map((value, i) => value - (read(ramp)[300 + i] ?? 0));
    expect(Math.max(...steps)).toBeGreaterThan(0.3);
    const large = floats(64, 32, () => 0);
    await relightUpsample({ nearness: smooth, guide: grey(64, 32), out: large, edge: 0.1 });
    expect(read(large)[1000]).toBeCloseTo(0.504, 2);
    const bulge = floats(40, 40, () => 0);
    await relightInflate({ matte: floats(40, 40, (x) => (x < 20 ? 1 : 0)), out: bulge });
    expect(read(bulge)[20 * 40 + 30]).toBe(0);
    expect(read(bulge)[20 * 40 + 2]).toBeGreaterThan(0.5);
  });

  it('name the argument that is wrong', async () => {
    const picture = grey(8, 8);
    const base = {
      picture,
      out: picture,
      nearness: floats(8, 8, () => 0),
      lights: [],
      transfer: 'srgb',
    } as const;
    await expect(relightShade({ ...base, nearness: floats(8, 4, () => 0) })).rejects.toThrow(
      'Expected a picture of the same size for nearness',
    );
    await expect(relightShade({ ...base, roughness: 0 })).rejects.toThrow('for roughness but received 0');
    await expect(relightShade({ ...base, lights: [{ kind: 'point', colour: [1, -1, 1] }] })).rejects.toThrow(
      'Expected a number from 0 to 1000000 for colour but received -1',
    );
    await expect(
      relightShade({
        ...base,
        lights: Array.from({ length: 17 }, () => ({ kind: 'ambient', colour: [1, 1, 1] }) as const),
      }),
    ).rejects.toThrow('Expected an array of at most 16 lights for lights');
    await expect(copyBytes({ from: new Uint8Array(4), to: new Uint8Array(5) })).rejects.toThrow(
      'as many bytes as from',
    );
  });

  it('stop when asked', async () => {
    const picture = grey(1500, 1500);
    const stop = new AbortController();
    const work = relightShade(
      {
        picture,
        out: picture,
        nearness: floats(1500, 1500, (x, y) => ((x ^ y) & 64) / 64),
        transfer: 'srgb',
        lights: Array.from(
          { length: 16 },
          (_, i) => ({ kind: 'point', x: i / 16, y: 0, z: 0.05, colour: [1, 1, 1], shadows: true }) as const,
        ),
        shadowSteps: 256,
        shadowScale: 1,
      },
      { signal: stop.signal },
    );
    stop.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
  });
});
