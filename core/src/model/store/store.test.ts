// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create as createTar } from 'tar';
import { describe, expect, it } from 'vitest';
import { type Handler, inTurn, serve, whole } from '../../../../test/model/file-server.js';
import {
  digestOf,
  manifestOf,
  modelFolders,
  someBytes,
  temporaryFolder,
} from '../../../../test/model/manifests.js';
import type { FileSource } from '../manifest.js';
import { type Disk, realDisk } from './disk.js';
import { userFolder } from './folder.js';
import { importModels } from './import.js';
import type { StoreEvent } from './progress.js';
import { pullModel } from './pull.js';
import { openStore, verifyModel } from './store.js';

const alpha = someBytes(5000, 1);
const beta = someBytes(7000, 2);
const joined = Buffer.concat([alpha.subarray(0, 3000), alpha.subarray(3000)]);
const bring = { kind: 'import', from: 'a friend' } as const;

const split: FileSource = {
  kind: 'urls',
  parts: [
    { mirrors: ['https://example.invalid/1'], ...digestOf(joined.subarray(0, 3000)) },
    { mirrors: ['https://example.invalid/2'], ...digestOf(joined.subarray(3000)) },
  ],
};

const storeOf = (
  manifests: readonly Record<string, unknown>[],
  places: { disk?: Disk; home?: string; files?: Record<string, Uint8Array> } = {},
) =>
  openStore({
    home: places.home ?? temporaryFolder(),
    manifests: [modelFolders(manifests, places.files)],
    ...(places.disk && { disk: places.disk }),
  });

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((e) =>
        e.isFile() ? [e.name] : [],
      )
    : [];

describe('user folder', () => {
  it('follows SFUMATO_HOME, then the system', () => {
    expect(userFolder({ SFUMATO_HOME: '/x/y' }, 'linux', '/h')).toBe('/x/y');
    expect(userFolder({ XDG_DATA_HOME: '/d' }, 'linux', '/h')).toBe('/d/sfumato');
    expect(userFolder({ XDG_DATA_HOME: 'relative' }, 'linux', '/h')).toBe('/h/.local/share/sfumato');
    expect(userFolder({}, 'darwin', '/h')).toBe('/h/Library/Application Support/Sfumato');
    expect(userFolder({ LOCALAPPDATA: '/l' }, 'win32', '/h')).toBe(join('/l', 'Sfumato'));
  });
});

describe('import', () => {
  it('recognises files by content wherever they lie, and says what it did not know', async () => {
    const store = await storeOf([manifestOf('a', alpha, bring), manifestOf('b', beta, bring)]);
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
    writeFileSync(join(folder, 'deep', 'er', 'renamed.bin'), alpha);
    writeFileSync(join(folder, 'notes.txt'), 'hello');
    const damaged = Buffer.from(beta);
    damaged[6999] = (damaged[6999] ?? 0) ^ 255;
    writeFileSync(join(folder, 'b.onnx'), damaged);
    symlinkSync(folder, join(folder, 'deep', 'loop'));
    const report = await importModels(store, folder);
    expect(report).toEqual({
      imported: [
        { path: join(folder, 'deep', 'er', 'renamed.bin'), file: 'a.onnx', part: false, models: ['a'] },
      ],
      known: [],
      unknown: [join(folder, 'notes.txt')],
      different: [{ path: join(folder, 'b.onnx'), looksLike: 'b.onnx' }],
      unreadable: [],
      installed: ['a'],
    });
    await verifyModel(store, store.catalogue.get('a'));
    const again = await importModels(store, folder);
    expect([again.imported.length, again.known.length]).toEqual([0, 1]);
  });

  it('puts parts together, even when they come in two imports', async () => {
    const store = await storeOf([manifestOf('a', joined, split)]);
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(one, '1'), joined.subarray(0, 3000));
    writeFileSync(join(two, '2'), joined.subarray(3000));
    expect((await importModels(store, one)).installed).toEqual([]);
    expect((await importModels(store, two)).installed).toEqual(['a']);
    await verifyModel(store, store.catalogue.get('a'));
    expect(filesIn(join(store.home, 'blobs'))).toEqual([digestOf(joined).sha256]);
    expect((await importModels(store, one)).known).toHaveLength(1);
  });

  it('looks into archives without unpacking them', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'alpha'), alpha);
    writeFileSync(join(folder, 'readme'), 'hello');
    const archive = join(temporaryFolder(), 'models.tar.gz');
    await createTar({ file: archive, cwd: folder, gzip: true }, ['alpha', 'readme']);
    const store = await storeOf([manifestOf('a', alpha, bring)]);
    const report = await importModels(store, archive);
    expect(report.installed).toEqual(['a']);
    expect(report.imported[0]?.path).toBe(`${archive}: alpha`);
  });

  it('goes on after archives that are damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.zip'), 'PK but no zip');
    writeFileSync(join(folder, 'y.tar.gz'), gzipSync(someBytes(100_000, 3)).subarray(0, 5000));
    writeFileSync(join(folder, 'z.onnx'), alpha);
    const store = await storeOf([manifestOf('a', alpha, bring)]);
    const report = await importModels(store, folder);
    expect(report.unreadable.map(({ path }) => path)).toEqual([
      join(folder, 'x.zip'),
      join(folder, 'y.tar.gz'),
    ]);
    expect(report.installed).toEqual(['a']);
  });

  it('refuses a folder that does not exist', async () => {
    const store = await storeOf([]);
    await expect(importModels(store, join(store.home, 'nowhere'))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(/nowhere could not be read: it does not exist/),
    });
  });

  it('leaves nothing half-written when the disk is full', async () => {
    let room = 2000;
    const disk: Disk = {
      ...realDisk,
      open: async (path, flags) => {
        const handle = await realDisk.open(path, flags);
        return {
          sync: () => handle.sync(),
          close: () => handle.close(),
          write: (async (chunk: Uint8Array) => {
            room -= chunk.byteLength;
            if (room < 0) throw Object.assign(new Error('write'), { code: 'ENOSPC' });
            return handle.write(chunk);
          }) as typeof handle.write,
        };
      },
    };
    const store = await storeOf([manifestOf('a', alpha, bring)], { disk });
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), alpha);
    await expect(importModels(store, folder)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringMatching(/the disk is full/),
    });
    expect(filesIn(store.home)).toEqual([]);
  });
});

describe('verify', () => {
  it('finds what changed since it was installed', async () => {
    const store = await storeOf([manifestOf('a', alpha, { kind: 'own', path: 'w.onnx' })], {
      files: { 'w.onnx': alpha },
    });
    const entry = store.catalogue.get('a');
    await verifyModel(store, entry);
    const changed = Buffer.from(alpha);
    changed[0] = (changed[0] ?? 0) ^ 1;
    writeFileSync(join(entry.folder, 'w.onnx'), changed);
    await expect(verifyModel(store, entry)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    writeFileSync(join(entry.folder, 'w.onnx'), '');
    await expect(verifyModel(store, entry)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('catalogue', () => {
  it('keeps a broken manifest, and one that takes another id, from harming the others', async () => {
    const first = modelFolders([manifestOf('a', alpha, bring)]);
    const second = modelFolders([manifestOf('a', beta, bring), manifestOf('b', beta, bring)]);
    mkdirSync(join(second, 'c'));
    writeFileSync(join(second, 'c', 'model.json'), '{');
    const store = await openStore({ home: temporaryFolder(), manifests: [first, second] });
    expect(store.catalogue.models.map(({ manifest }) => manifest.id)).toEqual(['a', 'b']);
    expect(store.catalogue.get('a').folder).toContain(first);
    expect(store.catalogue.refused.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a is already the id of/),
      expect.stringMatching(/is not JSON/),
    ]);
  });
});

describe('pull from servers', () => {
  const parts = [joined.subarray(0, 3000), joined.subarray(3000)] as const;
  async function served(handler: Handler = whole(Buffer.from(parts[1]))) {
    const server = await serve({ '/1': whole(Buffer.from(parts[0])), '/2': handler });
    const source: FileSource = {
      kind: 'urls',
      parts: parts.map((part, i) => ({ mirrors: [`${server.url}/${i + 1}`], ...digestOf(part) })),
    };
    return { server, manifest: manifestOf('a', joined, source) };
  }

  it('fetches the parts and makes the file, once for two at a time', async () => {
    const { server, manifest } = await served();
    const store = await storeOf([manifest]);
    const entry = store.catalogue.get('a');
    const events: StoreEvent[] = [];
    const onEvent = (event: StoreEvent) => void events.push(event);
    const results = await Promise.all([
      pullModel(store, entry, { onEvent }),
      pullModel(store, entry, { onEvent }),
    ]);
    expect(results.map((files) => files.length).sort()).toEqual([0, 1]);
    expect(server.hits).toEqual(['/1', '/2']);
    expect(events).toContainEqual({ kind: 'phase', phase: 'waiting', file: 'a.onnx' });
    await verifyModel(store, entry);
    expect(filesIn(join(store.home, 'partial'))).toEqual([]);
    expect(filesIn(join(store.home, 'locks'))).toEqual([]);
    expect(await pullModel(store, entry)).toEqual([]);
  });

  it('keeps the parts that it has when it is stopped, and goes on with them', async () => {
    const controller = new AbortController();
    const stopping: Handler = () => controller.abort();
    const { server, manifest } = await served(inTurn(stopping, whole(Buffer.from(parts[1]))));
    const store = await storeOf([manifest]);
    const entry = store.catalogue.get('a');
    await expect(pullModel(store, entry, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(filesIn(join(store.home, 'locks'))).toEqual([]);
    await pullModel(store, entry);
    expect(server.hits).toEqual(['/1', '/2', '/2']);
    await verifyModel(store, entry);
  });

  it('overtakes the lock of a process that died', async () => {
    const { manifest } = await served();
    const store = await storeOf([manifest]);
    const [file] = store.catalogue.get('a').manifest.files;
    mkdirSync(join(store.home, 'locks'), { recursive: true });
    const lock = join(store.home, 'locks', `${file?.sha256}.lock`);
    writeFileSync(lock, '999999 dead');
    utimesSync(lock, 1, 1);
    await pullModel(store, store.catalogue.get('a'));
    await verifyModel(store, store.catalogue.get('a'));
  });

  it('looks for room before it begins', async () => {
    const { server, manifest } = await served();
    const store = await storeOf([manifest], { disk: { ...realDisk, free: async () => 100 } });
    await expect(pullModel(store, store.catalogue.get('a'))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: expect.stringMatching(/has 1 MB free but .* needed: the disk is full/),
    });
    expect(server.hits).toEqual([]);
  });

  it('says how files come that nobody serves', async () => {
    const store = await storeOf([manifestOf('a', alpha, bring)]);
    await expect(pullModel(store, store.catalogue.get('a'))).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      report: { remedy: expect.arrayContaining([expect.stringMatching(/models import/)]) },
    });
    expect(() => store.catalogue.get('zzz')).toThrow(/There is no model "zzz"; there are a\./);
  });

  it('does not follow a manifest out of its folder', async () => {
    const leaving = manifestOf('a', alpha, { kind: 'own', path: '../../etc/passwd' });
    const store = await storeOf([leaving]);
    expect(store.catalogue.models).toEqual([]);
    expect(store.catalogue.refused[0]?.message).toMatch(/source\.path: expected a relative path/);
  });
});
