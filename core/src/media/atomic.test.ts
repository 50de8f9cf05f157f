// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStaleTemporaries, writeFiles } from './atomic.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfumato-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => ({
  path: join(folder, name),
  make: async () => [Buffer.from(text)],
});

describe('writeFiles', () => {
  it('writes all files, and refuses to replace one unless it may', async () => {
    expect(await writeFiles([file('a', 'one'), file('sub/b', 'three')], { overwrite: false })).toEqual([
      3, 5,
    ]);
    const again = writeFiles([file('c', 'x'), file('a', 'two')], { overwrite: false });
    await expect(again).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: /exists already/ });
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('one');
    // The file that had been named before the refusal is taken back.
    expect((await readdir(folder)).sort()).toEqual(['a', 'sub']);
    await writeFiles([file('a', 'two')], { overwrite: true });
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('two');
  });

  it.each([
    ['ENOSPC', /the disk is full/],
    ['EROFS', /read-only/],
    ['EIO', /disk reports an error/],
  ])('leaves nothing behind when writing fails with %s', async (code, reason) => {
    await writeFile(join(folder, 'a'), 'old');
    let written = 0;
    const open = async () => ({
      write: async () => {
        if (++written > 1) throw Object.assign(new Error(code), { code });
      },
      sync: async () => {},
      close: async () => {},
    });
    const files = [{ path: join(folder, 'a'), make: async () => [Buffer.from('x'), Buffer.from('y')] }];
    await expect(writeFiles(files, { overwrite: true, open })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: reason,
    });
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
  });

  it('says so when the folder is a file', async () => {
    await writeFile(join(folder, 'a'), 'file');
    for (const path of [join(folder, 'a', 'b'), join(folder, 'a', 'c', 'b')]) {
      const writing = writeFiles([{ path, make: async () => [] }], { overwrite: false });
      await expect(writing).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    }
  });

  it('stops between pieces when it is cancelled, and leaves nothing', async () => {
    const controller = new AbortController();
    const files = [
      file('a', 'one'),
      {
        path: join(folder, 'b'),
        make: async () => {
          controller.abort();
          return [Buffer.from('two')];
        },
      },
    ];
    const writing = writeFiles(files, { overwrite: false, signal: controller.signal });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('cleans what dead processes of this machine left, and nothing else', async () => {
    const here = Buffer.from(hostname()).toString('hex').slice(-12);
    const dead = `.x.png.${here}-4000000-0123456789ab.sfumato-tmp`;
    const mine = `.x.png.${here}-${process.pid}-0123456789ab.sfumato-tmp`;
    const other = '.x.png.ffffffffffff-4000000-0123456789ab.sfumato-tmp';
    for (const name of [dead, mine, other, 'photo.png']) await writeFile(join(folder, name), '');
    expect(await removeStaleTemporaries(folder)).toBe(1);
    expect((await readdir(folder)).sort()).toEqual([mine, other, 'photo.png'].sort());
  });
});
