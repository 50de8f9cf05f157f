// SPDX-License-Identifier: Apache-2.0
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withoutBundle } from './host-cache.js';
import { installBundle, uninstallBundle } from './install.js';
import { bundleName, resolveCaches, standardFolder } from './places.js';

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'sfumato-openfx-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function bundle(content: string): string {
  const path = join(work, 'made', bundleName);
  mkdirSync(join(path, 'Contents', 'Linux-x86-64'), { recursive: true });
  writeFileSync(join(path, 'Contents', 'Linux-x86-64', 'Sfumato.ofx'), content);
  return path;
}
const installed = (folder: string) =>
  readFileSync(join(folder, bundleName, 'Contents', 'Linux-x86-64', 'Sfumato.ofx'), 'utf8');

const entry = (name: string) =>
  `<bundle>\n<binary bundle_path="/usr/OFX/Plugins/${name}" path="/usr/OFX/Plugins/${name}/Contents/a.ofx" mtime="1" size="2" status="0">\n  <plugin name="x"/>\n</binary>\n</bundle>\n`;

describe('installing the bundle', () => {
  it('copies it, replaces an earlier one whole and leaves nothing else behind', async () => {
    const folder = join(work, 'OFX', 'Plugins');
    await installBundle(bundle('one'), { folder, caches: [] });
    writeFileSync(join(folder, bundleName, 'Contents', 'gone.txt'), '');
    const done = await installBundle(bundle('two'), { folder, caches: [] });
    expect(done).toEqual([`Replaced ${join(folder, bundleName)}.`]);
    expect(installed(folder)).toBe('two');
    expect(existsSync(join(folder, bundleName, 'Contents', 'gone.txt'))).toBe(false);
    expect(readdirSync(folder)).toEqual([bundleName]);
  });

  it('says in words when the folder cannot be written', async () => {
    writeFileSync(join(work, 'OFX'), '');
    const installing = installBundle(bundle('one'), { folder: join(work, 'OFX', 'Plugins'), caches: [] });
    await expect(installing).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });

  it('is taken out again; that it was not there is no fault', async () => {
    const folder = join(work, 'Plugins');
    await installBundle(bundle('one'), { folder, caches: [] });
    expect(await uninstallBundle({ folder, caches: [] })).toEqual([`Removed ${join(folder, bundleName)}.`]);
    expect(readdirSync(folder)).toEqual([]);
    expect(await uninstallBundle({ folder, caches: [] })).toEqual([
      `There is no ${join(folder, bundleName)}.`,
    ]);
  });
});

describe('what a host remembers', () => {
  const list = `<cache>\n${entry('Other.ofx.bundle')}${entry(bundleName)}${entry('More.ofx.bundle')}</cache>\n`;

  it('loses the entry of this bundle and no other', () => {
    const cleared = withoutBundle(list, bundleName);
    expect(cleared).toBe(`<cache>\n${entry('Other.ofx.bundle')}${entry('More.ofx.bundle')}</cache>\n`);
    expect(withoutBundle(cleared ?? '', bundleName)).toBe(cleared);
  });

  it('is set aside where it names the bundle in a way that is not known', async () => {
    expect(withoutBundle(`<x>${bundleName}</x>`, bundleName)).toBeUndefined();
    const cache = join(work, 'OFXPluginCacheV2.xml');
    writeFileSync(cache, `<x>${bundleName}</x>`);
    await installBundle(bundle('one'), { folder: join(work, 'p'), caches: [cache] });
    expect(existsSync(cache)).toBe(false);
    expect(existsSync(`${cache}.before-sfumato`)).toBe(true);
  });

  it('is changed in place otherwise, and what is not there is left alone', async () => {
    const cache = join(work, 'OFXPluginCacheV2.xml');
    writeFileSync(cache, list);
    const done = await installBundle(bundle('one'), {
      folder: join(work, 'p'),
      caches: [cache, join(work, 'none.xml')],
    });
    expect(done).toHaveLength(2);
    expect(readFileSync(cache, 'utf8')).not.toContain(bundleName);
  });
});

describe('places', () => {
  it('are those of the standard and of Resolve', () => {
    expect(standardFolder('linux')).toBe('/usr/OFX/Plugins');
    expect(standardFolder('darwin')).toBe('/Library/OFX/Plugins');
    expect(resolveCaches('darwin', {}, '/Users/a')[0]).toBe(
      '/Users/a/Library/Application Support/Blackmagic Design/DaVinci Resolve/OFXPluginCacheV2.xml',
    );
  });
});
