// SPDX-License-Identifier: Apache-2.0
// The packaged plugin when a host wants it to stop, at any moment.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { notHere, setStage } from './stage.js';

const wait = 101;
const slow = 105;

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

describe.skipIf(notHere)('a render that is not wanted any more', () => {
  const stage = setStage({ tools: 'trial' });

  it('is given up within 20 ms, and cancelled in the engine', async () => {
    const driver = await stage.effect('resolve-16', 'denoise');
    await driver.clip('a', { width: 48, height: 32 });
    // The engine's worker is there before it is timed.
    await driver.frame('a');
    await driver.set('a', 'luma', wait);
    const frames = [];
    for (let i = 0; i < 7; i++) frames.push(await driver.frame('a', { 'abort-ms': 200 + 7 * i }));
    expect(median(frames.map(({ longestPollGapMs }) => longestPollGapMs))).toBeLessThanOrEqual(20.5);
    expect(median(frames.map(({ abortToReturnMs }) => abortToReturnMs))).toBeLessThanOrEqual(25);
    expect(frames.every(({ message }) => message === '')).toBe(true);
    const count = async (what: string) => (await stage.home.asked()).filter((line) => line === what).length;
    for (const until = Date.now() + 5000; (await count('cancelled')) < 7 && Date.now() < until; )
      await sleep(10);
    expect([await count('waits'), await count('cancelled')]).toEqual([7, 7]);
    expect(await driver.misuse()).toEqual([]);
  });

  it('may be aborted at any of its polls', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await driver.clip('a', { width: 300, height: 200 });
    for (let polls = 0; polls < 12; polls++) {
      await driver.set('a', 'luma', polls % 3 === 0 ? slow : 60);
      const { status } = await driver.frame('a', { 'abort-polls': polls });
      expect(status).toMatch(/kOfxStat(OK|Failed)$/);
    }
    await driver.set('a', 'luma', 60);
    expect((await driver.frame('a')).status).toBe('kOfxStatOK');
    expect(await driver.misuse()).toEqual([]);
  });

  it('leaves other instances’ frames alone', async () => {
    const driver = await stage.effect('natron', 'denoise');
    await driver.open('b', 'dev.sfumato.openfx.denoise');
    for (const tag of ['a', 'b']) await driver.clip(tag, { width: 48, height: 32 });
    await driver.set('a', 'luma', wait);
    await driver.set('b', 'luma', slow);
    await driver.start('a', 'first');
    await driver.start('b', 'second');
    await driver.ask('abort', { tag: 'a' });
    expect((await driver.wait('first')).abortToReturnMs).toBeLessThan(200);
    expect((await driver.wait('second')).status).toBe('kOfxStatOK');
    expect(await driver.misuse()).toEqual([]);
  });
});
