// SPDX-License-Identifier: Apache-2.0
import { hasRunner, openStore, readPolicy, refusal } from '../model/index.js';
import type { ModelInfo } from '../protocol/index.js';
import type { ModelSetup } from './worker/models.js';

/** Every model that is known: its licence, where it comes from, whether it is here, may be used, and is what its task uses. */
export async function listModels({ choose = {} }: ModelSetup): Promise<ModelInfo[]> {
  const store = await openStore();
  const policy = await readPolicy(store.home);
  const served = new Set<string>();
  const list: ModelInfo[] = [];
  // By task, then rank: the first that can serve a task does.
  for (const entry of store.catalogue.models) {
    const { id, title, task, version, licence, provenance, commercial, contract, files, byDefault } =
      entry.manifest;
    const { installed } = await store.status(entry);
    const allowed = refusal(policy, entry.manifest) === undefined;
    const usable = installed && allowed && hasRunner(contract.name);
    const wanted = choose[task] === undefined ? byDefault : choose[task] === id;
    const chosen = usable && !served.has(task) && wanted;
    if (chosen) served.add(task);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const verdict = commercial.verdict;
    list.push({
      id,
      title,
      task,
      version,
      licence: licence.weights.spdx,
      provenance,
      verdict,
      installed,
      allowed,
      chosen,
      bytes,
      fetchable: files.every(({ source }) => source.kind !== 'import'),
    });
  }
  return list;
}
