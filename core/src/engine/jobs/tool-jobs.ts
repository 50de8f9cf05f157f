// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../../frame/index.js';
import { type Priority, SfumatoError } from '../../protocol/index.js';
import {
  type ProgressReport,
  type Provenance,
  parseParams,
  type ResultNote,
  type Tool,
} from '../../tool/index.js';
import type { EngineFrame } from '../frames/engine-frame.js';
import { type WorkerInput, worthKeepingMs } from '../worker/messages.js';
import type { JobQueue, QueuedJob } from './job-queue.js';
import { Recall, type RecallOptions } from './recall.js';
import { scaleParams } from './scale-params.js';

export interface ToolJobRequest {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, EngineFrame>>;
  readonly params: unknown;
  /** The outputs that are wanted. Default: as the params say. */
  readonly outputs?: readonly string[] | undefined;
  readonly quality: 'draft' | 'full';
  readonly priority: Priority;
  /** A newer job with the same key takes this one's place, which then ends with CANCELLED. */
  readonly latest?: string | undefined;
  /** The long side, in pixels, that inputs are reduced to. */
  readonly proxy?: number | undefined;
  /** By task: the model to use instead of the engine's choice. */
  readonly models?: Readonly<Record<string, string>> | undefined;
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
}

export interface ToolJobResult {
  /** The caller's to release. */
  readonly outputs: Readonly<Record<string, EngineFrame>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
  readonly scale: number;
  /** Whether an earlier result is given again. */
  readonly cached: boolean;
}

/** A job from its request to its result. */
export interface RunningToolJob {
  readonly result: Promise<ToolJobResult>;
  cancel(): void;
  pause(): void;
  resume(): void;
}

export interface ToolJobsOptions extends RecallOptions {
  readonly tools: readonly Tool[];
  readonly queue: JobQueue;
  readonly toolBytes: number;
  /** A smaller copy, the caller's to release. */
  readonly reduce: (frame: EngineFrame, width: number, height: number) => Promise<EngineFrame>;
  /** Takes over a frame that a worker made. */
  readonly adopt: (handle: FrameHandle) => EngineFrame;
}

/** Turns requests into jobs of the queue: checks params, makes proxies, and lets the newest of a key win. */
export class ToolJobs {
  readonly #options: ToolJobsOptions;
  readonly #newest = new Map<string, RunningToolJob>();

  constructor(options: ToolJobsOptions) {
    this.#options = options;
  }

  /** Throws NOT_SUPPORTED, PARAM_UNKNOWN and PARAM_INVALID at once; what comes later rejects `result`. */
  start(request: ToolJobRequest): RunningToolJob {
    const tool = this.#options.tools.find(({ id }) => id === request.tool);
    if (!tool) throw new SfumatoError('NOT_SUPPORTED', `There is no tool called ${request.tool}.`);
    const params: Readonly<Record<string, unknown>> = parseParams(tool, request.params);
    requireOutputs(tool, request.outputs);
    const control = { queued: undefined as QueuedJob | undefined, cancelled: false, paused: false };
    const job: RunningToolJob = {
      result: this.#work(tool, request, params, control),
      cancel() {
        control.cancelled = true;
        control.queued?.cancel();
      },
      pause() {
        control.paused = true;
        control.queued?.pause();
      },
      resume() {
        control.paused = false;
        control.queued?.resume();
      },
    };
    const { latest } = request;
    if (latest !== undefined) {
      this.#newest.get(latest)?.cancel();
      this.#newest.set(latest, job);
      const forget = () => {
        if (this.#newest.get(latest) === job) this.#newest.delete(latest);
      };
      job.result.then(forget, forget);
    }
    return job;
  }

  async #work(
    tool: Tool,
    request: ToolJobRequest,
    params: Readonly<Record<string, unknown>>,
    control: { queued: QueuedJob | undefined; readonly cancelled: boolean; readonly paused: boolean },
  ): Promise<ToolJobResult> {
    const held = Object.entries(request.inputs).map(([id, frame]) => [id, frame.retain()] as const);
    try {
      const scale = scaleFor(tool, request);
      const frames: Record<string, EngineFrame> = {};
      for (const [id, frame] of held) frames[id] = await this.#sized(frame, scale);
      const { quality, models, outputs: wanted } = request;
      const scaled = scaleParams(tool.params, params, scale);
      const recall = new Recall(
        [tool.id, scaled, quality, models ?? {}, wanted ?? null],
        frames,
        this.#options,
      );
      const known = await recall.find();
      if (control.cancelled) {
        for (const frame of Object.values(known?.outputs ?? {})) frame.release();
        throw new SfumatoError('CANCELLED', 'The work was stopped before it began.');
      }
      if (known) return { ...known, scale, cached: true };
      const inputs = await Promise.all(Object.entries(frames).map(workerInput));
      control.queued = this.#options.queue.submit({
        work: {
          tool: tool.id,
          inputs: Object.fromEntries(inputs),
          params: scaled,
          quality,
          models,
          outputs: wanted,
          memoryBudget: this.#options.toolBytes,
        },
        priority: request.priority,
        onProgress: request.onProgress,
      });
      if (control.paused) control.queued.pause();
      const { outputs, contents, ...rest } = await control.queued.result;
      const adopted = Object.entries(outputs).map(([id, handle]) => [id, this.#options.adopt(handle)]);
      const result = { ...rest, outputs: Object.fromEntries(adopted) };
      // A job without outputs was for what a worker keeps, which it may forget.
      if (adopted.length > 0 && result.elapsedMs >= worthKeepingMs) await recall.keep(result, contents);
      return { ...result, scale, cached: false };
    } finally {
      // A cancelled job was answered, and may still be read from.
      const release = () => {
        for (const [, frame] of held) frame.release();
      };
      if (control.queued) void control.queued.settled.then(release);
      else release();
    }
  }

  #sized(frame: EngineFrame, scale: number): Promise<EngineFrame> {
    const width = Math.max(1, Math.round(frame.format.width * scale));
    const height = Math.max(1, Math.round(frame.format.height * scale));
    if (scale === 1) return Promise.resolve(frame);
    return frame.proxy(width, height, () => this.#options.reduce(frame, width, height));
  }
}

/** An input as a worker gets it, with its hash where that is known: none is made twice. */
async function workerInput([id, frame]: readonly [string, EngineFrame]): Promise<
  readonly [string, WorkerInput]
> {
  const { handle, fleeting } = frame;
  const content = fleeting ? await frame.content : undefined;
  return [id, { handle, keep: fleeting ? 'block' : 'frame', ...(content !== undefined && { content }) }];
}

/** Throws PARAM_UNKNOWN. */
function requireOutputs(tool: Tool, wanted: readonly string[] = []): void {
  const unknown = wanted.filter((id) => !Object.hasOwn(tool.outputs, id));
  if (unknown.length === 0) return;
  const known = Object.keys(tool.outputs).join(', ');
  throw new SfumatoError('PARAM_UNKNOWN', `${tool.id} has no output ${unknown.join(', ')}; it has ${known}.`);
}

/** How much smaller the inputs are worked on: so that the tool's first input has the proxy's long side. */
function scaleFor(tool: Tool, { inputs, proxy }: ToolJobRequest): number {
  const main = inputs[Object.keys(tool.inputs)[0] ?? ''];
  if (proxy === undefined || !main) return 1;
  return Math.min(1, proxy / Math.max(main.format.width, main.format.height));
}
