// SPDX-License-Identifier: Apache-2.0
// The packaged plugin between every host's profile and the real engine: the pixels are the command line's, whatever the
// depth, the layout of rows and the origin, and no rule is broken on the way.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Driver } from '../driver.js';
import type { ClipWords, DepthName } from '../replies.js';
import {
  byCommandLine,
  bytesOf,
  largestDifference,
  type Picture,
  photographOf,
  valuesOf,
} from './pictures.js';
import { notHere, setStage } from './stage.js';

const width = 90;
const height = 61;

const depthsOf: Readonly<Record<string, readonly DepthName[]>> = {
  'resolve-12.5': ['float', 'short', 'byte'],
  'resolve-14': ['float'],
  'resolve-16': ['float', 'short', 'byte'],
  'resolve-21': ['float', 'half'],
  natron: ['float', 'short', 'byte'],
  nuke: ['float'],
  vegas: ['byte', 'float'],
  fusion: ['byte', 'short', 'float'],
  mlt: ['byte', 'short', 'half', 'float'],
  bare: ['float'],
  'null-slots': ['float'],
};
/** Hosts that hand out RGB too. */
const withRgb = new Set(['natron', 'mlt']);

const layouts = [
  { padding: 0, negative: false, x: 0, y: 0 },
  { padding: 28, negative: false, x: 13, y: -7 },
  { padding: 4, negative: true, x: -200, y: 31 },
];

/** Floats equal the command line's to 1e-6; integers may be rounded once more; half has 11 bits. */
const tolerance = { float: 1e-6, half: 1 / 1024, short: 1.001 / 65_535, byte: 1.001 / 255 } as const;

describe.skipIf(notHere)('pixels through the plugin', () => {
  const stage = setStage({ tools: 'real' });
  const references = new Map<string, Promise<Picture>>();

  /** Denoised by the command line, once for each kind of picture. */
  function reference(picture: Picture): Promise<Picture> {
    const key = `${picture.depth} ${picture.channels}`;
    const known = references.get(key);
    if (known) return known;
    const flags = ['--method', 'fast', ...(picture.depth === 'half' ? ['--bits', 'float'] : [])];
    const made = byCommandLine(picture, 'denoise', flags, stage.folder, stage.home.env).then((result) => {
      expect(largestDifference(result, picture), 'what the tool changed').toBeGreaterThan(0.01);
      return result;
    });
    references.set(key, made);
    return made;
  }

  async function prepare(driver: Driver, depth: DepthName): Promise<void> {
    await driver.set('a', 'method', 3);
    // The command line takes floats without a profile as linear light, integers as sRGB.
    await driver.set('a', 'Colour', depth === 'float' || depth === 'half' ? 3 : 1);
  }

  async function rendered(
    driver: Driver,
    picture: Picture,
    words: Partial<ClipWords> & object,
    window?: number[],
  ) {
    const source = join(stage.folder, 'source.raw');
    const output = join(stage.folder, 'output.raw');
    writeFileSync(source, picture.bytes);
    const components = picture.channels === 4 ? 'rgba' : 'rgb';
    const { depth } = picture;
    await driver.clip('a', { alpha: 'straight', ...words, file: source, width, height, depth, components });
    const frame = await driver.frame('a', { output, ...(window && { window }) });
    expect(frame).toMatchObject({ status: 'kOfxStatOK', identity: '', message: '', width, height });
    return { depth, bytes: readFileSync(output) };
  }

  it.each(Object.entries(depthsOf))('are the command line’s, as %s', async (profile, depths) => {
    const driver = await stage.effect(profile, 'denoise');
    for (const depth of depths) {
      await prepare(driver, depth);
      for (const channels of withRgb.has(profile) ? ([4, 3] as const) : ([4] as const)) {
        const picture = await photographOf(width, height, channels, depth);
        const expected = await reference(picture);
        for (const layout of layouts) {
          const result = await rendered(driver, picture, layout);
          const difference = largestDifference(result, expected);
          expect(difference, `${depth}, ${channels} channels, ${JSON.stringify(layout)}`).toBeLessThanOrEqual(
            tolerance[depth],
          );
        }
      }
    }
    expect(await driver.misuse()).toEqual([]);
  });

  it('are the same in any window', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await prepare(driver, 'float');
    const picture = await photographOf(width, height, 4, 'float');
    const whole = valuesOf(await rendered(driver, picture, { x: 5, y: -9 }));
    const [x1, y1, x2, y2] = [20, 0, 70, 33];
    const part = valuesOf(await rendered(driver, picture, { x: 5, y: -9 }, [x1, y1, x2, y2]));
    for (let y = y1; y < y2; y++) {
      const row = height - 1 - (y + 9);
      const [from, to] = [(row * width + x1 - 5) * 4, (row * width + x2 - 5) * 4];
      expect(part.subarray(from, to)).toEqual(whole.subarray(from, to));
    }
    expect(await driver.misuse()).toEqual([]);
  });

  it('are divided by their alpha before the tool and multiplied after it', async () => {
    const driver = await stage.effect('nuke', 'denoise');
    await prepare(driver, 'float');
    const straight = await photographOf(width, height, 4, 'float');
    const values = valuesOf(straight);
    const multiplied = values.map((value, i) =>
      i % 4 === 3 ? value : value * (values[i - (i % 4) + 3] ?? 1),
    );
    const result = await rendered(
      driver,
      { ...straight, bytes: bytesOf(multiplied, 'float') },
      { alpha: 'premultiplied' },
    );
    const expected = valuesOf(await reference(straight));
    const remultiplied = expected.map((v, i) => (i % 4 === 3 ? v : v * (expected[i - (i % 4) + 3] ?? 1)));
    expect(largestDifference(result, { depth: 'float', bytes: bytesOf(remultiplied, 'float') })).toBeLessThan(
      2e-6,
    );
    expect(await driver.misuse()).toEqual([]);
  });

  it.each([['lower'], ['upper'], ['both']] as const)('are a field as it comes: %s', async (field) => {
    const driver = await stage.effect('natron', 'denoise');
    await prepare(driver, 'float');
    const picture = await photographOf(width, height, 4, 'float');
    const result = await rendered(driver, picture, { field, aspect: 1.0667, scale: 0.5 });
    expect(largestDifference(result, await reference(picture))).toBeLessThanOrEqual(tolerance.float);
    expect(await driver.misuse()).toEqual([]);
  });

  it('keep alpha, values beyond 1 and what is not a number elsewhere', async () => {
    const driver = await stage.effect('nuke', 'denoise');
    await prepare(driver, 'float');
    const picture = await photographOf(width, height, 4, 'float');
    const values = valuesOf(picture);
    values[0] = Number.NaN;
    values[5] = Number.POSITIVE_INFINITY;
    const wild = { ...picture, bytes: bytesOf(values, 'float') };
    const result = valuesOf(await rendered(driver, wild, {}));
    const bottom = result.subarray(result.length - width * 4);
    expect(bottom.every(Number.isFinite)).toBe(true);
    expect(result.filter((_, i) => i % 4 === 3)).toEqual(values.filter((_, i) => i % 4 === 3));
    expect(await driver.misuse()).toEqual([]);
  });
});
