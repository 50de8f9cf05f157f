// SPDX-License-Identifier: Apache-2.0
// The host for tests, by two plugins of its own: one that does everything right is never blamed, and every fault of the
// other is found.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BuiltHost, buildHost, notHere } from './build.js';
import { Driver } from './driver.js';
import { profiles } from './profile-names.js';
import { cyclesSchema } from './replies.js';

/** In the order of Fault in self/gain.h: what the journal must say of it, and in which action. */
const faults: readonly (readonly [fault: string, found: RegExp])[] = [
  ['leaks an image', /^image-leaked: image of Output/],
  ['releases an image twice', /^bad-handle: clipReleaseImage .* gone/],
  ['uses an image that it released', /^bad-handle: propGet .* gone/],
  ['writes outside the window', /^wrote-outside-window: the pixel/],
  ['writes into the padding of a row', /^wrote-outside-window: the padding/],
  ['writes to the source', /^wrote-to-source/],
  ['skips a pixel', /^left-unwritten: the pixel/],
  ['sets a param in render', /^set-in-render/],
  ['edits params in CreateInstance', /^edit-in-wrong-action/],
  ['leaves an edit open', /^edit-left-open/],
  ['answers ReplyDefault to Render', /^wrong-status: .*Render.*ReplyDefault/],
  ['answers ReplyDefault to Load', /^wrong-status: .*Load.*ReplyDefault/],
  ['lets an exception out', /^exception/],
  ['defines a param twice', /^duplicate-name: param gain/],
  ['mistypes a property', /^unknown-property: .*OfxImageEffectPropSupportsMultipleClipDepths/],
  ['mistypes a suite', /^unknown-suite: OfxParamSuite/],
  ['mistypes a type of param', /^unknown-param-type: OfxParamTypeFloat/],
  ['sets a property of another type', /^wrong-type: .*OfxParamPropMax/],
  ['sets a boolean to 2', /^wrong-value: .*SupportsTiles/],
  ['fetches images in IsIdentity', /^wrong-action: clipGetImage/],
  ['fetches another frame without leave', /^other-time/],
  ['reads a param without its time', /^value-without-time/],
  ['shows progress in render', /^progress-in-render/],
  ['sets params from a thread of its own', /^outside-of-actions/],
  ['gives a text as a format', /^message-as-format/],
  ['keeps memory', /^memory-held/],
  ['changes a param for ever', /^endless-change/],
];

describe.skipIf(notHere)('the OpenFX host for tests', () => {
  let built: BuiltHost;
  let folder: string;
  beforeAll(async () => {
    built = await buildHost('address');
    folder = mkdtempSync(join(tmpdir(), 'sfumato-ofx-'));
  }, 300_000);
  afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));

  it('knows every profile of this list, and no other', async () => {
    const driver = new Driver(built);
    const known = z
      .object({ profiles: z.array(z.object({ name: z.string() })) })
      .parse(await driver.ask('profiles'));
    expect(known.profiles.map(({ name }) => name).sort()).toEqual([...profiles].sort());
    await driver.quit();
  });

  it.each(profiles)('finds no fault in a plugin without one, as %s', async (profile) => {
    const driver = new Driver(built);
    const plugins = await driver.host(profile, [join(built.plugins, 'sound')]);
    expect(plugins.find(({ id }) => id === 'test.sound.gain')?.accepted).toBe(true);
    await driver.journal();
    await driver.open('a', 'test.sound.gain');
    await driver.set('a', 'gain', 0.5);
    for (const [depth, bytes] of [
      ['byte', 1],
      ['short', 2],
      ['half', 2],
      ['float', 4],
    ] as const) {
      for (const [components, channels] of [
        ['rgba', 4],
        ['rgb', 3],
        ['alpha', 1],
      ] as const) {
        await driver.clip('a', { width: 33, height: 17, x: -9, y: 5, depth, components, padding: 12 });
        const output = join(folder, `${profile}.raw`);
        const frame = await driver.frame('a', { output, window: [-5, 6, 20, 20] });
        expect(frame.status).toBe('kOfxStatOK');
        expect(readFileSync(output)).toHaveLength(33 * 17 * bytes * channels);
      }
    }
    expect(await driver.misuse()).toEqual([]);
    await driver.quit();
  });

  it('brings pixels to the plugin and back the right way up, whatever the layout', async () => {
    const driver = new Driver(built);
    await driver.host('natron', [join(built.plugins, 'sound')]);
    await driver.open('a', 'test.sound.gain');
    const results: string[] = [];
    for (const padding of [0, 4, 52]) {
      for (const negative of [false, true]) {
        await driver.clip('a', { width: 40, height: 30, padding, negative, seed: 7 });
        const output = join(folder, 'layout.raw');
        await driver.frame('a', { output, negative: !negative, padding: 8 });
        results.push(readFileSync(output).toString('base64'));
      }
    }
    expect(new Set(results).size).toBe(1);
    await driver.quit();
  });

  it.each(faults.map(([fault, found], index) => ({ fault, found, index: index + 1 })))(
    'finds a plugin that $fault',
    async ({ found, index }) => {
      const driver = new Driver(built);
      const effect = `test.faulty.${index}`;
      await driver.host('nuke', [join(built.plugins, 'faulty')]);
      const opened = await driver.open('a', effect).then(
        () => true,
        () => false,
      );
      if (opened) {
        await driver.clip('a', { width: 32, height: 24, depth: 'float', padding: 16, negative: false });
        await driver.set('a', 'gain', 1).catch(() => {});
        await driver.frame('a', { window: [4, 4, 20, 12], padding: 16 });
      }
      const said = await driver.misuse();
      const held = (await driver.process()).memoryBlocks > 0 ? ['memory-held: 1'] : [];
      expect([...said, ...held].some((entry) => found.test(entry))).toBe(true);
      await driver.quit();
    },
  );

  it('aborts a frame after as many polls as it is told', async () => {
    const driver = new Driver(built);
    await driver.host('resolve-16', [join(built.plugins, 'sound')]);
    await driver.open('a', 'test.sound.gain');
    await driver.clip('a', { width: 32, height: 24 });
    const { polls } = await driver.frame('a', { 'abort-polls': 3 });
    expect(polls).toBe(4);
    expect(await driver.misuse()).toEqual([]);
    await driver.quit();
  });

  it('sees that nothing grows over 300 instances, and loads again what it unloaded', async () => {
    const driver = new Driver(built);
    for (let again = 0; again < 3; again++) {
      await driver.host('resolve-16', [join(built.plugins, 'sound')]);
      const cycles = await driver.ask('cycles', { effect: 'test.sound.gain', count: 100 });
      const { failed, early, late } = cyclesSchema.parse(cycles);
      expect(failed).toBe(0);
      expect(late).toMatchObject({ threads: early.threads, files: early.files, memoryBlocks: 0 });
      await driver.ask('unload');
    }
    await driver.quit();
  });
});
