// SPDX-License-Identifier: Apache-2.0
import type { KernelOptions } from '@sfumato/native';
import { SfumatoError } from '../protocol/error.js';
import type { ModelManifest, ModelTask } from './manifest.js';
import type { Tensor } from './tensor.js';

/** How a graph is run. A run that has begun ends by itself: `signal` is looked at before it. */
export interface GraphRunOptions extends Pick<KernelOptions, 'signal'> {
  /** The role of the file that holds the graph. Default: the manifest's first file. */
  readonly graph?: string;
  /** The outputs that are wanted. Default: all that the graph has. */
  readonly outputs?: readonly string[];
}

/** A model whose files were checked, whose contract is known and which the policy allows, ready to run. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  /** sha256 over the files that make the model, hex: part of cache keys and provenance. */
  readonly hash: string;
  /** The execution provider in use: cpu, webgpu, dml, cuda, coreml. */
  readonly provider: string;
  /** What a person should know about how it was loaded, e.g. that another provider was refused. Whole sentences. */
  readonly warnings?: readonly string[];
  /**
   * Runs a graph on tensors by name; f32 tensors may be given to f16 inputs, and f16 outputs come as f32. Throws
   * MODEL_FAILED with the runtime's reason, MEMORY_SHORT when it had too little memory.
   */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    options?: GraphRunOptions,
  ): Promise<Readonly<Record<string, Tensor>>>;
}

/** Why no model is at hand for a task. */
export interface ModelAbsence {
  readonly task: ModelTask;
  /** One sentence: not installed, refused by the policy, failed its self-test. */
  readonly reason: string;
  /** The ids that would serve if they were installed or allowed, best first. */
  readonly candidates: readonly string[];
  /** Whether one is installed that only the policy refuses. */
  readonly refused?: boolean;
}

export type ModelLookup =
  | { readonly found: true; readonly model: LoadedModel }
  | { readonly found: false; readonly absence: ModelAbsence };

export interface ModelWish {
  readonly id?: string;
  readonly optional?: boolean;
}

/** What a tool may ask about models. Every model that `find` returned is recorded in the result's provenance. */
export interface ModelAccess {
  /**
   * The best usable model for a task, loaded; `id` asks for one in particular, `optional` also for those that are no
   * default. Files that are missing are not fetched here. A damaged file or a failed self-test of an installed model
   * throws; absence does not.
   */
  find(task: ModelTask, options?: ModelWish): Promise<ModelLookup>;
}

/**
 * Why something cannot be done without a model, for a person: MODEL_REFUSED or MODEL_MISSING. `what` starts a
 * sentence; `otherwise` holds remedies that need no model.
 */
export function absenceError(
  what: string,
  { task, reason, candidates, refused }: ModelAbsence,
  otherwise: readonly string[] = [],
): SfumatoError {
  const cause = `${what} needs a model for “${task}”: ${reason}`;
  if (refused) {
    const remedy = candidates.map((id) => `If you may use it: \`sfumato models policy --allow ${id}\`.`);
    return new SfumatoError('MODEL_REFUSED', cause, { remedy: [...otherwise, ...remedy] });
  }
  const remedy = candidates.map(
    (id) => `Install ${id}: \`sfumato models pull ${id}\` or \`sfumato models import <folder>\`.`,
  );
  return new SfumatoError('MODEL_MISSING', cause, { remedy: [...otherwise, ...remedy] });
}
