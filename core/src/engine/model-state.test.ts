// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { scaleParams } from './jobs/scale-params.js';
import { planMemory } from './memory-plan.js';
import { ModelState } from './model-state.js';

describe('the state of the models', () => {
  it('changes with every model that comes or goes and with the policy, seen within two seconds', async () => {
    const home = mkdtempSync(join(tmpdir(), 'sfumato-state-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    let now = 0;
    const state = new ModelState(home, () => now);
    const seen = [await state.hash()];
    const after = async (change: () => void) => {
      change();
      expect(await state.hash()).toBe(seen.at(-1));
      now += 2001;
      seen.push(await state.hash());
    };
    await after(() => writeFileSync(join(home, 'config.json'), '{}'));
    await after(() => mkdirSync(join(home, 'blobs', 'ab'), { recursive: true }));
    await after(() => writeFileSync(join(home, 'blobs', 'ab', 'abcd'), 'x'));
    await after(() => mkdirSync(join(home, 'models', 'mine'), { recursive: true }));
    await after(() => rmSync(join(home, 'blobs', 'ab', 'abcd')));
    expect(new Set(seen).size).toBe(seen.length);
    now += 2001;
    expect(await state.hash()).toBe(seen.at(-1));
  });
});

describe('params for a proxy', () => {
  it('shrink where they are lengths in pixels, and stay within their range', () => {
    const number = { kind: 'number', title: '', help: '', min: 1, max: 100, step: 1, default: 8 } as const;
    const params = { radius: { ...number, unit: 'px' }, amount: { ...number, unit: '%' } };
    expect(scaleParams(params, { radius: 40, amount: 40 }, 0.25)).toEqual({ radius: 10, amount: 40 });
    expect(scaleParams(params, { radius: 2, amount: 1 }, 0.25)).toEqual({ radius: 1, amount: 1 });
    const values = { radius: 3, amount: 4 };
    expect(scaleParams(params, values, 1)).toBe(values);
  });
});

describe('the memory plan', () => {
  it('shares out one budget, whatever its size', () => {
    for (const budget of [2 ** 28, 2 ** 33, 2 ** 38]) {
      const plan = planMemory(budget);
      expect(plan.frameBytes + plan.cacheBytes).toBeLessThanOrEqual(budget);
      expect(plan.toolBytes + plan.modelBytes + plan.foundBytes).toBeLessThanOrEqual(budget);
    }
  });
});
