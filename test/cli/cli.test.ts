// SPDX-License-Identifier: Apache-2.0
import { chmod, copyFile, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { initializeCanvas, readPsd } from 'ag-psd';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fixtureCli, run, start, temporaryFolder } from './spawn.js';

const folder = temporaryFolder();
const colours = ['#ff0000', '#00ff00', '#0000ff', '#888888', '#ffffff', '#123456'];

async function picture(
  name: string,
  colour = '#204060',
  format: 'png' | 'jpeg' | 'tiff' = 'png',
): Promise<string> {
  const path = folder.path(name);
  const image = sharp({ create: { width: 16, height: 8, channels: 3, background: colour } });
  await image.toFormat(format).toFile(path);
  return path;
}

const firstPixel = async (path: string) => [
  ...(await sharp(path).removeAlpha().raw().toBuffer()).subarray(0, 3),
];
const failedErrors = (events: Record<string, unknown>[]) =>
  events.filter((e) => e.event === 'failed').map((e) => (e.error as { code: string }).code);

describe('one picture', () => {
  it('is written under the name given, with how it was made', async () => {
    const input = await picture('in.png');
    const ended = await run(fixtureCli, [
      'invert',
      input,
      folder.path('out.jpg'),
      '--seed',
      '9',
      '--quality',
      '90',
    ]);
    expect([ended.status, ended.err]).toEqual([0, '']);
    const [red = 0, green = 0, blue = 0] = await firstPixel(folder.path('out.jpg'));
    expect(Math.max(Math.abs(red - 223), Math.abs(green - 191), Math.abs(blue - 159))).toBeLessThanOrEqual(2);
    const xmp = (await sharp(folder.path('out.jpg')).metadata()).xmp?.toString() ?? '';
    expect(xmp).toMatch(/<sfumato:Tool>invert<\/sfumato:Tool>/);
    expect(xmp).toMatch(/<sfumato:Seed>9<\/sfumato:Seed>/);
    expect(xmp).toMatch(/digitalsourcetype\/compositeSynthetic/);
    // The original and nothing else besides.
    expect((await readdir(folder.path())).sort()).toEqual(['in.png', 'out.jpg']);
  });

  it('gives several outputs and variations under names that say which', async () => {
    const input = await picture('in.png');
    const ended = await run(fixtureCli, [
      'invert',
      input,
      folder.path('out.png'),
      '--output',
      'image,matte',
      '--variations',
      '2',
    ]);
    expect(ended.status).toBe(0);
    const names = ['in.png', 'out-image-1.png', 'out-image-2.png', 'out-matte-1.png', 'out-matte-2.png'];
    expect((await readdir(folder.path())).sort()).toEqual(names);
    const matte = await sharp(folder.path('out-matte-1.png')).metadata();
    expect([matte.depth, matte.channels]).toEqual(['ushort', 1]);
    const seeds = await Promise.all(
      ['1', '2'].map(async (n) =>
        (await sharp(folder.path(`out-image-${n}.png`)).metadata()).xmp?.toString(),
      ),
    );
    expect(seeds.map((xmp) => /Seed>(\d+)</.exec(xmp ?? '')?.[1])).toEqual(['5', '6']);
  });

  it('gives with "all" what the parameters give, and says so of an output asked for by name', async () => {
    const input = await picture('in.png');
    const all = await run(fixtureCli, ['invert', input, folder.path('a.png'), '--output', 'all']);
    expect(all.status).toBe(0);
    expect((await readdir(folder.path())).sort()).toEqual(['a-image.png', 'a-matte.png', 'in.png']);
    const glow = await run(fixtureCli, ['invert', input, folder.path('b.png'), '--output', 'glow']);
    expect([glow.status, glow.err]).toEqual([1, expect.stringMatching(/Invert gave no glow for in.png/)]);
  });

  it('is never replaced without being told', async () => {
    const input = await picture('in.png');
    await writeFile(folder.path('out.png'), 'mine');
    const refused = await run(fixtureCli, ['invert', input, folder.path('out.png')]);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/FILE_UNWRITABLE[\s\S]*exists already[\s\S]*--overwrite/);
    expect(await readFile(folder.path('out.png'), 'utf8')).toBe('mine');
    expect((await run(fixtureCli, ['invert', input, folder.path('out.png'), '--overwrite'])).status).toBe(0);
    const original = await run(fixtureCli, ['invert', input, input, '--overwrite']);
    expect([original.status, original.err]).toEqual([
      2,
      expect.stringMatching(/originals are never replaced/),
    ]);
  });

  it('becomes a layered PSD', async () => {
    const noCanvas = () => {
      throw new Error('no canvas here');
    };
    const imageData = (width: number, height: number) =>
      ({ width, height, data: new Uint8ClampedArray(4 * width * height), colorSpace: 'srgb' }) as const;
    initializeCanvas(noCanvas, imageData);
    const input = await picture('in.png', '#804020');
    const ended = await run(fixtureCli, ['invert', input, folder.path('out.psd'), '--mode', 'luma']);
    expect(ended.status).toBe(0);
    const psd = readPsd(await readFile(folder.path('out.psd')), { useImageData: true, skipThumbnail: true });
    expect([psd.width, psd.height, psd.bitsPerChannel]).toEqual([16, 8, 8]);
    const [original, masked, ...others] = psd.children ?? [];
    expect([original?.name, original?.hidden]).toEqual(['Original', true]);
    expect([...(original?.imageData?.data.subarray(0, 4) ?? [])]).toEqual([128, 64, 32, 255]);
    expect([masked?.name, masked?.hidden, masked?.mask?.imageData?.data[0]]).toEqual(['Matte', false, 128]);
    expect(others.map(({ name, hidden, blendMode }) => [name, hidden, blendMode])).toEqual([
      ['Inverted', true, 'normal'],
      ['Glow', true, 'linear dodge'],
    ]);
    expect([...(others[0]?.imageData?.data.subarray(0, 4) ?? [])]).toEqual([127, 191, 223, 255]);
    // What programs without layers show: the picture through the matte.
    expect(psd.imageData?.data[3]).toBe(128);
    expect(psd.imageResources?.xmpMetadata).toMatch(/sfumato:Tool/);
  });

  it('keeps 16 bits, and reads positions in pixels, percent and parts', async () => {
    const raw = Uint16Array.from({ length: 16 * 8 * 3 }, (_, i) => i * 170);
    const image = sharp(raw, { raw: { width: 16, height: 8, channels: 3 } }).toColourspace('rgb16');
    await image.png().toFile(folder.path('deep.png'));
    const ended = await run(fixtureCli, [
      'invert',
      folder.path('deep.png'),
      folder.path('out.tif'),
      '--json',
      '--points',
      '+4px,4px -50%,0.25',
      '--box',
      '0,0,8px,50%',
      '--tint',
      '#ff0000',
      '--no-keep-alpha',
      '--lights',
      '[{"kind":"point","x":0,"y":0,"z":1,"intensity":1}]',
    ]);
    expect(ended.status).toBe(0);
    const { depth } = await sharp(folder.path('out.tif')).metadata();
    expect(depth).toBe('ushort');
    const done = ended.events().find((e) => e.event === 'done');
    const notes = done?.notes as { id: string; text: string }[];
    const params = JSON.parse(notes.find((n) => n.id === 'seen')?.text ?? '{}');
    expect(params).toMatchObject({
      points: [
        { x: 0.25, y: 0.5, label: 'add' },
        { x: 0.5, y: 0.25, label: 'remove' },
      ],
      box: { x: 0, y: 0, width: 0.5, height: 0.5 },
      tint: [1, 0, 0],
      keepAlpha: false,
    });
  });
});

describe('a wrong command line', () => {
  it.each([
    ['an unknown flag', ['--streng', '3'], 'PARAM_UNKNOWN', /--strength/],
    ['a value out of range', ['--strength', '300'], 'PARAM_INVALID', /strength.*100.*received 300/],
    [
      'a word for a number',
      ['--strength', 'lots'],
      'PARAM_INVALID',
      /a number for --strength but received lots/,
    ],
    ['a wrong choice', ['--mode', 'odd'], 'PARAM_INVALID', /mode/],
    ['a broken point', ['--points', '+0.1'], 'PARAM_INVALID', /a point x,y/],
    ['broken JSON', ['--lights', '[{'], 'PARAM_INVALID', /not valid JSON/],
    ['a missing JSON file', ['--lights', '@nowhere.json'], 'FILE_UNREADABLE', /nowhere.json/],
    ['an unknown output', ['--output', 'hat'], 'PARAM_INVALID', /no output hat; it has image, matte/],
    ['an unknown format', ['--format', 'gif'], 'FORMAT_UNSUPPORTED', /gif/],
    ['an unknown param in JSON', ['--params', '{"hat":1}'], 'PARAM_UNKNOWN', /no parameter hat/],
    ['odd memory', ['--memory', 'some'], 'PARAM_INVALID', /512M/],
    ['an odd model', ['--model', 'x'], 'PARAM_INVALID', /task=id/],
  ])('%s is refused before anything is done', async (_, flags, code, message) => {
    const input = await picture('in.png');
    const ended = await run(fixtureCli, ['invert', input, folder.path('out.png'), ...flags, '--json']);
    expect(ended.status).toBe(2);
    const [event] = ended.events();
    expect(event).toMatchObject({ event: 'error', error: { code, cause: expect.stringMatching(message) } });
    expect(await readdir(folder.path())).toEqual(['in.png']);
  });

  it('names several pictures but one file, an unknown ending, or nothing that exists', async () => {
    const inputs = [await picture('a.png'), await picture('b.png')];
    expect((await run(fixtureCli, ['invert', ...inputs, folder.path('o.png')])).err).toMatch(/Name a folder/);
    expect((await run(fixtureCli, ['invert', folder.path('a.png'), folder.path('o.gif')])).err).toMatch(
      /FORMAT_UNSUPPORTED/,
    );
    const none = await run(fixtureCli, ['invert', folder.path('*.tif'), folder.path('out')]);
    expect([none.status, none.err]).toEqual([2, expect.stringMatching(/No picture matches/)]);
  });
});

describe('a batch', () => {
  it('goes on past bad files and says which failed and why', async () => {
    await mkdir(folder.path('in/sub'), { recursive: true });
    await picture('in/a.png');
    await picture('in/sub/b.png');
    await picture('in/c.jpg', '#888888', 'jpeg');
    await picture('in/c.png', '#888888');
    await writeFile(folder.path('in/empty.png'), '');
    await writeFile(folder.path('in/text.jpg'), 'this is no picture at all');
    await copyFile(folder.path('in/c.jpg'), folder.path('in/cut.jpg'));
    await truncate(folder.path('in/cut.jpg'), 200);
    await writeFile(folder.path('in/notes.txt'), 'not looked at');
    const ended = await run(fixtureCli, ['invert', folder.path('in'), folder.path('out'), '--json']);
    expect(ended.status).toBe(1);
    const events = ended.events();
    expect(failedErrors(events).sort()).toEqual(['FORMAT_UNSUPPORTED', 'INPUT_INVALID', 'INPUT_INVALID']);
    expect(events.at(-1)).toMatchObject({
      event: 'summary',
      total: 7,
      done: 4,
      failed: 3,
      interrupted: false,
    });
    const written = (await readdir(folder.path('out'), { recursive: true })).sort();
    expect(written).toEqual(['.sfumato-invert.jsonl', 'a.png', 'c.jpg.png', 'c.png.png', 'sub', 'sub/b.png']);
  });

  it('takes patterns, masks from a folder by name, and a picture of any one size', async () => {
    await mkdir(folder.path('masks'));
    await picture('x1.png');
    await picture('x2.png');
    await picture('y.png');
    await picture('masks/x1.tif', '#ffffff', 'tiff');
    const ended = await run(fixtureCli, [
      'invert',
      folder.path('x*.png'),
      folder.path('out'),
      '--mask',
      folder.path('masks'),
      '--json',
    ]);
    expect(ended.status).toBe(1);
    expect(failedErrors(ended.events())).toEqual(['FILE_UNREADABLE']);
    expect((await readdir(folder.path('out'))).sort()).toEqual(['.sfumato-invert.jsonl', 'x1.png']);
  });

  it.skipIf(process.getuid?.() === 0)('fails on a folder that may not be written, in words', async () => {
    const input = await picture('in.png');
    await mkdir(folder.path('locked'), { mode: 0o500 });
    const ended = await run(fixtureCli, ['invert', input, folder.path('locked/o.png')]);
    await chmod(folder.path('locked'), 0o700);
    expect([ended.status, ended.err]).toEqual([1, expect.stringMatching(/you may not write there/)]);
  });

  it('resumes after kill -9 without redoing or losing a picture', async () => {
    await mkdir(folder.path('in'));
    for (const [i, colour] of colours.entries()) await picture(`in/${i}.png`, colour);
    const args = ['invert', folder.path('in'), folder.path('out'), '--json', '--wait', '60'];
    const doneOf = (text: string) =>
      text.split('\n').filter((line) => line.startsWith('{"event":"done"')).length;
    const first = await start(fixtureCli, args, {
      onOut: (text, child) => {
        if (doneOf(text) >= 2) child.kill('SIGKILL');
      },
    }).ended;
    expect(first.signal).toBe('SIGKILL');
    const before = doneOf(first.out);
    expect(before).toBeGreaterThanOrEqual(2);
    expect(before).toBeLessThan(colours.length);
    // What a crash in the middle of a write leaves: a torn line, and a half temporary file of a process that is gone.
    await writeFile(folder.path('out/.sfumato-invert.jsonl'), '{"v":1,"event":"do', { flag: 'a' });
    const times = async () =>
      new Map(
        await Promise.all(
          (await readdir(folder.path('out')))
            .filter((n) => n.endsWith('.png') && !n.startsWith('.'))
            .map(async (name) => [name, (await stat(folder.path(`out/${name}`))).mtimeMs] as const),
        ),
      );
    const earlier = await times();
    const second = await run(fixtureCli, args);
    expect(second.status).toBe(0);
    const start2 = second.events()[0];
    expect(Number(start2?.finishedBefore)).toBeGreaterThanOrEqual(before);
    const later = await times();
    expect([...later.keys()].sort()).toEqual(colours.map((_, i) => `${i}.png`));
    const untouched = [...earlier].filter(([name, time]) => later.get(name) === time).length;
    expect(untouched).toBeGreaterThanOrEqual(before);
    for (const [i, colour] of colours.entries()) {
      const [red] = await firstPixel(folder.path(`out/${i}.png`));
      expect(red).toBe(255 - Number.parseInt(colour.slice(1, 3), 16));
    }
    const third = await run(fixtureCli, args);
    expect(third.events().at(-1)).toMatchObject({ done: 0, finishedBefore: colours.length });
    const fresh = await run(fixtureCli, [...args, '--fresh', '--overwrite', '--wait', '0']);
    expect(fresh.events().at(-1)).toMatchObject({ done: colours.length, finishedBefore: 0 });
  });

  it('does again what changed and what is gone', async () => {
    await mkdir(folder.path('in'));
    await picture('in/a.png', '#000000');
    await picture('in/b.png', '#000000');
    const args = ['invert', folder.path('in'), folder.path('out'), '--json', '--overwrite'];
    await run(fixtureCli, args);
    await picture('in/a.png', '#ffffff');
    const again = await run(fixtureCli, args);
    expect(again.events().at(-1)).toMatchObject({ done: 1, finishedBefore: 1 });
    expect(await firstPixel(folder.path('out/a.png'))).toEqual([0, 0, 0]);
    await truncate(folder.path('out/b.png'), 10);
    expect((await run(fixtureCli, args)).events().at(-1)).toMatchObject({ done: 1, finishedBefore: 1 });
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops within 100 ms and leaves no half file',
    async (signal) => {
      await mkdir(folder.path('in'));
      for (const [i, colour] of colours.entries()) await picture(`in/${i}.png`, colour);
      let sent = 0;
      const { ended } = start(
        fixtureCli,
        ['invert', folder.path('in'), folder.path('out'), '--json', '--wait', '200'],
        {
          onOut: (text, child) => {
            if (sent === 0 && text.includes('"event":"done"')) {
              sent = performance.now();
              child.kill(signal);
            }
          },
        },
      );
      const { status, signal: died } = await ended;
      const took = performance.now() - sent;
      // On a busy machine the last resort may come first: death by the signal, which shells show as 130 or 143.
      expect([130, signal]).toContain(status ?? died);
      // The process's own end, which a busy machine delays, is in it.
      expect(took).toBeLessThan(400);
      const names = (await readdir(folder.path('out'))).filter((name) => !name.endsWith('.jsonl'));
      expect(names.map((name) => basename(name))).toEqual(['0.png']);
      const again = await run(fixtureCli, [
        'invert',
        folder.path('in'),
        folder.path('out'),
        '--json',
        '--wait',
        '200',
      ]);
      expect([again.status, again.events()[0]]).toEqual([0, expect.objectContaining({ finishedBefore: 1 })]);
    },
  );
});

describe('help', () => {
  it('shows ranges, units and defaults under the declaration’s groups', async () => {
    const { out, status } = await run(fixtureCli, ['invert', '--help']);
    expect(status).toBe(0);
    expect(out).toMatch(/Look:\n\s+--strength <number>\s+How much\. \(0\.\.100 %, default 100\)/);
    expect(out).toMatch(/Pictures:\n\s+--mask <file>/);
  });

  it('lists the declarations for machines', async () => {
    const { out } = await run(fixtureCli, ['tools', '--json']);
    const [tool] = JSON.parse(out);
    expect(tool).toMatchObject({ id: 'invert', params: { strength: { max: 100 } }, makes: 'synthesised' });
  });

  it('examines the machine', async () => {
    const { out, status } = await run(fixtureCli, ['doctor', '--json']);
    const { ok, findings } = JSON.parse(out);
    expect([ok, status]).toEqual([true, 0]);
    const ids = findings.map((f: { id: string }) => f.id);
    for (const id of ['node', 'addon', 'runtime', 'files', 'shared-memory', 'temporary-folder'])
      expect(ids).toContain(id);
  });
});
