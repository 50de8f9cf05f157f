// SPDX-License-Identifier: Apache-2.0
// What the engine found out about a frame is found once: a slider, another instance or another host's process never
// makes it estimate depth or a matte again. Another picture does.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importModels, openStore } from '@sfumato/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Driver } from '../driver.js';
import { effectOf } from './bundle.js';
import { notHere, setStage } from './stage.js';

const models = fileURLToPath(new URL('../../../../../shared/models', import.meta.url));
const absent =
  notHere ??
  (existsSync(join(models, 'tcmonodepth_small_512x384.onnx')) ? undefined : 'there is no depth model');
if (absent) console.log(`What the engine keeps between frames is not looked at: ${absent}.`);

describe.skipIf(absent)('what is estimated from a frame', () => {
  const stage = setStage();
  beforeAll(async () => {
    const store = await openStore({ home: stage.home.path });
    await importModels(store, models);
    await stage.home.start('trial');
  }, 60_000);

  const picture = (seed: number) =>
    ({ width: 200, height: 130, depth: 'float', alpha: 'straight', seed }) as const;
  /** How often each model ran so far, as `ran depth` and the like. */
  const runs = async () => {
    const asked = (await stage.home.asked()).filter((line) => line.startsWith('ran '));
    return asked.sort();
  };
  const frame = async (driver: Driver, words: object = {}) => {
    const done = await driver.frame('a', words);
    expect(done).toMatchObject({ status: 'kOfxStatOK', identity: '' });
  };

  it('is estimated once for a parked frame', async () => {
    const driver = await stage.effect('resolve-21', 'relight');
    await driver.clip('a', picture(1));
    await frame(driver);
    const first = await runs();
    expect(first).toContain('ran depth');
    for (const [param, value] of [
      ['exposure', 1],
      ['relief', 130],
      ['fogAmount', 20],
      ['shadowStrength', 40],
    ] as const) {
      await driver.set('a', param, value);
      await frame(driver, { draft: true, interactive: true });
      await frame(driver);
    }
    // Other views of the same frame.
    for (const view of [12, 13, 2]) {
      await driver.set('a', 'View', view);
      await frame(driver);
    }
    expect(await runs()).toEqual(first);
    await driver.close('a');
    await driver.open('a', effectOf('relight'));
    await driver.clip('a', { ...picture(1), x: 7, y: -3, padding: 24, negative: true });
    await frame(driver, { time: 12 });
    expect(await runs()).toEqual(first);
    expect(await driver.misuse()).toEqual([]);
  });

  it('is known to another host’s process, and to hosts that make an instance for every frame', async () => {
    const before = await runs();
    expect(before).toContain('ran depth');
    const driver = await stage.effect('mlt', 'relight');
    await driver.clip('a', picture(1));
    for (const exposure of [0, 0.5, 1]) {
      await driver.set('a', 'exposure', exposure);
      await frame(driver);
    }
    expect(await runs()).toEqual(before);
    await driver.clip('a', picture(2));
    await frame(driver);
    expect((await runs()).length).toBeGreaterThan(before.length);
    expect(await driver.misuse()).toEqual([]);
  });

  it('is found ahead of time for a range, with progress that can be stopped', async () => {
    const driver = await stage.effect('natron', 'relight');
    for (const time of [0, 1, 2]) await driver.clip('a', { ...picture(10 + time), time });
    await driver.set('a', 'AnalyseFrom', 0);
    await driver.set('a', 'AnalyseTo', 2);
    const before = await runs();
    await driver.ask('press', { tag: 'a', param: 'AnalyseRange' });
    const after = await runs();
    const depths = (all: readonly string[]) => all.filter((line) => line === 'ran depth').length;
    expect(depths(after) - depths(before)).toBe(3);
    for (const time of [0, 1, 2]) await frame(driver, { time });
    expect(depths(await runs())).toBe(depths(after));
    await driver.host('natron', [stage.bundles]);
    await driver.open('a', effectOf('relight'));
    for (const time of [0, 1, 2]) await driver.clip('a', { ...picture(20 + time), time });
    await driver.set('a', 'AnalyseTo', 2);
    const stopped = await driver.ask('press', { tag: 'a', param: 'AnalyseRange', cancel: 1 });
    expect(stopped).toMatchObject({ started: 1, ended: 1 });
    expect(depths(await runs()) - depths(after)).toBeLessThan(3);
    expect(await driver.misuse()).toEqual([]);
  });
});
