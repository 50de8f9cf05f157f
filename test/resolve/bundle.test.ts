// SPDX-License-Identifier: Apache-2.0
// What is shipped to OpenFX hosts: the bundle that `npm run build` made, looked at as a host's loader would.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { resolvePackage } from '../../scripts/package-resolve.mjs';
import { bundleName, bundles, libraryFolder } from '../../scripts/resolve/bundle.mjs';

const contents = join(bundles, bundleName, 'Contents');
const library = join(contents, libraryFolder(), 'Sfumato.ofx');
const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout ?? '';
const linux = process.platform === 'linux' && spawnSync('objdump', ['--version']).status === 0;
const entryPoints = ['OfxGetNumberOfPlugins', 'OfxGetPlugin'];

describe.skipIf(!linux)('the Linux library (needs objdump)', () => {
  it('shows the host its entry points and nothing else', () => {
    const shown = run('objdump', '-T', library)
      .split('\n')
      .filter((line) => / g .*\.text/.test(line))
      .map((line) => line.split(/\s+/).at(-1));
    expect(shown.sort()).toEqual(entryPoints);
  });

  it('loads on glibc 2.28, which is as old as Resolve’s systems are', () => {
    const versions = [...run('objdump', '-T', library).matchAll(/GLIBC_(\d+)\.(\d+)/g)];
    const newest = Math.max(...versions.map(([, major, minor]) => Number(major) * 1000 + Number(minor)));
    expect(versions.length).toBeGreaterThan(0);
    expect(newest).toBeLessThanOrEqual(2028);
  });

  it('brings its own C++ runtime', () => {
    const needed = [...run('objdump', '-p', library).matchAll(/NEEDED\s+(\S+)/g)].map(([, name]) => name);
    expect(needed.filter((name) => /stdc|gcc_s|onnx|sfumato/.test(name ?? ''))).toEqual([]);
    expect(needed).toContain('libc.so.6');
  });
});

const mingw = ['x86_64-w64-mingw32-g++-posix', 'ninja'].every(
  (command) => spawnSync(command, ['--version']).status === 0,
);

describe.skipIf(!mingw)('the Windows library (needs mingw-w64 and ninja)', () => {
  it('builds, exports the entry points alone and needs no library but the system’s', {
    timeout: 600_000,
  }, () => {
    const bridge = join(import.meta.dirname, '../../bridges/openfx');
    const options = { cwd: bridge, encoding: 'utf8' } as const;
    const configured = spawnSync('cmake', ['--preset', 'windows-mingw', '-G', 'Ninja'], options);
    expect(configured.status, configured.stderr).toBe(0);
    const built = spawnSync('cmake', ['--build', '--preset', 'windows-mingw', '--parallel', '2'], options);
    expect(built.status, built.stdout).toBe(0);
    const headers = run('x86_64-w64-mingw32-objdump', '-p', join(bridge, 'build/windows-mingw/Sfumato.ofx'));
    const exported = [...headers.matchAll(/^\t\[ *\d+\] (\w+)$/gm)].map(([, name]) => name);
    expect(exported).toEqual(entryPoints);
    const libraries = [...headers.matchAll(/DLL Name: (\S+)/g)].map(([, name]) => name?.toLowerCase());
    const systems = ['kernel32.dll', 'msvcrt.dll', 'advapi32.dll', 'shell32.dll', 'ole32.dll', 'user32.dll'];
    expect(libraries.filter((name) => !systems.includes(name ?? ''))).toEqual([]);
  });
});

describe('the bundle', () => {
  const ids = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../bridges/openfx/effects/ids.json'), 'utf8'),
  ) as Record<string, { identifier: string }>;

  it('lies as the standard says', () => {
    expect(readdirSync(contents).sort()).toEqual(['Info.plist', 'Resources', libraryFolder()].sort());
    expect(existsSync(library)).toBe(true);
    const plist = readFileSync(join(contents, 'Info.plist'), 'utf8');
    for (const key of ['CFBundleExecutable', 'CFBundleIdentifier', 'CFBundlePackageType', 'CFBundleVersion'])
      expect(plist).toContain(`<key>${key}</key>`);
    expect(plist).not.toContain('VERSION<');
  });

  it('has an icon for every effect, large enough for every host', async () => {
    for (const { identifier } of Object.values(ids)) {
      const { width, height, channels } = await sharp(
        join(contents, 'Resources', `${identifier}.png`),
      ).metadata();
      expect([width, height]).toEqual([256, 256]);
      expect(channels).toBe(4);
      expect(existsSync(join(contents, 'Resources', `${identifier}.svg`))).toBe(true);
    }
  });

  it('is packed into the same bytes each time, with the licence', () => {
    const hash = () => createHash('sha256').update(resolvePackage()).digest('hex');
    expect(hash()).toBe(hash());
    const archive = resolvePackage().toString('latin1');
    for (const name of ['LICENSE', 'INSTALL.txt', `${bundleName}/Contents/Info.plist`])
      expect(archive).toContain(name);
  });
});
