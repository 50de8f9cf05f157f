// SPDX-License-Identifier: Apache-2.0
// The command that people run, with its real tools, on pictures and models that are not as they should be.
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openStore, tools } from '@sfumato/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { normals } from '../denoise/noisy.js';
import { run, sfumato, temporaryFolder } from './spawn.js';

const folder = temporaryFolder();
/** No model is installed there. */
const home = () => ({ SFUMATO_HOME: folder.path('home') });
/** What a tool needs to be given to do anything. */
const flags: Readonly<Record<string, readonly string[]>> = {
  fill: ['--mode', 'expand', '--left', '20'],
  mask: ['--target', 'selection', '--box', '10%,10%,80%,80%'],
};
/** Reasons that a person can do something about. */
const clear = ['INPUT_INVALID', 'FORMAT_UNSUPPORTED', 'NOT_SUPPORTED', 'PARAM_INVALID'];

async function oddPictures(into: string): Promise<string[]> {
  await mkdir(folder.path(into));
  const at = (name: string) => folder.path(`${into}/${name}`);
  const noise = (width: number, height: number, channels: 1 | 2 | 3 | 4) => {
    const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 2654435761) >>> 24);
    return sharp(data, { raw: { width, height, channels } });
  };
  await noise(1, 1, 3).png().toFile(at('one.png'));
  await noise(65_000, 1, 3).png().toFile(at('wide.png'));
  await noise(1, 3000, 3).png().toFile(at('tall.png'));
  await noise(40, 30, 1).toColourspace('b-w').png().toFile(at('grey.png'));
  await noise(40, 30, 2).toColourspace('b-w').png().toFile(at('grey-alpha.png'));
  await noise(40, 30, 4).png().toFile(at('alpha.png'));
  await noise(40, 30, 3).png({ palette: true }).toFile(at('palette.png'));
  await noise(40, 30, 3).toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
  await noise(40, 30, 3).toColourspace('rgb16').tiff().toFile(at('deep.tif'));
  await writeFile(at('empty.png'), '');
  await writeFile(at('text.png'), 'no picture');
  return readdir(folder.path(into));
}

describe.each(tools.map(({ id }) => id))('sfumato %s', (tool) => {
  it('does odd pictures or says why not, and never falls over', async () => {
    const names = await oddPictures('in');
    const args = [tool, folder.path('in'), folder.path('out'), '--json', '--draft', ...(flags[tool] ?? [])];
    const ended = await run(sfumato, args, home());
    const events = ended.events();
    const failures = events.filter((e) => e.event === 'failed');
    const codes = failures.map((e) => (e.error as { code: string }).code);
    expect(codes.filter((code) => !clear.includes(code))).toEqual([]);
    for (const { error } of failures)
      expect((error as { remedy: string[] }).remedy.length).toBeGreaterThan(0);
    const summary = events.at(-1);
    expect(summary).toMatchObject({ event: 'summary', total: names.length, interrupted: false });
    // Ordinary pictures of every kind work; only the two that are none, and sizes that make no sense, may fail.
    expect(Number(summary?.done)).toBeGreaterThanOrEqual(6);
    const written = (await readdir(folder.path('out'))).filter((name) => !name.startsWith('.'));
    expect(written.length).toBe(Number(summary?.done));
    for (const name of written) await sharp(folder.path(`out/${name}`)).stats();
  });
});

describe('models that are not as they should be', () => {
  it('a damaged file stops the picture with its reason, and leaves nothing', async () => {
    const store = await openStore({ home: folder.path('home') });
    const isnet = store.catalogue.get('isnet');
    for (const file of isnet.manifest.files) {
      const path = store.path(isnet, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'not this model');
      await truncate(path, file.bytes);
    }
    await sharp({ create: { width: 20, height: 20, channels: 3, background: '#888' } })
      .png()
      .toFile(folder.path('in.png'));
    const ended = await run(sfumato, ['mask', folder.path('in.png'), folder.path('out.png')], home());
    expect([ended.status, ended.err]).toEqual([
      1,
      expect.stringMatching(/MODEL_CORRUPT[\s\S]*models verify/),
    ]);
    expect((await readdir(folder.path())).sort()).toEqual(['home', 'in.png']);
  });

  it('a model that does not exist is named with those that do', async () => {
    await sharp({ create: { width: 20, height: 20, channels: 3, background: '#888' } })
      .png()
      .toFile(folder.path('in.png'));
    const args = ['mask', folder.path('in.png'), folder.path('out.png'), '--model', 'subject=nothing'];
    const ended = await run(sfumato, args, home());
    expect([ended.status, ended.err]).toEqual([1, expect.stringMatching(/MODEL_MISSING[\s\S]*isnet/)]);
  });
});

describe('sfumato denoise --clip', () => {
  const size = { width: 96, height: 80 };
  /** A frame at rest: grey waves with noise of deviation 20 that differs by `seed`. */
  async function frame(name: string, seed: number): Promise<void> {
    const normal = normals(seed);
    const data = Uint8Array.from({ length: size.width * size.height }, (_, i) =>
      Math.max(0, Math.min(255, Math.round(wave(i) + 20 * normal()))),
    );
    await mkdir(dirname(folder.path(name)), { recursive: true });
    const { width, height } = size;
    await sharp(data, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(folder.path(name));
  }
  const wave = (i: number) => 128 + 50 * Math.sin((i % size.width) / 9) * Math.cos(i / size.width / 7);
  async function error(name: string): Promise<number> {
    const pixels = await sharp(folder.path(name)).toColourspace('b-w').raw().toBuffer();
    const sum = pixels.reduce((total, value, i) => total + (value - wave(i)) ** 2, 0);
    return Math.sqrt(sum / pixels.length);
  }
  const events = async (...args: string[]) => {
    const ended = await run(sfumato, ['denoise', ...args, '--json'], home());
    return { status: ended.status, events: ended.events() };
  };

  it('cleans frames with the help of those around, goes on where it stopped, and redoes what changed', async () => {
    for (const number of [8, 9, 10, 11, 12, 13]) await frame(`in/shot${number}.png`, number);
    const args = [folder.path('in'), folder.path('out'), '--clip'];
    const first = await events(...args);
    expect(first.status).toBe(0);
    const begun = first.events.filter((e) => e.event === 'begin').map((e) => basename(String(e.input)));
    expect(begun).toEqual([8, 9, 10, 11, 12, 13].map((n) => `shot${n}.png`));
    await run(sfumato, ['denoise', folder.path('in/shot10.png'), folder.path('still.png')], home());
    expect(await error('out/shot10.png')).toBeLessThan(0.8 * (await error('still.png')));
    expect((await events(...args)).events.at(-1)).toMatchObject({ done: 0, finishedBefore: 6 });
    await frame('in/shot8.png', 20);
    // The frame itself, and the two after it that looked at it.
    const changed = await events(...args, '--overwrite');
    expect(changed.events.at(-1)).toMatchObject({ done: 3, finishedBefore: 3 });
  });

  it('does without a frame that cannot be read, and refuses what is no clip', async () => {
    for (const number of [1, 2, 3]) await frame(`in/a${number}.png`, number);
    await writeFile(folder.path('in/a2.png'), 'no picture');
    const broken = await events(folder.path('in'), folder.path('out'), '--clip');
    expect(broken.events.at(-1)).toMatchObject({ done: 2, failed: 1 });
    const done = broken.events.find((e) => e.event === 'done');
    expect(JSON.stringify(done?.notes)).toContain('Without the frame a2.png');
    const one = await run(
      sfumato,
      ['denoise', folder.path('in/a1.png'), folder.path('b.png'), '--clip'],
      home(),
    );
    expect([one.status, one.err]).toEqual([2, expect.stringContaining('No two of these pictures')]);
  });
});
