// SPDX-License-Identifier: Apache-2.0
// Behaviours of packages, permissions and entry points, numbered as the list that the emulator was made from.
import { describe, expect, it } from 'vitest';
import { install, unpack } from '../realm/package.js';
import { createUxp } from '../uxp/module.js';
import { Permissions, type RequiredPermissions } from '../uxp/permissions.js';
import { TestClock } from './opened.js';
import { packageOf, trialManifest } from './trial-plugin.js';

const uxpWith = (requiredPermissions: RequiredPermissions, clock = new TestClock()) =>
  createUxp({ ...trialManifest, requiredPermissions }, clock);
const network = (domains: unknown) => new Permissions({ network: { domains } });
const engine = 'ws://127.0.0.1:27182/engine';

describe('packages', () => {
  const installed = async (change: object) =>
    install(await unpack(packageOf({ ...trialManifest, ...change })));

  it('1: a package has one host, not a list of them', async () => {
    await expect(installed({})).resolves.toMatchObject({ id: trialManifest.id });
    await expect(installed({ host: [trialManifest.host] })).rejects.toThrow(/one host/);
    await expect(installed({ host: { app: 'XD' } })).rejects.toThrow(/not for Photoshop/);
  });

  it('files without permission bits install as nothing (one report, unverified)', async () => {
    const files = await unpack(packageOf(trialManifest, {}, 0));
    expect(() => install(files)).toThrow(/-160/);
  });
});

describe('permissions', () => {
  it('2: what the manifest does not name is denied', async () => {
    const { permissions, clipboard, uxp } = uxpWith({});
    expect(() => permissions.connect(engine)).toThrow(
      /Permission denied to the url .* Manifest entry not found/,
    );
    await expect(clipboard.setContent({ 'text/plain': 'x' })).rejects.toThrow(/denied/);
    await expect(uxp.storage.localFileSystem.getFileForOpening()).rejects.toThrow(/denied/);
    expect(await uxp.shell.openExternal('https://example.org/')).toMatch(/denied/);
    expect(permissions.denied).toHaveLength(4);
  });

  it('2: the clipboard is read, or read and written, as the manifest says', async () => {
    const { clipboard } = uxpWith({ clipboard: 'read' });
    await expect(clipboard.getContent()).resolves.toBeDefined();
    await expect(clipboard.setContent({ 'text/plain': 'x' })).rejects.toThrow(/denied/);
  });

  it('3: the bare word “all” lets everything through, a list that holds it nothing', () => {
    expect(() => network('all').connect(engine)).not.toThrow();
    expect(() => network(['all', 'ws://127.0.0.1:27182']).connect(engine)).toThrow(/denied/);
  });

  it('4: listed domains need their scheme and port', () => {
    expect(() => network(['ws://127.0.0.1:27182']).connect(engine)).not.toThrow();
    for (const bare of ['127.0.0.1', 'ws://127.0.0.1', 'http://127.0.0.1:27182', 'ws://127.0.0.1:1'])
      expect(() => network([bare]).connect(engine), bare).toThrow(/denied/);
  });

  it('4: wildcards stand for sub-domains and not for a top-level domain', () => {
    expect(() => network(['https://*.example.org']).connect('https://a.example.org/x')).not.toThrow();
    expect(() => network(['https://*.org']).connect('https://example.org/')).toThrow(/denied/);
  });

  it('5: only listed schemes and extensions are opened, and the person may still refuse: then a sentence comes', async () => {
    const launchProcess = { schemes: ['https'], extensions: ['.pdf', ''] };
    const { uxp, person } = uxpWith({ launchProcess });
    expect(await uxp.shell.openExternal('https://example.org/', 'To read on')).toBe('');
    expect(await uxp.shell.openPath('/a/b.pdf')).toBe('');
    expect(await uxp.shell.openPath('/a/folder')).toBe('');
    expect(await uxp.shell.openExternal('mailto:a@b.c')).toMatch(/scheme mailto/);
    expect(await uxp.shell.openPath('/a/b.exe')).toMatch(/extension “.exe”/);
    person.allowsLaunch = false;
    expect(await uxp.shell.openExternal('https://example.org/')).toMatch(/denied/);
    expect(person.launched).toEqual(['https://example.org/', '/a/b.pdf', '/a/folder']);
  });

  it('6: openExternal takes no files, even where the scheme is listed', async () => {
    const { uxp } = uxpWith({ launchProcess: { schemes: ['file'] } });
    expect(await uxp.shell.openExternal('file:///etc/hosts')).toMatch(/not supported/);
  });

  it('8: files outside of the plug-in’s folders need a question or full access', async () => {
    const own = uxpWith({});
    await own.fs.writeFile('plugin-temp:/a.txt', 'ä');
    const { localFileSystem } = own.uxp.storage;
    const file = await (await localFileSystem.getTemporaryFolder()).getEntry('a.txt');
    expect(await file.read()).toBe('ä');
    await expect(own.fs.readFile('file:/a.txt')).rejects.toThrow(/fullAccess/);
    await expect(localFileSystem.getFileForSaving('a.txt')).rejects.toThrow(/request/);
    const asking = uxpWith({ localFileSystem: 'request' });
    asking.person.files.answer = 'file:/a.txt';
    expect(await asking.uxp.storage.localFileSystem.getFileForSaving('a.txt')).toMatchObject({
      name: 'a.txt',
    });
    await expect(asking.fs.readFile('file:/a.txt')).rejects.toThrow(/fullAccess/);
    const full = uxpWith({ localFileSystem: 'fullAccess' });
    await full.fs.writeFile('file:/a.txt', 'x');
    expect((await full.fs.readFile('file:/a.txt')).byteLength).toBe(1);
  });

  it('8: the plug-in’s own package cannot be written', async () => {
    await expect(uxpWith({}).fs.writeFile('plugin:/main.js', '')).rejects.toThrow(/EROFS/);
  });
});

describe('entry points', () => {
  const points = (calls: string[] = []) => ({
    panels: {
      trial: {
        create: () => calls.push('create'),
        show: () => calls.push('show'),
        hide: () => calls.push('hide'),
      },
    },
  });

  it('9: they are set up once, and at once', () => {
    const { uxp, entrypoints } = uxpWith({});
    uxp.entrypoints.setup(points());
    expect(() => uxp.entrypoints.setup(points())).toThrow(/once/);
    expect(entrypoints.started()).toEqual(['trial']);
    const late = uxpWith({});
    expect(() => late.entrypoints.started()).toThrow(/at once/);
    expect(() => late.uxp.entrypoints.setup(points())).toThrow(/at once/);
  });

  it('9: all those of the manifest are there', () => {
    const { uxp, entrypoints } = uxpWith({});
    uxp.entrypoints.setup({});
    expect(() => entrypoints.started()).toThrow(/panel trial/);
  });

  it('10: each has 300 ms', async () => {
    const clock = new TestClock();
    const { uxp, entrypoints } = uxpWith({}, clock);
    uxp.entrypoints.setup({ panels: { trial: { create: () => clock.wait(301) } } });
    await expect(entrypoints.show('trial', null)).rejects.toThrow(/took 301 ms/);
  });

  it('11: show comes once, and hide never', async () => {
    const calls: string[] = [];
    const { uxp, entrypoints } = uxpWith({});
    uxp.entrypoints.setup(points(calls));
    await entrypoints.show('trial', null);
    entrypoints.hide('trial');
    await entrypoints.show('trial', null);
    expect(calls).toEqual(['create', 'show']);
  });
});
