// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { serve, whole } from '../../../test/model/file-server.js';
import {
  digestOf,
  manifestOf,
  modelFolders,
  someBytes,
  temporaryFolder,
} from '../../../test/model/manifests.js';
import { builtInModels } from '../model/index.js';
import { addModelsCommand } from './models.js';

const content = someBytes(3_000_000, 4);

/** `sfumato models …` over a store of its own. */
async function cli(manifests = [builtInModels()]) {
  const home = temporaryFolder();
  const run = async (...args: string[]) => {
    const said: { out: string[]; err: string[]; status?: number } = { out: [], err: [] };
    const program = new Command('sfumato').exitOverride();
    addModelsCommand(program, {
      out: { write: (text) => said.out.push(text) },
      err: { write: (text) => said.err.push(text) },
      finish: (code) => {
        said.status = code;
      },
      places: { home, manifests },
    });
    program.configureOutput({ writeErr: () => {} });
    for (const command of program.commands.flatMap((c) => [c, ...c.commands])) {
      command.exitOverride().configureOutput({ writeErr: () => {} });
    }
    await program.parseAsync(['models', ...args], { from: 'user' });
    return { ...said, out: said.out.join(''), err: said.err.join('') };
  };
  return { home, run };
}

async function served() {
  const server = await serve({ '/w': whole(content) });
  const source = {
    kind: 'urls' as const,
    parts: [{ mirrors: [`${server.url}/no`, `${server.url}/w`], ...digestOf(content) }],
  };
  const manifest = manifestOf('served', content, source, {
    commercial: { verdict: 'unclear', reason: 'Nobody knows.' },
  });
  return cli([modelFolders([manifest])]);
}

describe('sfumato models', () => {
  it('lists every model with its licence, verdict and state', async () => {
    const { run, home } = await cli();
    const { out } = await run('list');
    expect(out).toMatch(/^subject +isnet +88 MB +pull +MIT +unclear$/m);
    expect(out).toMatch(/^denoise +ffdnet-color +1\.7 MB +import +not stated +unclear$/m);
    expect(out).toContain(`Models are kept in ${home}.`);
    const { models } = JSON.parse((await run('list', '--json')).out);
    expect(models).toContainEqual(
      expect.objectContaining({
        id: 'silero-vad',
        task: 'voice-activity',
        installed: false,
        runs: false,
        refused: null,
      }),
    );
  });

  it('fetches a model, tells of retries, and verifies it', async () => {
    const { run, home } = await served();
    const { out, err } = await run('pull', 'served');
    expect(out).toBe('✓ served: served.onnx\n');
    expect(err).toMatch(/served: HTTP 404 Not Found; trying http.*\/w\n/);
    expect(err).toMatch(/served: downloading served\.onnx \(3\.0 MB\)/);
    expect((await run('pull', 'served')).out).toBe('✓ served: was there already\n');
    expect(await run('verify')).toMatchObject({ out: '✓ served\n', status: 0 });
    const { sha256 } = digestOf(content);
    writeFileSync(join(home, 'blobs', sha256.slice(0, 2), sha256), someBytes(content.length, 5));
    const { out: damaged, status } = await run('verify', 'served');
    expect(damaged).toMatch(/^✗ served: .* has sha256 .* instead of/);
    expect(status).toBe(1);
  });

  it('imports and says what it found', async () => {
    const { run } = await served();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'weights'), content);
    writeFileSync(join(folder, 'other'), 'x');
    const { out, status } = await run('import', folder);
    expect(out).toContain(`✓ ${join(folder, 'weights')}: served.onnx, for served\n`);
    expect(out).toContain(`? ${join(folder, 'other')}: not a file of a model that Sfumato knows\n`);
    expect(out).toContain('1 new, 0 known, 1 unknown files. Installed: served.');
    expect(status).toBe(0);
    await expect(run('import', join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('shows and sets the policy', async () => {
    const { run, home } = await served();
    expect((await run('policy')).out).toBe(
      'Policy: cleared-and-unclear\nIt refuses none of the known models.\n',
    );
    const strict = await run('policy', 'cleared-only');
    expect(strict.out).toMatch(
      /^Policy: cleared-only\nserved is refused by the policy cleared-only.*Nobody knows\./,
    );
    expect((await run('list')).out).toMatch(/served .*refused by policy$/m);
    await run('policy', '--allow', 'served');
    expect(JSON.parse((await run('policy', '--json')).out)).toEqual({
      allow: 'cleared-only',
      models: { served: 'allow' },
      refused: [],
    });
    await run('policy', 'any', '--reset', 'served');
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toEqual({
      policy: { allow: 'any', models: {} },
    });
    await expect(run('policy', 'whatever')).rejects.toThrow(/Allowed choices are cleared-only/);
    await expect(run('policy', '--refuse', 'nobody')).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('removes what a killed pull left, but not what another one writes', async () => {
    const { run, home } = await served();
    const left = join(home, 'partial', '0f3e-11');
    const fresh = join(home, 'partial', '0f3e-12');
    for (const folder of [left, fresh]) mkdirSync(folder, { recursive: true });
    utimesSync(left, 1, 1);
    await run('pull', 'served');
    expect([existsSync(left), existsSync(fresh)]).toEqual([false, true]);
  });
});
