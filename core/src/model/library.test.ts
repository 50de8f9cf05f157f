// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, modelFolders, temporaryFolder } from '../../../test/model/manifests.js';
import { affineModel } from '../../../test/model/onnx-writer.js';
import { SfumatoError } from '../protocol/error.js';
import { absenceError } from './access.js';
import { type LibraryOptions, openLibrary } from './library.js';
import type { Provider } from './manifest.js';
import { defaultPolicy, readPolicy, writePolicy } from './policy.js';
import { onnxRuntime, type Runtime } from './runtime.js';
import { requestedProvider } from './self-test.js';
import { openStore } from './store/store.js';

const identity = affineModel(1, 0);
const own = { kind: 'own', path: 'w.onnx' } as const;
const test = {
  graph: 'graph',
  inputs: [{ tensor: 'x', dims: [1, 3, 4, 4], kind: 'constant', offset: 0.25 }],
  outputs: [{ tensor: 'y', samples: [[5, 0.25]], tolerance: 0.001 }],
};

async function library(
  changes: Record<string, unknown> | readonly Record<string, unknown>[] = {},
  options: LibraryOptions = {},
  home = temporaryFolder(),
) {
  const list = Array.isArray(changes) ? changes : [changes];
  const manifests = list.map((change) =>
    manifestOf(String(change.id ?? 'a'), identity, own, { selfTest: [test], ...change }),
  );
  const store = await openStore({ home, manifests: [modelFolders(manifests, { 'w.onnx': identity })] });
  return openLibrary({ store, policy: defaultPolicy, ...options });
}

/** The real runtime, with more providers, whose numbers or loading can go wrong; counts what it loads. */
async function strangeRuntime(faults: Partial<Record<Provider, 'wrong' | 'absent'>>) {
  const real = await onnxRuntime();
  const log: string[] = [];
  const runtime: Runtime = {
    version: real.version,
    providers: [
      ...real.providers.filter(({ name }) => name === 'cpu'),
      { name: 'cuda', bundled: true },
      { name: 'dml', bundled: true },
    ],
    async open(path, provider) {
      if (faults[provider] === 'absent') throw new SfumatoError('MODEL_FAILED', `no device for ${provider}.`);
      const graph = await real.open(path, 'cpu');
      log.push(`open ${provider}`);
      return {
        ...graph,
        release: async () => {
          log.push(`release ${provider}`);
          await graph.release();
        },
        run: async (inputs, outputs) => {
          const result = await graph.run(inputs, outputs);
          const y = result.y;
          if (faults[provider] === 'wrong' && y?.dtype === 'f32') y.data.fill(0.3);
          return result;
        },
      };
    },
  };
  return { runtime, log };
}

const ones = { x: { dtype: 'f32', dims: [1, 3, 1, 1], data: Float32Array.of(1, 2, 3) } } as const;

async function found(lib: Awaited<ReturnType<typeof library>>, id?: string) {
  const lookup = await lib.find('subject', id === undefined ? {} : { id });
  if (!lookup.found) throw new Error(lookup.absence.reason);
  return lookup.model;
}

describe('model library', () => {
  it('finds, tests, loads and runs a model', async () => {
    const model = await found(await library());
    expect(model).toMatchObject({ provider: 'cpu', warnings: [], manifest: { id: 'a' } });
    expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
    const { y } = await model.run(ones, { outputs: ['y'] });
    expect(y?.data).toEqual(Float32Array.of(1, 2, 3));
    await expect(model.run(ones, { graph: 'decoder' })).rejects.toThrow(
      /Expected one of graph but received decoder/,
    );
    await expect(model.run(ones, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('takes the best ranked of several, or the one that is asked for', async () => {
    const lib = await library([
      { id: 'second', rank: 20 },
      { id: 'first', rank: 5 },
    ]);
    expect((await found(lib)).manifest.id).toBe('first');
    expect((await found(lib, 'second')).manifest.id).toBe('second');
    const choice = await library([
      { id: 'better', rank: 1, byDefault: false },
      { id: 'usual', rank: 2 },
    ]);
    expect((await found(choice)).manifest.id).toBe('usual');
    expect((await found(choice, 'better')).manifest.id).toBe('better');
    expect(await choice.find('subject', { optional: true })).toMatchObject({
      model: { manifest: { id: 'better' } },
    });
    await expect(lib.find('subject', { id: 'third' })).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });

  it('says why there is no model', async () => {
    const bring = { kind: 'import', from: 'a friend' };
    const absent = manifestOf('absent', identity, own);
    const [file] = absent.files as { role: string }[];
    const lib = await library(
      [
        { id: 'absent', files: [{ ...file, source: bring }] },
        { id: 'unclear', commercial: { verdict: 'unclear', reason: 'Nobody knows.' } },
        { id: 'audio', contract: { name: 'audio.voice-activity.v1' } },
      ],
      { policy: { allow: 'cleared-only', models: {} } },
    );
    const lookup = await lib.find('subject');
    expect(lookup).toMatchObject({
      found: false,
      absence: { candidates: ['absent', 'audio', 'unclear'], refused: true },
    });
    if (lookup.found) return;
    const { report } = absenceError('Selecting', lookup.absence);
    expect([report.code, report.remedy[2]]).toEqual([
      'MODEL_REFUSED',
      'If you may use it: `sfumato models policy --allow unclear`.',
    ]);
    expect(lookup.absence.reason).toContain('absent is not installed.');
    expect(lookup.absence.reason).toContain(
      'audio has the contract audio.voice-activity.v1, which nothing here runs yet.',
    );
    expect(lookup.absence.reason).toContain('unclear is refused by the policy cleared-only');
    expect(lookup.absence.reason).toContain('Nobody knows.');
    expect(await lib.find('sky')).toMatchObject({
      found: false,
      absence: { reason: 'No model for sky is known.' },
    });
  });

  it('obeys the policy that the user set, model by model', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'config.json'), '{ "other": 1 }');
    const refused = { id: 'a', commercial: { verdict: 'no', reason: 'Non-commercial.' } };
    const store = await openStore({
      home,
      manifests: [modelFolders([manifestOf('a', identity, own, refused)], { 'w.onnx': identity })],
    });
    const lib = await openLibrary({ store });
    expect(await readPolicy(home)).toEqual(defaultPolicy);
    expect((await lib.find('subject')).found).toBe(false);
    await writePolicy(home, { allow: 'cleared-only', models: { a: 'allow' } });
    expect((await lib.find('subject')).found).toBe(true);
    await writePolicy(home, { allow: 'any', models: { a: 'refuse' } });
    expect((await lib.find('subject')).found).toBe(false);
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toMatchObject({ other: 1 });
    writeFileSync(join(home, 'config.json'), '{ "policy": { "allow": "everything" } }');
    await expect(lib.find('subject')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('refuses a damaged file', async () => {
    const lib = await library();
    const entry = lib.store.catalogue.get('a');
    writeFileSync(join(entry.folder, 'w.onnx'), Buffer.alloc(identity.length));
    await expect(lib.find('subject')).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    writeFileSync(join(entry.folder, 'w.onnx'), identity);
    expect((await lib.find('subject')).found).toBe(true);
  });

  it('falls back from a provider with wrong numbers, and says so', async () => {
    const { runtime, log } = await strangeRuntime({ cuda: 'wrong' });
    const model = await found(await library({}, { runtime, provider: 'cuda' }));
    expect(model.provider).toBe('cpu');
    expect(model.warnings).toEqual([
      expect.stringMatching(
        /^a does not use the provider cuda: it gives wrong numbers \(y\[5\] is 0\.3.* instead of 0\.25/,
      ),
    ]);
    expect(log).toEqual(['open cuda', 'release cuda', 'open cpu']);
  });

  it('tries what the runtime brought along when asked for auto', async () => {
    const { runtime } = await strangeRuntime({ dml: 'absent' });
    const model = await found(await library({}, { runtime, provider: 'auto' }));
    expect(model.provider).toBe('cuda');
    const other = await found(await library({}, { runtime, provider: 'dml' }));
    expect([other.provider, other.warnings]).toEqual([
      'cpu',
      ['a does not use the provider dml: no device for dml.'],
    ]);
    const unknown = await found(await library({}, { runtime, provider: 'coreml' }));
    expect(unknown.warnings).toEqual(['This build of ONNX Runtime has no provider coreml.']);
  });

  it('reads SFUMATO_PROVIDER', () => {
    expect(requestedProvider({})).toBeUndefined();
    expect(requestedProvider({ SFUMATO_PROVIDER: '' })).toBeUndefined();
    expect(requestedProvider({ SFUMATO_PROVIDER: 'webgpu' })).toBe('webgpu');
    expect(() => requestedProvider({ SFUMATO_PROVIDER: 'gpu' })).toThrow(/is none of auto, cpu, webgpu/);
  });

  it('fails when every provider gives wrong numbers', async () => {
    const { runtime } = await strangeRuntime({ cpu: 'wrong', cuda: 'wrong' });
    const lib = await library({}, { runtime, provider: 'cuda' });
    await expect(lib.find('subject')).rejects.toMatchObject({
      code: 'SELF_TEST_FAILED',
      message: expect.stringMatching(/cuda: it gives wrong numbers.*cpu: it gives wrong numbers/),
    });
  });

  it('tests once per model, provider and runtime, and again when the test changes', async () => {
    const home = temporaryFolder();
    const { runtime } = await strangeRuntime({});
    let runs = 0;
    const counting: Runtime = {
      ...runtime,
      open: async (path, provider) => {
        const graph = await runtime.open(path, provider);
        return {
          ...graph,
          run: (...args) => {
            runs++;
            return graph.run(...args);
          },
        };
      },
    };
    await found(await library({}, { runtime: counting }, home));
    await found(await library({}, { runtime: counting }, home));
    expect(runs).toBe(1);
    await found(await library({}, { runtime: counting, provider: 'cuda' }, home));
    expect(runs).toBe(2);
    await found(await library({}, { runtime: { ...counting, version: '99' } }, home));
    expect(runs).toBe(3);
    await found(await library({ selfTest: [test, test] }, { runtime: counting }, home));
    expect(runs).toBe(5);
  });

  it('does not touch again a provider that ended the process', async () => {
    const home = temporaryFolder();
    const { runtime } = await strangeRuntime({});
    await found(await library({}, { runtime, provider: 'cuda' }, home));
    const path = join(home, 'self-tests.json');
    const dead = readFileSync(path, 'utf8')
      .replaceAll('passed', 'running')
      .replace(/"pid": \d+/, '"pid": 999999999');
    writeFileSync(path, dead);
    const model = await found(await library({}, { runtime, provider: 'cuda' }, home));
    expect([model.provider, model.warnings?.[0]]).toEqual([
      'cpu',
      expect.stringMatching(/the process ended when it was tried/),
    ]);
  });

  it('keeps a graph loaded, shares it, and loads it again when it was released', async () => {
    const { runtime, log } = await strangeRuntime({});
    const lib = await library([{ id: 'a' }, { id: 'b' }], { runtime });
    const [a, b] = [await found(lib, 'a'), await found(lib, 'b')];
    expect(await found(lib, 'a')).toBe(a);
    await a.run(ones);
    // Both models are made of the same file.
    await b.run(ones);
    expect(log).toEqual(['open cpu']);
    await lib.release();
    expect((await a.run(ones)).y?.data).toEqual(Float32Array.of(1, 2, 3));
    expect(log).toEqual(['open cpu', 'release cpu', 'open cpu']);
  });
});
