// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { SfumatoError } from '../protocol/error.js';
import { type Provider, providers } from './manifest.js';
import { floatToHalf, halfToFloat, type Tensor } from './tensor.js';

/** An input or output of a graph. Symbolic dimensions are names; an unknown shape is empty. */
export interface TensorInfo {
  readonly name: string;
  /** As ONNX Runtime says it: float32, float16, int64 … */
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** A graph that is loaded on a provider. */
export interface Graph {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs it for the named outputs (default: all). f32 tensors may be given to float16 inputs; float16 outputs come as
   * f32. Throws MODEL_FAILED or MEMORY_SHORT with the runtime's reason.
   */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[],
  ): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** What runs graphs. */
export interface Runtime {
  readonly version: string;
  /** The providers that this build knows. `bundled`: its libraries came along; whether a device exists shows later. */
  readonly providers: readonly { readonly name: Provider; readonly bundled: boolean }[];
  /** Loads a graph. Throws MODEL_FAILED or MEMORY_SHORT with the runtime's reason. */
  open(path: string, provider: Provider): Promise<Graph>;
}

type Ort = typeof import('onnxruntime-node');
let loading: Promise<Runtime> | undefined;

/**
 * ONNX Runtime, loaded when it is first needed. A run blocks this process's event loop until it ends: processes that
 * serve others must not run graphs. Throws NATIVE_MISSING when the runtime does not load.
 */
export function onnxRuntime(): Promise<Runtime> {
  loading ??= import('onnxruntime-node').then(wrapRuntime, (source: unknown) => {
    loading = undefined;
    throw new SfumatoError('NATIVE_MISSING', `ONNX Runtime does not load: ${firstLine(source)}.`, {
      remedy: ['Run `npm ci` again on this machine.'],
      source,
    });
  });
  return loading;
}

function wrapRuntime(ort: Ort): Runtime {
  const listed = ort.listSupportedBackends();
  return {
    version: ort.env.versions.node ?? ort.env.versions.common,
    providers: providers.flatMap((name) => {
      const backend = listed.find((candidate) => candidate.name === name);
      return backend ? [{ name, bundled: backend.bundled }] : [];
    }),
    async open(path, provider) {
      try {
        const session = await ort.InferenceSession.create(path, {
          executionProviders: [provider],
          graphOptimizationLevel: 'all',
          intraOpNumThreads: availableParallelism(),
          interOpNumThreads: 1,
          // With patterns the arena holds the model's memory twice (ISNet 2.1 GB instead of 1.4) and gains no time.
          enableMemPattern: false,
          // Everything that goes wrong comes as an exception; the log would say it again on stderr.
          logSeverityLevel: 4,
        });
        return wrapSession(ort, session);
      } catch (source) {
        throw runtimeFailure(`${provider} could not load the graph`, source);
      }
    },
  };
}

function wrapSession(ort: Ort, session: InferenceSession): Graph {
  const inputs = session.inputMetadata.map(describe);
  return {
    inputs,
    outputs: session.outputMetadata.map(describe),
    release: () => session.release(),
    async run(tensors, outputs) {
      const feeds: Record<string, OrtTensor> = {};
      for (const [name, tensor] of Object.entries(tensors)) {
        const half = inputs.find((input) => input.name === name)?.type === 'float16';
        feeds[name] = toOrt(ort, tensor, half);
      }
      try {
        const result = outputs ? await session.run(feeds, [...outputs]) : await session.run(feeds);
        return Object.fromEntries(
          Object.entries(result).map(([name, value]) => [name, fromOrt(name, value)]),
        );
      } catch (source) {
        throw runtimeFailure('The graph did not run', source);
      }
    },
  };
}

function describe(metadata: InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: 'not a tensor', dims: [] };
  return { name: metadata.name, type: metadata.type, dims: metadata.shape };
}

function toOrt(ort: Ort, tensor: Tensor, wantsHalf: boolean): OrtTensor {
  if (tensor.dtype === 'i64') return new ort.Tensor('int64', tensor.data, tensor.dims);
  if (tensor.dtype === 'f16') return new ort.Tensor('float16', tensor.data, tensor.dims);
  if (!wantsHalf) return new ort.Tensor('float32', tensor.data, tensor.dims);
  return new ort.Tensor('float16', Uint16Array.from(tensor.data, floatToHalf), tensor.dims);
}

function fromOrt(name: string, value: OrtTensor): Tensor {
  const { data, dims } = value;
  if (data instanceof Float32Array) return { dtype: 'f32', dims, data };
  if (data instanceof BigInt64Array) return { dtype: 'i64', dims, data };
  if (value.type === 'float16' && ArrayBuffer.isView(data)) {
    // A Uint16Array, or a Float16Array where Node has it: the same bits.
    const bits = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    return { dtype: 'f32', dims, data: Float32Array.from(bits, halfToFloat) };
  }
  throw new SfumatoError(
    'MODEL_CONTRACT',
    `The graph's output ${name} is ${value.type}, which is not used here.`,
  );
}

/** The runtime's reason, without the place in its sources and the condition that some begin with. */
const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')[0]
    ?.replace(/^\S+:\d+ .* was false\. /, '')
    .trim()
    .replace(/\.$/, '') ?? '';

const memoryWords =
  /bad_alloc|bad allocation|failed to allocate|out of memory|outofmemory|not enough memory/i;

/** The runtime's own words as MEMORY_SHORT or MODEL_FAILED. */
function runtimeFailure(what: string, source: unknown): SfumatoError {
  if (source instanceof SfumatoError) return source;
  const message = source instanceof Error ? source.message : String(source);
  const code = memoryWords.test(message) ? 'MEMORY_SHORT' : 'MODEL_FAILED';
  return new SfumatoError(code, `${what}: ${firstLine(source)}.`, { source });
}
