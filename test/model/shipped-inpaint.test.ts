// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Frame, noColour, srgb } from '../../core/src/frame/index.js';
import {
  defaultPolicy,
  type LoadedModel,
  type ModelLibrary,
  openLibrary,
  openStore,
  runInpaint,
} from '../../core/src/model/index.js';
import { runTool } from '../../core/src/tool/index.js';
import { fill } from '../../core/src/tools/fill/tool.js';
import { photograph } from '../denoise/noisy.js';

const box = (frame: Frame, side: number): Frame => {
  const { width, height } = frame;
  const mask = Frame.allocate({ width, height, channels: 1, dtype: 'u8', colour: noColour });
  const [x, y] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  for (let row = y; row < y + side; row++) mask.row(row).fill(255, x, x + side);
  return mask;
};

describe('the guide for filling that comes with Sfumato', () => {
  let home: string;
  let library: ModelLibrary;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sfumato-inpaint-'));
    const store = await openStore({ home });
    library = await openLibrary({ store, policy: defaultPolicy, provider: 'cpu' });
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
  });

  async function itself(): Promise<LoadedModel> {
    const lookup = await library.find('inpaint');
    if (!lookup.found) throw new Error(lookup.absence.reason);
    expect(lookup.model.warnings ?? []).toEqual([]);
    return lookup.model;
  }

  it('is used for large holes by default, not for blemishes, and leaves every other pixel alone', async () => {
    const image = await photograph('chelsea.png');
    for (const [side, used] of [
      [140, ['inpaint-unet']],
      [20, []],
    ] as const) {
      const mask = box(image, side);
      const params = { grow: 0, feather: 0 };
      const { outputs, provenance } = await runTool(fill, {
        inputs: { image, mask },
        params,
        models: library,
      });
      expect(provenance.models.map(({ id }) => id)).toEqual(used);
      const out = outputs.image;
      if (!out) throw new Error('no picture');
      const hole = mask.packed();
      const before = image.packed();
      const changed = out.packed().filter((v, i) => v !== before[i]).length;
      const outside = out.packed().filter((v, i) => v !== before[i] && hole[Math.floor(i / 3)] === 0).length;
      expect(outside).toBe(0);
      expect(changed).toBeGreaterThan(side * side);
    }
  });

  it('goes on with the colours on both sides of a hole across an edge, whatever was in the hole', async () => {
    const size = { width: 300, height: 200 };
    const mask = box(Frame.allocate({ ...size, channels: 3, dtype: 'u8', colour: srgb }), 90);
    for (const inHole of [0, 255]) {
      const image = Frame.allocate({ ...size, channels: 3, dtype: 'u8', colour: srgb });
      for (let y = 0; y < size.height; y++) {
        const hidden = mask.row(y);
        image.row(y).forEach((_, i, row) => {
          row[i] = hidden[Math.floor(i / 3)] ? inHole : y < 100 ? 60 : 190;
        });
      }
      const { picture, region } = await runInpaint(await itself(), image, mask);
      expect(region).toEqual({ x: 0, y: 0, ...size });
      const values = new Float32Array(picture.packed().buffer);
      const at = (x: number, y: number) => 255 * (values[3 * (y * picture.width + x)] ?? 0);
      const middle = Math.floor(picture.width / 2);
      const [above, below] = [0.36, 0.64].map((part) => at(middle, Math.floor(picture.height * part)));
      expect(Math.abs((above ?? 0) - 60)).toBeLessThan(20);
      expect(Math.abs((below ?? 0) - 190)).toBeLessThan(20);
    }
  });
});
