// SPDX-License-Identifier: Apache-2.0
// Many instances, threads, loads and unloads of the packaged plugin: nothing grows, nothing races, nothing is left.
import { describe, expect, it } from 'vitest';
import { wantedSanitizer } from '../build.js';
import { cyclesSchema } from '../replies.js';
import { effectOf } from './bundle.js';
import { notHere, setStage } from './stage.js';

const cycles = process.env.SFUMATO_OFX_FULL ? 10_000 : 200;
const denoise = effectOf('denoise');

// What grows would drown in a sanitizer's own memory and threads.
const sanitized = wantedSanitizer !== undefined;

describe.skipIf(notHere)('the plugin under load', () => {
  const stage = setStage({ tools: 'trial', sanitizer: 'none' });

  it.skipIf(sanitized).each(['resolve-16', 'mlt'])(
    `does not grow over ${cycles} instances that render and go, as %s`,
    { timeout: 60_000 + cycles * 100 },
    async (profile) => {
      const driver = await stage.host(profile);
      const { failed, early, late } = cyclesSchema.parse(
        await driver.ask('cycles', { effect: denoise, count: cycles, width: 64, height: 36 }),
      );
      expect(failed).toBe(0);
      expect(late).toMatchObject({
        threads: early.threads,
        files: early.files,
        memoryBlocks: 0,
        children: 0,
      });
      expect(late.mappings - early.mappings).toBeLessThanOrEqual(8);
      expect(late.residentBytes - early.residentBytes).toBeLessThan(4 * 2 ** 20);
      expect(await driver.misuse()).toEqual([]);
    },
  );

  it('loads again what was unloaded, and leaves no thread or file behind', async () => {
    const driver = await stage.host('resolve-16');
    await driver.ask('unload');
    const before = await driver.process();
    for (let again = 0; again < 8; again++) {
      await driver.host(again % 2 === 0 ? 'natron' : 'mlt', [stage.bundles]);
      await driver.open('a', denoise);
      await driver.clip('a', { width: 32, height: 18 });
      expect((await driver.frame('a')).status).toBe('kOfxStatOK');
      await driver.ask('unload');
    }
    const { threads, files, children } = await driver.process();
    expect({ threads, files, children }).toEqual({
      threads: before.threads,
      files: before.files,
      children: 0,
    });
    expect(await driver.misuse()).toEqual([]);
  });

  it('renders four instances at once, while params change and others come and go', async () => {
    const driver = await stage.host('natron');
    const tags = ['a', 'b', 'c', 'd'];
    for (const tag of tags) {
      await driver.open(tag, denoise);
      await driver.clip(tag, { width: 160, height: 90, seed: tag.charCodeAt(0), depth: 'float' });
    }
    for (let round = 0; round < 8; round++) {
      for (const tag of tags) await driver.start(tag, `${tag}${round}`, { time: round });
      for (const tag of tags) await driver.set(tag, 'grain', round);
      await driver.open('passing', denoise);
      await driver.close('passing');
      for (const tag of tags) expect((await driver.wait(`${tag}${round}`)).status).toBe('kOfxStatOK');
    }
    expect(await driver.misuse()).toEqual([]);
  });
});
