// SPDX-License-Identifier: Apache-2.0
import { Frame } from '../frame/index.js';
import type { LoadedModel, ModelAccess } from '../model/access.js';
import { SfumatoError } from '../protocol/error.js';
import type { Provenance, ResultNote } from '../protocol/provenance.js';
import { engineVersion } from '../version.js';
import { frameCache } from './cache.js';
import type { ResultCache, ToolContext } from './context.js';
import type { Tool } from './define.js';
import { hashFrame } from './hash.js';
import { parseParams } from './schema.js';

export interface ProgressReport {
  /** What is being done: a word or two, as a person reads it. */
  readonly phase: string;
  /** 0..1 within the phase. */
  readonly fraction: number;
}

export interface RunOptions {
  readonly inputs: Readonly<Record<string, Frame | undefined>>;
  /** As a person or a program gave them; validated here. */
  readonly params?: unknown;
  readonly models: ModelAccess;
  readonly quality?: 'draft' | 'full';
  readonly signal?: AbortSignal;
  /** Default: a cache of this process's own, 512 MB. */
  readonly cache?: ResultCache;
  /** Bytes that the tool may use beyond its inputs and the models' own. Default: 1 GiB. */
  readonly memoryBudget?: number;
  /** The outputs that are wanted, by name: no other is given. Default: as the params say. */
  readonly outputs?: readonly string[] | undefined;
  /** Makes the frames of outputs. Default: private ones. */
  readonly allocate?: ToolContext['allocate'];
  readonly onProgress?: (report: ProgressReport) => void;
}

export interface ToolResult {
  readonly outputs: Readonly<Record<string, Frame>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  /** What the tool took, in milliseconds. */
  readonly elapsedMs: number;
}

const gibibyte = 2 ** 30;

/**
 * Runs a tool on frames. Throws PARAM_UNKNOWN, PARAM_INVALID, INPUT_INVALID for what the caller gave, the signal's
 * reason when it was stopped, and what the tool itself throws.
 */
export async function runTool(tool: Tool, options: RunOptions): Promise<ToolResult> {
  const params: Readonly<Record<string, unknown>> = parseParams(tool, options.params);
  const inputs = checkInputs(tool, options.inputs);
  const signal = options.signal ?? new AbortController().signal;
  const notes = new Map<string, ResultNote>();
  const used = new Map<string, LoadedModel>();
  const quality = options.quality ?? 'full';
  const context: ToolContext = {
    signal,
    quality,
    models: recording(options.models, used, (note) => notes.set(note.id, note)),
    cache: options.cache ?? frameCache,
    memoryBudget: options.memoryBudget ?? gibibyte,
    progress: (phase, fraction) =>
      options.onProgress?.({ phase, fraction: Math.min(1, Math.max(0, fraction)) }),
    note: (note) => notes.set(note.id, note),
    wants: (output) => wanted(tool, params, options.outputs, output),
    allocate: options.allocate ?? ((format) => Frame.allocate(format)),
    hash: hashFrame,
  };
  signal.throwIfAborted();
  const start = performance.now();
  const outputs = checkOutputs(tool, await tool.run(context, inputs, params), options.outputs);
  signal.throwIfAborted();
  return {
    outputs,
    notes: [...notes.values()],
    elapsedMs: performance.now() - start,
    provenance: {
      tool: tool.id,
      params,
      quality,
      makes: tool.makes,
      models: [...used.values()].map(({ manifest, hash, provider }) => {
        return { id: manifest.id, version: manifest.version, task: manifest.task, hash, provider };
      }),
      engine: { name: 'sfumato', version: engineVersion },
    },
  };
}

/** Keeps the models that a tool got, and tells what a person should know about how they were loaded. */
function recording(
  models: ModelAccess,
  used: Map<string, LoadedModel>,
  tell: (note: ResultNote) => void,
): ModelAccess {
  return {
    async find(task, options) {
      const lookup = await models.find(task, options);
      if (!lookup.found) return lookup;
      const { manifest, warnings = [] } = lookup.model;
      used.set(manifest.id, lookup.model);
      warnings.forEach((text, i) => {
        tell({ id: `model-${manifest.id}-${i + 1}`, text });
      });
      return lookup;
    },
  };
}

function checkInputs(
  tool: Tool,
  given: Readonly<Record<string, Frame | undefined>>,
): Readonly<Record<string, Frame>> {
  for (const id of Object.keys(given)) {
    if (!(id in tool.inputs)) {
      const known = Object.keys(tool.inputs).join(', ');
      throw new SfumatoError('INPUT_INVALID', `${tool.id} takes ${known} but was given ${id}.`);
    }
  }
  for (const [id, declaration] of Object.entries(tool.inputs)) {
    if (!given[id] && !declaration.optional) {
      throw new SfumatoError(
        'INPUT_INVALID',
        `${tool.id} needs a picture for ${declaration.title.toLowerCase()}.`,
      );
    }
  }
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, Frame] => !!entry[1]));
}

/** By name, where somebody says which; else what is always given, and what a param asks for. */
function wanted(
  tool: Tool,
  params: Readonly<Record<string, unknown>>,
  names: readonly string[] | undefined,
  output: string,
): boolean {
  if (names) return names.includes(output);
  const { always, askedBy } = tool.outputs[output] ?? {};
  return always !== false || (askedBy !== undefined && params[askedBy] === true);
}

function checkOutputs(
  tool: Tool,
  made: Readonly<Record<string, Frame | undefined>>,
  names: readonly string[] | undefined,
): Readonly<Record<string, Frame>> {
  for (const [id, declaration] of Object.entries(tool.outputs)) {
    if (!made[id] && declaration.always !== false && (!names || names.includes(id)))
      throw new TypeError(`${tool.id} did not give its output ${id}`);
  }
  return Object.fromEntries(
    Object.entries(made).filter(
      (entry): entry is [string, Frame] => !!entry[1] && (!names || names.includes(entry[0])),
    ),
  );
}
