// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParams, defaultsOf, sameValue } from '../../plugins/panels/src/params/check.js';
import {
  duplicateOf,
  hasTarget,
  lightPlacedAt,
  newLight,
  targetAt,
  withKind,
} from '../../plugins/panels/src/params/lights.js';
import {
  boxBetween,
  dotsOf,
  extendStroke,
  flipPoint,
  movedBox,
  partOfLongSide,
} from '../../plugins/panels/src/params/marks.js';
import {
  formatNumber,
  nudge,
  parseEntry,
  snapTo,
  trackShare,
  valueAtShare,
} from '../../plugins/panels/src/params/number.js';
import { descriptionOf, descriptions } from './fixture/tools.js';

const mask = descriptionOf('mask');
const relight = descriptionOf('relight');
const percent = { min: 0, max: 100, step: 1, unit: '%' };

describe('numbers as people type them', () => {
  it('takes decimal commas, both minus signs and units', () => {
    const range = { min: -8, max: 4, step: 0.05, unit: 'EV' };
    expect(parseEntry(' −1,25 EV', range)).toEqual({ ok: true, value: -1.25 });
    expect(parseEntry('-.7', range)).toEqual({ ok: true, value: -0.7 });
    expect(parseEntry('+2', range)).toEqual({ ok: true, value: 2 });
  });
  it('clamps, and says so', () => {
    expect(parseEntry('140', percent)).toEqual({ ok: true, value: 100, message: 'The most is 100%.' });
    expect(parseEntry('-3', percent)).toEqual({ ok: true, value: 0, message: 'The least is 0%.' });
  });
  it('refuses what is no number', () => {
    expect(parseEntry('much', percent)).toEqual({ ok: false, message: '“much” is not a number.' });
    expect(parseEntry('  ', percent)).toEqual({ ok: false, message: 'Type a number.' });
  });
  it('shows as many decimals as the step has, and no minus before zero', () => {
    expect(formatNumber(-0.70000001, { min: -8, max: 4, step: 0.05 })).toBe('−0.70');
    expect(formatNumber(-0.001, { min: -8, max: 4, step: 0.05 })).toBe('0.00');
    expect(formatNumber(70, percent)).toBe('70');
  });
  it('steps without gathering errors of binary fractions', () => {
    const tenths = { min: 0, max: 10, step: 0.1 };
    let value = 0;
    for (let i = 0; i < 3; i++) value = nudge(value, 1, tenths);
    expect(value).toBe(0.3);
    expect(nudge(9.95, 10, tenths)).toBe(10);
  });
  it('reads back every position of a track as the value that gave it', () => {
    const ranges = [
      percent,
      { min: -500, max: 500, step: 1 },
      { min: 0, max: 20_000, step: 1 },
      { min: -8, max: 4, step: 0.05 },
      { min: 0, max: 1000, step: 0.1 },
      { min: 1800, max: 12_000, step: 50 },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...ranges), fc.double({ min: 0, max: 1, noNaN: true }), (range, share) => {
        const value = valueAtShare(share, range);
        expect(value).toBeGreaterThanOrEqual(range.min);
        expect(value).toBeLessThanOrEqual(range.max);
        expect(valueAtShare(trackShare(value, range), range)).toBeCloseTo(value, 6);
        expect(snapTo(value, range)).toBe(value);
      }),
    );
  });
});

describe('params from outside', () => {
  it('accepts the defaults of every tool', () => {
    for (const tool of descriptions) {
      expect(checkParams(tool, defaultsOf(tool))).toEqual({ values: defaultsOf(tool), problems: [] });
    }
  });
  it('names what it leaves out and keeps the rest', () => {
    const { values, problems } = checkParams(mask, {
      feather: 4000,
      refine: 40,
      target: 'cloud',
      bogus: 1,
    });
    expect(values).toEqual({ ...defaultsOf(mask), refine: 40 });
    expect(problems).toEqual([
      'Feather: expected a number from 0 to 1000 px',
      'Select: expected subject, person, sky, selection',
      'bogus: is not known here',
    ]);
  });
  it('refuses lights and marks that the engine would refuse', () => {
    const light = newLight('spot', 0);
    const bad = [
      { ...light, temperature: 900 },
      { ...light, x: Number.NaN },
      { ...light, kind: 'laser' },
    ];
    for (const one of bad) expect(checkParams(relight, { lights: [one] }).problems).toHaveLength(1);
    expect(checkParams(relight, { lights: Array(17).fill(light) }).problems).toHaveLength(1);
    expect(checkParams(mask, { points: [{ x: 0.5, y: 0.5, label: 'maybe' }] }).problems).toHaveLength(1);
    expect(checkParams(mask, 'nonsense').problems).toHaveLength(1);
  });
});

describe('a click in the picture', () => {
  const lights = [newLight('ambient', 0), newLight('point', 1)];
  const to = { x: 0.7, y: 0.25 };
  it('moves the chosen light there, or the first that has a place', () => {
    for (const chosen of [0, 1]) {
      const placed = lightPlacedAt(lights, chosen, to, false);
      expect(placed?.index).toBe(1);
      expect(placed?.lights[1]).toEqual({ ...lights[1], ...to });
    }
  });
  it('adds a light of the chosen kind with Alt, or where there is none; never too many', () => {
    const spot = newLight('spot', 0);
    expect(lightPlacedAt([spot], 0, to, true)).toMatchObject({
      index: 1,
      lights: [spot, { kind: 'spot', ...to }],
    });
    expect(lightPlacedAt([], 0, to, false)).toMatchObject({ index: 0, lights: [{ kind: 'point', ...to }] });
    expect(lightPlacedAt(Array(16).fill(spot), 0, to, true)).toBeUndefined();
  });
});

describe('lights', () => {
  it('keep what both kinds have when the kind changes', () => {
    const point = { ...newLight('point', 2), intensity: 0.9, temperature: 3000 };
    const spot = withKind(point, 'spot');
    expect(spot).toMatchObject({ kind: 'spot', x: point.x, y: point.y, intensity: 0.9, temperature: 3000 });
    expect(hasTarget(spot) && spot.target).toBeTruthy();
    const { temperature: _, ...plain } = newLight('point', 0);
    const coloured = withKind({ ...plain, colour: [1, 0, 0] }, 'spot');
    expect(coloured.temperature).toBeUndefined();
    expect(coloured.colour).toEqual([1, 0, 0]);
  });
  it('stay values that the engine takes, whatever is done to them', () => {
    const kinds = ['point', 'spot', 'directional', 'ambient'] as const;
    for (const kind of kinds) {
      let light = newLight(kind, 3);
      for (let i = 0; i < 40; i++) light = duplicateOf(targetAt(light, { x: 40, y: -40 }));
      expect(checkParams(relight, { lights: [light] }).problems).toEqual([]);
    }
  });
});

describe('marks', () => {
  it('make a box from corners in any order, cut off at the edges', () => {
    expect(boxBetween({ x: 0.8, y: -0.3 }, { x: 0.25, y: 0.5 })).toEqual({
      x: 0.25,
      y: 0,
      width: 0.55,
      height: 0.5,
    });
    expect(movedBox({ x: 0.5, y: 0.5, width: 0.4, height: 0.4 }, { x: 1, y: -1 })).toMatchObject({
      x: 0.6,
      y: 0,
    });
  });
  it('measure strokes in parts of the longer side, whatever the aspect', () => {
    expect(partOfLongSide({ x: 0, y: 0 }, { x: 0, y: 1 }, 2)).toBe(0.5);
    expect(partOfLongSide({ x: 0, y: 0 }, { x: 1, y: 0 }, 0.5)).toBe(0.5);
    const start = { points: [{ x: 0.1, y: 0.1 }], radius: 0.03, label: 'add' } as const;
    expect(extendStroke(start, { x: 0.101, y: 0.1 }, 1)).toBe(start);
    const long = extendStroke(start, { x: 0.5, y: 0.1 }, 1);
    const dots = dotsOf(long, 1);
    const gaps = dots.slice(1).map((dot, i) => partOfLongSide(dot, dots[i] ?? dot, 1));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(0.03 * 0.5 + 1e-9);
    expect(dots.at(-1)).toEqual({ x: 0.5, y: 0.1 });
  });
  it('flip what a point says', () => {
    const points = [{ x: 0, y: 0, label: 'add' }] as const;
    expect(flipPoint(flipPoint(points, 0), 0)).toEqual(points);
  });
});

describe('values', () => {
  it('are compared by what they hold', () => {
    expect(sameValue([{ x: 1, y: [2] }], [{ x: 1, y: [2] }])).toBe(true);
    expect(sameValue({ a: undefined }, {})).toBe(true);
    expect(sameValue([1], { 0: 1, length: 1 })).toBe(false);
    expect(sameValue(null, {})).toBe(false);
  });
});
