// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './folder.js';

const root = mkdtempSync(join(tmpdir(), 'sfumato-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('making a folder', () => {
  it('makes what is missing, many at once, and leaves what is there', async () => {
    const deep = join(root, 'a', 'b', 'c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(root, 'a', 'b', 'd'))]);
    writeFileSync(join(deep, 'kept'), '');
    await makeFolder(deep);
    expect(existsSync(join(deep, 'kept'))).toBe(true);
    expect(existsSync(join(root, 'a', 'b', 'd'))).toBe(true);
  });

  it('does not take a file for a folder', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'file', 'in'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('gives up where a folder takes none', async () => {
    await expect(makeFolder('/proc/nowhere/deep/er')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
