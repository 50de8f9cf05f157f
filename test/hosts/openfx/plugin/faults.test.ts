// SPDX-License-Identifier: Apache-2.0
// What a host sees of the packaged plugin when the engine is missing, dies or cannot do the work: a picture in drafts, a
// failure with words in final renders, and the right picture again as soon as all is well.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Driver } from '../driver.js';
import { notHere, setStage } from './stage.js';

/** Luminances that make the trial engine misbehave: see trial-tools.mjs. */
const trials = { wait: 101, memory: 102, model: 103, die: 104, slow: 105 } as const;
const kills = process.env.SFUMATO_OFX_FULL ? 100 : 5;

describe.skipIf(notHere)('faults behind the plugin', () => {
  const stage = setStage();
  afterEach(() => stage.home.kill());

  const shown = (driver: Driver) =>
    driver.clip('a', { width: 48, height: 32, depth: 'float', alpha: 'straight' });
  const rendered = async (driver: Driver, words: object = {}) => {
    const output = join(stage.folder, 'faults.raw');
    const frame = await driver.frame('a', { ...words, output });
    return { ...frame, pixels: readFileSync(output) };
  };
  /** What the clip's pattern looks like: a copying engine gives it back. */
  const pattern = async (driver: Driver) => {
    const { pixels } = await rendered(driver, { thumbnail: true });
    return pixels;
  };
  const messages = async (driver: Driver) =>
    (await driver.journal()).filter(({ kind }) => kind === 'message').map(({ detail }) => detail);
  const status = async (driver: Driver) => {
    const { params } = await driver.describe({ tag: 'a' });
    return params.find(({ name }) => name === 'Status')?.value?.[0];
  };

  it('says that the engine is missing: passes drafts through, fails final renders', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await shown(driver);
    const source = await pattern(driver);
    const draft = await rendered(driver, { draft: true });
    expect(draft.status).toBe('kOfxStatOK');
    expect(draft.pixels.equals(source)).toBe(true);
    const final = await rendered(driver);
    expect(final.status).toBe('kOfxStatFailed');
    expect(final.message).toMatch(/engine is not running/);
    expect(await messages(driver)).toEqual([final.message]);
    expect(await stage.home.log()).toContain(final.message);
    await driver.ask('press', { tag: 'a', param: 'ShowStatus' });
    expect(await status(driver)).toContain('engine');
    expect(await driver.misuse()).toEqual([]);
  });

  it('starts the engine as it was told, and takes its message back', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await shown(driver);
    const source = await pattern(driver);
    expect((await rendered(driver)).status).toBe('kOfxStatFailed');
    await stage.home.tellStartCommand('trial');
    // A try that failed a moment ago is not made again at once.
    let frame = await rendered(driver);
    for (const until = Date.now() + 30_000; frame.status !== 'kOfxStatOK' && Date.now() < until; ) {
      await sleep(250);
      frame = await rendered(driver);
    }
    expect(frame).toMatchObject({ status: 'kOfxStatOK', message: '' });
    expect(frame.pixels.equals(source)).toBe(true);
    expect(await driver.misuse()).toEqual([]);
  });

  it.each([
    ['too little memory', trials.memory, 'kOfxStatErrMemory', /memory/],
    ['a missing model', trials.model, 'kOfxStatFailed', /model.*upscal|upscal.*model/i],
    ['a worker that dies', trials.die, 'kOfxStatFailed', /./],
  ] as const)('tells of %s, and goes on', async (_, luma, expected, text) => {
    await stage.home.start('trial');
    const driver = await stage.effect('natron', 'denoise');
    await shown(driver);
    const source = await pattern(driver);
    await driver.set('a', 'luma', luma);
    const failed = await rendered(driver);
    expect(failed.status).toBe(expected);
    expect(failed.message).toMatch(text);
    const draft = await rendered(driver, { draft: true });
    expect([draft.status, draft.pixels.equals(source)]).toEqual(['kOfxStatOK', true]);
    await driver.set('a', 'luma', 60);
    const good = await rendered(driver);
    expect(good).toMatchObject({ status: 'kOfxStatOK', message: '' });
    expect(good.pixels.equals(source)).toBe(true);
    expect(await driver.misuse()).toEqual([]);
  });

  it('does not wait longer than the time-out', async () => {
    await stage.home.start('trial');
    const driver = await stage.effect('nuke', 'denoise', { SFUMATO_OFX_TIMEOUT: '0.5' });
    await shown(driver);
    await driver.set('a', 'luma', trials.wait);
    const { status, renderMs, message } = await rendered(driver);
    expect(status).toBe('kOfxStatFailed');
    expect(message).not.toBe('');
    expect(renderMs).toBeGreaterThanOrEqual(500);
    expect(renderMs).toBeLessThan(1500);
  });

  it(`outlives ${kills} engines that are killed during render`, { timeout: kills * 15_000 }, async () => {
    await stage.home.tellStartCommand('trial');
    const driver = await stage.effect('natron', 'denoise');
    await shown(driver);
    const source = await pattern(driver);
    for (let kill = 0; kill < kills; kill++) {
      await driver.set('a', 'luma', 60);
      // The first frame after a kill starts the engine again.
      const good = await rendered(driver);
      expect([good.status, good.pixels.equals(source)], `after ${kill} kills: ${good.message}`).toEqual([
        'kOfxStatOK',
        true,
      ]);
      const waits = kill % 2 === 0;
      await driver.set('a', 'luma', waits ? trials.wait : trials.slow);
      // Not just any line: a worker of the engine before may still say that it was cancelled.
      const begun = async () =>
        (await stage.home.asked()).filter((l) => l === (waits ? 'waits' : 'slow')).length;
      const before = await begun();
      await driver.start('a', 'b');
      for (const until = Date.now() + 10_000; (await begun()) === before && Date.now() < until; )
        await sleep(5);
      const killed = Date.now();
      await stage.home.kill();
      const output = join(stage.folder, 'killed.raw');
      const lost = await driver.wait('b', { output });
      if (waits) {
        expect(Date.now() - killed).toBeLessThan(2000);
        expect(lost.status).toBe('kOfxStatFailed');
        expect(lost.message).not.toBe('');
      } else {
        // The engine went without a word: the next one got the frame.
        expect([lost.status, readFileSync(output).equals(source)]).toEqual(['kOfxStatOK', true]);
      }
    }
    expect(await driver.misuse()).toEqual([]);
  });
});
