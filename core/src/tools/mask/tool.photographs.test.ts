// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runMask as run, unit } from '../../../../test/mask/trial.js';
import { readStill } from '../../media/index.js';

describe('mask on photographs', () => {
  const photo = (name: string) =>
    readStill(fileURLToPath(new URL(`../../../../test/data/${name}`, import.meta.url)));

  it('finds a cup by one click on it, and not half of the table', async () => {
    const { frame } = await photo('coffee.png');
    const { matte } = await run(
      { target: 'selection', points: [{ x: 0.55, y: 0.4, label: 'add' }] },
      { image: frame },
    );
    let inside = 0;
    for (const v of matte.packed()) if (v > 127) inside++;
    const share = inside / (matte.width * matte.height);
    expect(share).toBeGreaterThan(0.01);
    expect(share).toBeLessThan(0.45);
    expect(unit(matte, Math.floor(0.55 * frame.width), Math.floor(0.4 * frame.height))).toBe(1);
  });

  const home = mkdtempSync(join(tmpdir(), 'sfumato-mask-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('finds an astronaut with nothing installed but what comes with Sfumato', async () => {
    const { openLibrary, openStore } = await import('../../model/index.js');
    const models = await openLibrary({
      store: await openStore({ home }),
      policy: { allow: 'cleared-only', models: {} },
    });
    const { frame } = await photo('astronaut.png');
    const { matte, notes } = await run({ target: 'person' }, { image: frame }, models);
    expect(notes.map((n) => n.id)).toEqual(['person-coarse']);
    const at = (x: number, y: number) =>
      unit(matte, Math.floor(x * frame.width), Math.floor(y * frame.height));
    expect(at(0.42, 0.25)).toBeGreaterThan(0.95);
    expect(at(0.3, 0.75)).toBeGreaterThan(0.95);
    expect(at(0.7, 0.08)).toBeLessThan(0.05);
  });

  it('finds a cat, tulips and an astronaut as subjects with what comes with Sfumato and is cleared', async () => {
    const { openLibrary, openStore } = await import('../../model/index.js');
    const policy = { allow: 'cleared-only', models: {} } as const;
    const models = await openLibrary({ store: await openStore({ home }), policy });
    const places = [
      { name: 'chelsea.png', inside: [0.35, 0.6], outside: [0.96, 0.6] },
      { name: 'tulips.png', inside: [0.65, 0.5], outside: [0.15, 0.2] },
      { name: 'astronaut.png', inside: [0.42, 0.25], outside: [0.7, 0.08] },
    ] as const;
    for (const { name, inside, outside } of places) {
      const { frame } = await photo(name);
      const { matte } = await run({ target: 'subject' }, { image: frame }, models);
      const at = ([x, y]: readonly [number, number]) =>
        unit(matte, Math.floor(x * frame.width), Math.floor(y * frame.height));
      expect(at(inside), name).toBeGreaterThan(0.95);
      expect(at(outside), name).toBeLessThan(0.05);
    }
  });

  it('finds the sky of a cove, and none in a room or over a meadow, with what comes with Sfumato', async () => {
    const { openLibrary, openStore } = await import('../../model/index.js');
    const models = await openLibrary({ store: await openStore({ home }) });
    const sky = async (name: string) => {
      const { frame } = await photo(name);
      return { frame, ...(await run({ target: 'sky' }, { image: frame }, models)) };
    };
    const { frame, matte } = await sky('cove.png');
    const at = (x: number, y: number) =>
      unit(matte, Math.floor(x * frame.width), Math.floor(y * frame.height));
    expect(at(0.6, 0.1)).toBeGreaterThan(0.98);
    // The rock, the water.
    expect(at(0.05, 0.3)).toBeLessThan(0.02);
    expect(at(0.6, 0.9)).toBeLessThan(0.02);
    for (const name of ['coffee.png', 'chelsea.png', 'tulips.png'])
      expect((await sky(name)).notes.map((n) => n.id)).toEqual(['no-sky']);
  });
});
