// SPDX-License-Identifier: Apache-2.0
import { type ModelAccess, type ModelTask, openLibrary, type ProviderRequest } from '../../model/index.js';

/** Which models a worker uses, as plain data. */
export interface ModelSetup {
  /** The execution provider to try first. Default: SFUMATO_PROVIDER, else cpu. */
  readonly provider?: ProviderRequest;
  /** The model to use for a task, by id, instead of the best that is installed. */
  readonly choose?: Readonly<Partial<Record<ModelTask, string>>>;
  /** Bytes of models that stay loaded. Default: the library's. */
  readonly keepBytes?: number;
}

/** This user's models, with the choices of `setup`. */
export async function openModels({ provider, choose = {}, keepBytes }: ModelSetup): Promise<ModelAccess> {
  const library = await openLibrary({
    ...(provider !== undefined && { provider }),
    ...(keepBytes !== undefined && { keepBytes }),
  });
  return {
    find(task, options) {
      const id = options?.id ?? choose[task];
      return library.find(task, { ...options, ...(id !== undefined && { id }) });
    },
  };
}

/** The same models, with other choices for one job. */
export function withChoice(models: ModelAccess, choose: Readonly<Record<string, string>> = {}): ModelAccess {
  return {
    find(task, options) {
      const id = options?.id ?? choose[task];
      return models.find(task, { ...options, ...(id !== undefined && { id }) });
    },
  };
}
