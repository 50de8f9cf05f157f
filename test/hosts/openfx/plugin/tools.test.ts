// SPDX-License-Identifier: Apache-2.0
// Every tool through the packaged plugin, its mask and depth clips among it: the pixels are the command line's.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importModels, openStore } from '@sfumato/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Driver } from '../driver.js';
import type { ClipWords } from '../replies.js';
import {
  byCommandLine,
  bytesOf,
  largestDifference,
  type Picture,
  photographOf,
  valuesOf,
  writeTiff,
} from './pictures.js';
import { notHere, setStage } from './stage.js';

const width = 120;
const height = 84;
const models = fileURLToPath(new URL('../../../../../shared/models', import.meta.url));
const withDepth = existsSync(join(models, 'tcmonodepth_small_512x384.onnx'));
if (!withDepth) console.log('Relight is not compared with its own depth: there is no depth model.');

/** White in a rectangle, as a matte. */
function rectangle(): Picture {
  const values = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= 40 && x < 70 && y >= 20 && y < 50 ? 1 : 0;
  });
  return { width, height, channels: 1, depth: 'float', bytes: bytesOf(values, 'float') };
}

/** Nearer from the top to the bottom. */
function slope(): Picture {
  const values = Float32Array.from(
    { length: width * height },
    (_, i) => Math.floor(i / width) / (height - 1),
  );
  return { width, height, channels: 1, depth: 'float', bytes: bytesOf(values, 'float') };
}

describe.skipIf(notHere)('tools through the plugin', () => {
  const stage = setStage();
  beforeAll(async () => {
    if (withDepth) await importModels(await openStore({ home: stage.home.path }), models);
    await stage.home.start('real');
  }, 60_000);

  async function show(driver: Driver, clip: string, picture: Picture) {
    const file = join(stage.folder, `${clip}.raw`);
    writeFileSync(file, picture.bytes);
    const components = picture.channels === 4 ? 'rgba' : picture.channels === 3 ? 'rgb' : 'alpha';
    const words: ClipWords = {
      clip,
      file,
      width,
      height,
      depth: picture.depth,
      components,
      alpha: 'straight',
    };
    await driver.clip('a', words);
  }

  async function rendered(driver: Driver, picture: Picture): Promise<Picture> {
    await show(driver, 'Source', picture);
    await driver.set('a', 'Colour', picture.depth === 'float' ? 3 : 1);
    const output = join(stage.folder, 'output.raw');
    const frame = await driver.frame('a', { output });
    expect(frame).toMatchObject({ status: 'kOfxStatOK', identity: '', message: '' });
    expect(await driver.misuse()).toEqual([]);
    return { ...picture, channels: 4, bytes: readFileSync(output) };
  }

  const commandLine = (picture: Picture, tool: string, ...flags: string[]) =>
    byCommandLine(picture, tool, flags, stage.folder, stage.home.env);

  it.each([
    ['float', 1e-6],
    ['byte', 0.5 / 255],
  ] as const)('fill, %s', async (depth, tolerance) => {
    const picture = await photographOf(width, height, 4, depth);
    const mask = join(stage.folder, 'mask.tif');
    await writeTiff(rectangle(), mask);
    const driver = await stage.effect('natron', 'fill');
    await show(driver, 'Mask', rectangle());
    await driver.set('a', 'UseMask', 1);
    const expected = await commandLine(picture, 'fill', '--mask', mask);
    const result = await rendered(driver, picture);
    expect(largestDifference(expected, picture)).toBeGreaterThan(0.05);
    expect(largestDifference(result, expected)).toBeLessThanOrEqual(tolerance);
  });

  it('relight, by a depth that the host brings', async () => {
    const picture = await photographOf(width, height, 4, 'float');
    const depth = join(stage.folder, 'depth.tif');
    await writeTiff(slope(), depth);
    const driver = await stage.effect('nuke', 'relight');
    await show(driver, 'Depth', slope());
    await driver.set('a', 'UseDepth', 1);
    await driver.set('a', 'exposure', -1);
    const expected = await commandLine(picture, 'relight', '--depth', depth, '--exposure', '-1');
    const result = await rendered(driver, picture);
    expect(largestDifference(expected, picture)).toBeGreaterThan(0.05);
    expect(largestDifference(result, expected)).toBeLessThanOrEqual(1e-6);
  });

  it.skipIf(!withDepth)('relight, by a depth that is estimated', async () => {
    const picture = await photographOf(width, height, 4, 'float');
    const driver = await stage.effect('resolve-16', 'relight');
    await driver.set('a', 'fogAmount', 30);
    const expected = await commandLine(picture, 'relight', '--fog-amount', '30');
    const result = await rendered(driver, picture);
    expect(largestDifference(expected, picture)).toBeGreaterThan(0.05);
    expect(largestDifference(result, expected)).toBeLessThanOrEqual(1e-6);
  });

  it('mask, as a matte that fills the picture', async () => {
    const picture = await photographOf(width, height, 4, 'float');
    const driver = await stage.effect('natron', 'mask');
    await driver.set('a', 'View', 0);
    await driver.set('a', 'target', 1);
    const expected = await commandLine(picture, 'mask', '--target', 'person', '--bits', 'float');
    const matte = valuesOf(expected);
    const result = valuesOf(await rendered(driver, picture));
    const step = expected.channels;
    const differences = result.map((v, i) =>
      i % 4 === 3 ? v - 1 : v - (matte[Math.floor(i / 4) * step] ?? Number.NaN),
    );
    expect(Math.max(...differences.map(Math.abs))).toBeLessThanOrEqual(1e-6);
    expect(matte.some((v) => v > 0.5)).toBe(true);
  });
});
