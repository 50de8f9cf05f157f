// SPDX-License-Identifier: Apache-2.0
// Handles on the viewer and the sliders and buttons that do the same, with the packaged plugin.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Driver } from '../driver.js';
import { notHere, setStage } from './stage.js';

const overlaySchema = z.object({
  status: z.string(),
  redraws: z.number(),
  shapes: z
    .array(z.object({ kind: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }))
    .default([]),
});
const marksSchema = z.object({
  v: z.number(),
  points: z.array(z.looseObject({ x: z.number(), y: z.number() })).optional(),
  lights: z.array(z.looseObject({ kind: z.string() })).optional(),
});

const controlKey = 65_507;

describe.skipIf(notHere)('marks in the viewer', () => {
  const stage = setStage();

  const value = async (driver: Driver, param: string) => {
    const { params } = await driver.describe({ tag: 'a' });
    return params.find(({ name }) => name === param)?.value;
  };
  const marks = async (driver: Driver) =>
    marksSchema.parse(JSON.parse(String((await value(driver, 'Marks'))?.[0])));
  const overlay = async (driver: Driver, words: Record<string, string | number | readonly number[]>) =>
    overlaySchema.parse(await driver.ask('overlay', { tag: 'a', ...words }));
  const press = (driver: Driver, param: string) => driver.ask('press', { tag: 'a', param });

  async function opened(tool: string): Promise<Driver> {
    const driver = await stage.effect('resolve-21', tool);
    await driver.clip('a', { width: 200, height: 100, depth: 'float' });
    expect(await driver.ask('overlay', { tag: 'a', do: 'open' })).toMatchObject({ way: 'draw-suite' });
    return driver;
  }

  it('are added and dragged by the pen', async () => {
    const driver = await opened('mask');
    // Nothing there: the host keeps the event.
    expect((await overlay(driver, { do: 'down', at: [50, 25] })).status).toBe('kOfxStatReplyDefault');
    expect((await overlay(driver, { do: 'up', at: [50, 25] })).status).toBe('kOfxStatReplyDefault');
    await overlay(driver, { do: 'key', symbol: controlKey });
    const added = await overlay(driver, { do: 'down', at: [50, 25] });
    expect(added).toMatchObject({ status: 'kOfxStatOK' });
    expect(added.redraws).toBeGreaterThan(0);
    await overlay(driver, { do: 'motion', at: [100, 75] });
    expect((await overlay(driver, { do: 'up', at: [100, 75] })).status).toBe('kOfxStatOK');
    await overlay(driver, { do: 'lose' });
    const { points } = await marks(driver);
    expect(points).toHaveLength(1);
    expect(points?.[0]?.x).toBeCloseTo(0.5, 6);
    // Marks go down the picture, hosts up.
    expect(points?.[0]?.y).toBeCloseTo(0.25, 6);
    expect(await value(driver, 'PointsPosition')).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.75, 6)]);
    expect(await driver.misuse()).toEqual([]);
  });

  it('are drawn where they are, without OpenGL', async () => {
    const driver = await opened('mask');
    expect((await overlay(driver, { do: 'draw' })).shapes).toEqual([]);
    await press(driver, 'PointsAdd');
    await driver.set('a', 'PointsPosition', [0.25, 0.8]);
    const { status, shapes } = await overlay(driver, { do: 'draw', pixel: 0.5 });
    expect(status).toBe('kOfxStatOK');
    const near = shapes.flatMap(({ points }) => points).filter(([x, y]) => Math.hypot(x - 50, y - 80) < 20);
    expect(near.length).toBeGreaterThan(0);
    expect(await driver.misuse()).toEqual([]);
  });

  it.each(['nuke', 'vegas', 'resolve-14'])(
    'are all reachable by sliders and buttons, as %s',
    async (profile) => {
      const driver = await stage.effect(profile, 'relight');
      await driver.clip('a', { width: 200, height: 100, depth: 'float' });
      const before = (await marks(driver)).lights?.length ?? 0;
      await press(driver, 'LightsAdd');
      await driver.set('a', 'LightsIntensity', 2.5);
      await driver.set('a', 'LightsPosition', [0.1, 0.9]);
      const { lights } = await marks(driver);
      expect(lights).toHaveLength(before + 1);
      expect(lights?.at(-1)).toMatchObject({ intensity: 2.5 });
      await press(driver, 'LightsRemove');
      expect((await marks(driver)).lights ?? []).toHaveLength(before);
      expect(await driver.misuse()).toEqual([]);
    },
  );

  it('survive text that cannot be read, and text of a newer version', async () => {
    const driver = await stage.effect('natron', 'mask');
    await driver.clip('a', { width: 64, height: 48, depth: 'float' });
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"v":1,"points":7}',
      '{"v":99,"points":[]}',
      `{"v":1,"points":[${'['.repeat(5000)}`,
    ]) {
      await driver.set('a', 'Marks', text);
      expect((await driver.frame('a')).status).toBe('kOfxStatFailed');
      expect((await driver.frame('a', { draft: true })).status).toBe('kOfxStatOK');
    }
    await driver.set('a', 'Marks', '{"v":99,"points":[]}');
    await press(driver, 'PointsAdd');
    expect(JSON.parse(String((await value(driver, 'Marks'))?.[0]))).toEqual({ v: 99, points: [] });
    expect(await driver.misuse()).toEqual([]);
  });
});
