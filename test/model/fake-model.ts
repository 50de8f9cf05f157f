// SPDX-License-Identifier: Apache-2.0
import type { LoadedModel } from '../../core/src/model/access.js';
import { parseManifest } from '../../core/src/model/manifest.js';
import type { FloatTensor, Tensor } from '../../core/src/model/tensor.js';
import { manifestOf, someBytes } from './manifests.js';

export type Tensors = Readonly<Record<string, Tensor>>;

/** A model of `contract` that computes `run`, and keeps what it was fed. */
export function fakeModel(
  contract: object,
  run: (inputs: Tensors) => Record<string, Tensor>,
  changes: Readonly<Record<string, unknown>> = {},
): { model: LoadedModel; fed: Tensors[] } {
  const source = { kind: 'import', from: 'a test' } as const;
  const json = manifestOf('fake', someBytes(1, 1), source, { contract, ...changes });
  const fed: Tensors[] = [];
  const model: LoadedModel = {
    manifest: parseManifest(json, 'fake'),
    hash: '',
    provider: 'cpu',
    run: async (inputs) => {
      fed.push(inputs);
      return run(inputs);
    },
  };
  return { model, fed };
}

/** Gives its input x back as its output y. */
export const identity = ({ x }: Tensors): Record<string, Tensor> => (x ? { y: x } : {});

/** What a model was fed under a name, the first time. */
export function firstFed(fed: readonly Tensors[], name = 'x'): FloatTensor {
  const tensor = fed[0]?.[name];
  if (tensor?.dtype !== 'f32') throw new Error(`nothing was fed to ${name}`);
  return tensor;
}
