// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Param, ToolDescription } from '@sfumato/core/protocol';
import { describe, expect, it } from 'vitest';
import {
  breaks,
  type Control,
  declaredEffects,
  effectOf,
  effectsTable,
  identifiersOf,
  recordedIdentifiers,
} from './index.js';

const tool = (params: Record<string, Param>): ToolDescription => ({
  id: 'try',
  title: 'Try',
  help: 'Tries.',
  media: 'frame',
  inputs: { image: { title: 'Picture', help: 'What is tried.' } },
  groups: { one: { title: 'One' } },
  params,
  outputs: { image: { title: 'Picture', help: 'The same.', kind: 'image' } },
  models: [],
  makes: 'edited',
});
const amount: Param = {
  kind: 'number',
  title: 'Amount',
  help: 'How much.',
  min: 0,
  max: 100,
  step: 1,
  default: 5,
};
const control = (controls: readonly Control[], name: string) => controls.find((one) => one.name === name);

describe('the recorded identifiers', () => {
  const effects = declaredEffects();

  it('are those of the declared effects: saved projects open as they were', () => {
    const now = identifiersOf(effects);
    expect(breaks(recordedIdentifiers(), now)).toEqual([]);
    expect(recordedIdentifiers(), 'new controls are recorded by npm run docs').toEqual(now);
  });

  it('tell what breaks a project: an effect or a control that went, another kind, another order', () => {
    const recorded = identifiersOf([effectOf(tool({ amount }))]);
    const kinds = (now: ToolDescription) => breaks(recorded, identifiersOf([effectOf(now)]));
    expect(kinds(tool({ amount }))).toEqual([]);
    expect(kinds(tool({ amount, more: amount }))).toEqual([]);
    expect(kinds(tool({}))).toEqual(['The control try.amount is gone.']);
    expect(kinds(tool({ amount: { kind: 'boolean', title: 'Amount', help: '', default: true } }))).toEqual([
      'The control try.amount was a number and is a boolean.',
    ]);
    expect(breaks(recorded, {})).toEqual(['The effect dev.sfumato.openfx.try is gone.']);
  });

  it('let options be added at the end only', () => {
    const choice = (...ids: string[]): Param => ({
      kind: 'choice',
      title: 'Kind',
      help: 'Which.',
      choices: ids.map((id) => ({ id, title: id })),
      default: 'a',
    });
    const recorded = identifiersOf([effectOf(tool({ kind: choice('a', 'b') }))]);
    const now = (...ids: string[]) =>
      breaks(recorded, identifiersOf([effectOf(tool({ kind: choice(...ids) }))]));
    expect(now('a', 'b', 'c')).toEqual([]);
    expect(now('b', 'a')).toHaveLength(1);
    expect(now('c', 'a', 'b')).toHaveLength(1);
    expect(now('a', 'c')).toHaveLength(1);
  });
});

describe('an effect', () => {
  it('has a control for every param, without any code for it', () => {
    const { controls } = effectOf(tool({ amount, more: { ...amount, unit: 'px', max: 20_000 } }));
    expect(control(controls, 'amount')).toMatchObject({
      kind: 'number',
      min: 0,
      max: 100,
      default: 5,
      animates: true,
    });
    expect(control(controls, 'more')).toMatchObject({
      pixels: true,
      max: 20_000,
      shownMin: 0,
      shownMax: 2000,
    });
  });

  it('has names, ranges and defaults that every host takes', () => {
    for (const effect of declaredEffects()) {
      expect(effect.identifier).toMatch(/^[a-z][a-z0-9_.]+$/);
      for (const one of effect.controls) {
        expect(one.name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
        expect(one.label, one.name).not.toBe('');
        if (one.kind === 'choice') expect(one.options[one.default]).toBeDefined();
        if (one.kind === 'number' || one.kind === 'integer') {
          const { min, max, shownMin, shownMax } = one;
          expect([min, shownMin, shownMax, max], one.name).toEqual(
            [min, shownMin, shownMax, max].sort((a, b) => a - b),
          );
          expect(one.default).toBeGreaterThanOrEqual(min);
          expect(one.default).toBeLessThanOrEqual(max);
        }
        if (one.parent !== undefined) expect(control(effect.controls, one.parent)?.kind).toBe('group');
        if (one.onlyFor) expect(control(effect.controls, one.onlyFor.control)?.kind).toBe('choice');
      }
    }
  });

  it('leaves out what would change the size of the picture, with what belongs to it only', () => {
    const fill = declaredEffects().find((effect) => effect.tool === 'fill');
    expect(fill?.fixed).toEqual({ mode: 'remove' });
    expect(control(fill?.controls ?? [], 'mode')).toBeUndefined();
    expect(control(fill?.controls ?? [], 'left')).toBeUndefined();
    expect(fill?.clips.find(({ name }) => name === 'Mask')?.neededFor).toEqual({ control: '', options: [] });
  });

  it('reaches every mark by sliders', () => {
    const mask = declaredEffects().find((effect) => effect.tool === 'mask');
    for (const name of ['PointsPosition', 'BoxOn', 'BoxFrom', 'StrokesFrom', 'StrokesRadius', 'Marks'])
      expect(control(mask?.controls ?? [], name), name).toBeDefined();
    const relight = declaredEffects().find((effect) => effect.tool === 'relight');
    const light = relight?.controls.find(({ name }) => name === 'LightsIntensity');
    const marks = relight?.controls.find(({ name }) => name === 'Marks');
    const first = marks?.kind === 'text' ? JSON.parse(marks.default).lights[0] : undefined;
    expect(light).toMatchObject({ default: first.intensity });
  });

  it('keeps the recorded order of views when an output is declared before others', () => {
    const two: ToolDescription = {
      ...tool({}),
      outputs: {
        depth: { title: 'Depth', help: '', kind: 'data' },
        image: { title: 'Picture', help: '', kind: 'image' },
      },
    };
    expect(effectOf(two, ['image']).views.map(({ id }) => id)).toEqual(['image', 'depth']);
  });

  it('refuses two controls of one name', () => {
    expect(() =>
      effectOf({
        ...tool({ amount }),
        inputs: { image: { title: '', help: '' }, view: { title: '', help: '' } },
      }),
    ).toThrow(TypeError);
  });
});

describe('the table', () => {
  it('is C++ in ASCII, the same each time', () => {
    const table = effectsTable(declaredEffects(), '1.2.3');
    expect(table).toBe(effectsTable(declaredEffects(), '1.2.3'));
    expect(/[^\n -~]/.test(table)).toBe(false);
  });
});

const standard = join(import.meta.dirname, '../../../../shared/reference/openfx-constants.tsv');

describe('the C interface', () => {
  it.skipIf(!existsSync(standard))('names every constant of the standard’s table', () => {
    const rows = readFileSync(standard, 'utf8').trim().split('\n').slice(1);
    const facts = readFileSync(join(import.meta.dirname, '../abi/test/constants.inc'), 'utf8');
    for (const row of rows) {
      const [, name, kind, value] = row.split('\t');
      const fact = kind === 'str' ? `TEXT(${name}, "${value}")` : `NUMBER(${name}, ${value}`;
      // The smallest integer has no literal of its own in C++.
      expect(facts.includes(fact) || value === '-2147483648', fact).toBe(true);
    }
    expect(rows).toHaveLength(737);
  });
});
