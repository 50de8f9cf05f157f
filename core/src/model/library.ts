// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/error.js';
import type { LoadedModel, ModelAbsence, ModelAccess } from './access.js';
import type { CatalogueEntry } from './catalogue.js';
import { hasRunner } from './contract.js';
import type { Provider } from './manifest.js';
import { type Policy, readPolicy, refusal } from './policy.js';
import { type Graph, onnxRuntime, type Runtime } from './runtime.js';
import { checkGraph, openSelfTestMemory, type ProviderRequest, requestedProvider } from './self-test.js';
import { createSessions } from './sessions.js';
import { type ModelStore, modelHash, openStore, verifyModel } from './store/store.js';

/** This process's models: what tools get as `context.models`. */
export interface ModelLibrary extends ModelAccess {
  readonly store: ModelStore;
  /** Releases the graphs that are not in use. */
  release(): Promise<void>;
}

export interface LibraryOptions {
  /** Default: this user's. */
  readonly store?: ModelStore;
  /** Default: config.json of the store's user folder, read anew for every `find`. */
  readonly policy?: Policy;
  /** Default: SFUMATO_PROVIDER, else cpu. A name there that does not exist fails the first `find` (PARAM_INVALID). */
  readonly provider?: ProviderRequest;
  /** Bytes of models that are kept loaded. Default: 3 GB. */
  readonly keepBytes?: number;
  /** Default: ONNX Runtime, loaded when a model is. */
  readonly runtime?: Runtime;
}

type Graphs = ReadonlyMap<string, Graph>;

export async function openLibrary(options: LibraryOptions = {}): Promise<ModelLibrary> {
  const store = options.store ?? (await openStore());
  const sessions = createSessions(options.keepBytes ?? 3e9);
  const loaded = new Map<string, Promise<LoadedModel>>();

  const load = (entry: CatalogueEntry): Promise<LoadedModel> => {
    const key = `${entry.manifest.id} ${modelHash(entry.manifest.files)}`;
    const found = loaded.get(key);
    if (found) return found;
    const loading = loadModel(entry);
    loaded.set(key, loading);
    // A failure is not kept: the file may be repaired while this process runs.
    loading.catch(() => loaded.delete(key));
    return loading;
  };

  const loadModel = async (entry: CatalogueEntry): Promise<LoadedModel> => {
    const { manifest } = entry;
    const request = options.provider ?? requestedProvider() ?? 'cpu';
    await verifyModel(store, entry);
    const runtime = options.runtime ?? (await onnxRuntime());
    const hash = modelHash(manifest.files);
    const warnings: string[] = [];
    let failure: unknown;
    for (const provider of providerOrder(runtime, entry, request, warnings)) {
      const key = `${hash} ${provider}`;
      const use = <T>(work: (graphs: Graphs) => Promise<T>) =>
        sessions.use(key, manifest.memory.base, () => openGraphs(runtime, store, entry, provider), work);
      const reason = await tryProvider(store, entry, runtime, provider, use).catch((error: unknown) => {
        failure = error;
        return error instanceof Error ? error.message : String(error);
      });
      if (reason === undefined) return describeLoaded(entry, hash, provider, warnings, use);
      await sessions.release(key);
      warnings.push(`${manifest.id} does not use the provider ${provider}: ${reason}`);
    }
    const code =
      failure === undefined
        ? 'SELF_TEST_FAILED'
        : failure instanceof SfumatoError
          ? failure.code
          : 'MODEL_FAILED';
    throw new SfumatoError(code, warnings.join(' '), { source: failure });
  };

  return {
    store,
    release: () => sessions.release(),
    async find(task, { id, optional = false } = {}) {
      const policy = options.policy ?? (await readPolicy(store.home));
      const entries =
        id === undefined
          ? store.catalogue.forTask(task).filter(({ manifest }) => optional || manifest.byDefault)
          : [store.catalogue.get(id)];
      const reasons: string[] = [];
      let refused = false;
      for (const entry of entries) {
        const reason = await obstacle(store, entry, task);
        const objection = reason === undefined ? refusal(policy, entry.manifest) : undefined;
        if (reason === undefined && objection === undefined) return { found: true, model: await load(entry) };
        refused ||= objection !== undefined;
        reasons.push(reason ?? objection ?? '');
      }
      const absence: ModelAbsence = {
        task,
        reason: reasons.length > 0 ? reasons.join(' ') : `No model for ${task} is known.`,
        candidates: entries.map(({ manifest }) => manifest.id),
        refused,
      };
      return { found: false, absence };
    },
  };
}

/** Why a model cannot be had, whatever the policy says, as a sentence; undefined when it can. */
async function obstacle(store: ModelStore, entry: CatalogueEntry, task: string): Promise<string | undefined> {
  const { manifest } = entry;
  if (manifest.task !== task) return `${manifest.id} is for ${manifest.task}, not for ${task}.`;
  if (!hasRunner(manifest.contract.name)) {
    return `${manifest.id} has the contract ${manifest.contract.name}, which nothing here runs yet.`;
  }
  const { installed } = await store.status(entry);
  return installed ? undefined : `${manifest.id} is not installed.`;
}

/** The providers to try, best first. cpu is always the last resort. */
function providerOrder(
  runtime: Runtime,
  { manifest }: CatalogueEntry,
  request: ProviderRequest,
  warnings: string[],
): readonly Provider[] {
  const accelerators = runtime.providers.filter(({ name }) => name !== 'cpu');
  const wanted =
    request === 'auto'
      ? accelerators.filter(({ bundled }) => bundled)
      : accelerators.filter(({ name }) => name === request);
  if (request !== 'auto' && request !== 'cpu') {
    if (wanted.length === 0) warnings.push(`This build of ONNX Runtime has no provider ${request}.`);
    if (!manifest.providers.includes(request)) {
      warnings.push(`${manifest.id} is not meant for the provider ${request}.`);
    }
  }
  return [...wanted.map(({ name }) => name).filter((name) => manifest.providers.includes(name)), 'cpu'];
}

async function openGraphs(
  runtime: Runtime,
  store: ModelStore,
  entry: CatalogueEntry,
  provider: Provider,
): Promise<Graphs> {
  const graphs = new Map<string, Graph>();
  try {
    for (const file of entry.manifest.files) {
      graphs.set(file.role, await runtime.open(store.path(entry, file), provider));
    }
  } catch (error) {
    for (const graph of graphs.values()) await graph.release();
    throw error;
  }
  return graphs;
}

/** Loads the model on a provider and tests it there, once. Returns why the provider cannot be used, as a sentence. */
async function tryProvider(
  store: ModelStore,
  { manifest }: CatalogueEntry,
  runtime: Runtime,
  provider: Provider,
  use: <T>(work: (graphs: Graphs) => Promise<T>) => Promise<T>,
): Promise<string | undefined> {
  const tests = manifest.selfTest ?? [];
  const memory = openSelfTestMemory(store.home);
  const subject = { modelHash: modelHash(manifest.files), provider, runtime: runtime.version, tests };
  const past = await memory.recall(subject);
  // A processor does not crash by itself; whoever ended the process then did so for other reasons.
  if (past === 'crashed' && provider !== 'cpu') {
    return `the process ended when it was tried last. Delete ${store.home}/self-tests.json to try again.`;
  }
  if (past === 'passed') {
    await use(async () => {});
    return undefined;
  }
  await memory.begin(subject);
  let passed = false;
  try {
    const problem = await use(async (graphs) => {
      for (const test of tests) {
        const graph = graphs.get(test.graph);
        const wrong = graph && (await checkGraph(graph, test));
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    });
    passed = problem === undefined;
    return passed ? undefined : `it gives wrong numbers (${problem}).`;
  } finally {
    await memory.end(subject, passed);
  }
}

function describeLoaded(
  { manifest }: CatalogueEntry,
  hash: string,
  provider: Provider,
  warnings: readonly string[],
  use: <T>(work: (graphs: Graphs) => Promise<T>) => Promise<T>,
): LoadedModel {
  return {
    manifest,
    hash,
    provider,
    warnings,
    run: (inputs, { signal, graph: role, outputs } = {}) =>
      use(async (graphs) => {
        signal?.throwIfAborted();
        const graph = graphs.get(role ?? manifest.files[0]?.role ?? '');
        if (!graph) {
          throw new TypeError(`Expected one of ${[...graphs.keys()].join(', ')} but received ${role}`);
        }
        // What has been computed is given back, cancelled or not: it may be what the next call would compute again.
        return graph.run(inputs, outputs);
      }),
  };
}
