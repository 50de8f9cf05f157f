// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../frame/index.js';
import {
  type BatchInfo,
  type EngineStatus,
  type ModelInfo,
  SfumatoError,
  type ToolDescription,
} from '../protocol/index.js';
import type { ProgressReport, Tool } from '../tool/index.js';
import { engineVersion } from '../version.js';
import { Batches } from './batch/batches.js';
import { Estimates } from './estimates.js';
import { makerOf } from './frames/block-name.js';
import { SharedBlocks } from './frames/blocks.js';
import { EngineFrame, type FrameKnowledge } from './frames/engine-frame.js';
import { JobQueue } from './jobs/job-queue.js';
import { ResultCache } from './jobs/result-cache.js';
import { type RunningToolJob, type ToolJobRequest, ToolJobs } from './jobs/tool-jobs.js';
import { MediaService } from './media/media-service.js';
import { type MemoryPlan, planMemory } from './memory-plan.js';
import { listModels } from './model-list.js';
import { fetchModel } from './model-pull.js';
import { ModelState } from './model-state.js';
import { Pictures } from './pictures.js';
import type { ModelSetup } from './worker/models.js';
import { removeAbandonedBlocks, removeOrphanedBlocks } from './worker/orphans.js';
import { startWorker } from './worker/start.js';

export interface EngineOptions {
  readonly tools: readonly Tool[];
  /** The module that gives `tools` to workers. Default: Sfumato's own. */
  readonly toolsModule?: string | undefined;
  readonly models?: ModelSetup;
  /** The memory budget in bytes. Default: half of the machine's memory. */
  readonly memory?: number | undefined;
  /** For tests: flags of the workers' Node. */
  readonly workerFlags?: readonly string[] | undefined;
  /** Where batches are kept, and the program that runs Sfumato's command line. Without it there are none. */
  readonly batches?: { readonly folder: string; readonly command: readonly string[] } | undefined;
  /** Told of every process that is started. */
  readonly onProcess?: ((pid: number) => void) | undefined;
}

/** What an engine tells of its own accord. */
export interface EngineNews {
  /** One sentence about a process. */
  readonly text?: string;
  readonly batch?: BatchInfo;
}

/** How often processes are looked after, in milliseconds. */
const checkMs = 1000;
/** Smaller models load while nobody notices. */
const worthLoadingBytes = 10e6;
/** A cancelled job has been answered by then; its process gets this long to stop by itself, and to stay warm. */
const cancelGraceMs = 10_000;

/**
 * The engine: frames in shared memory, jobs by priority in worker processes, pictures opened, shown and written by a
 * process of their own. Nothing here computes: the event loop is free for those who talk to it. One engine serves all
 * connections; what belongs to one of them is the session's.
 */
export class Engine {
  readonly tools: readonly ToolDescription[];
  readonly plan: MemoryPlan;
  readonly blocks: SharedBlocks;
  /** Opens, shows and writes pictures. */
  readonly pictures: Pictures;
  readonly #options: EngineOptions;
  readonly #queue: JobQueue;
  readonly #jobs: ToolJobs;
  readonly #media: MediaService;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(event: EngineNews) => void>();
  readonly #batches: Batches | undefined;
  readonly #cache: ResultCache;
  readonly #estimates: Estimates;
  readonly #modelState = new ModelState();

  constructor(options: EngineOptions) {
    removeAbandonedBlocks();
    this.#options = options;
    this.plan = planMemory(options.memory);
    this.#cache = new ResultCache(this.plan.cacheBytes);
    this.#estimates = new Estimates(this.plan.foundBytes, (handle) => this.adopt(handle));
    this.tools = options.tools.map(({ run: _run, ...description }) => description);
    this.blocks = new SharedBlocks((memory) => {
      this.#media.forget([memory]);
      return this.#queue.giveBack(memory);
    });
    const sweep = (pid: number | undefined) => {
      if (pid !== undefined) removeOrphanedBlocks(pid, (memory) => this.blocks.holds(memory));
    };
    const started = (pid: number | undefined) => {
      if (pid !== undefined) options.onProcess?.(pid);
    };
    this.#media = new MediaService({ onStart: started, onExit: sweep });
    this.pictures = new Pictures(this.#media, (handle, known) => this.adopt(handle, known));
    this.#queue = new JobQueue({
      workerBytes: this.plan.workerBytes,
      start: (lost) => {
        const child = startWorker({
          models: { keepBytes: this.plan.modelBytes, ...options.models },
          cacheBytes: this.plan.foundBytes,
          spareBytes: this.plan.spareBytes,
          answer: (question) => this.#estimates.answer(question),
          toolsModule: options.toolsModule,
          cancelGraceMs,
          execArgv: options.workerFlags,
          onExit: (pid, how) => {
            sweep(pid);
            lost();
            if (how !== undefined) this.#tell({ text: `A worker process (${pid ?? 'not started'}) ${how}.` });
          },
        });
        started(child.pid);
        setImmediate(() => this.#tellSiblings());
        return child;
      },
      onBusy: (busy) => this.#batches?.setSuspended(busy),
      discard: (outputs) => {
        for (const handle of Object.values(outputs)) this.adopt(handle).release();
      },
    });
    this.#jobs = new ToolJobs({
      tools: options.tools,
      queue: this.#queue,
      toolBytes: this.plan.toolBytes,
      cache: this.#cache,
      modelState: () => this.#modelState.hash(),
      hash: (frame) => this.pictures.hash(frame),
      reduce: (frame, width, height) => this.pictures.reduce(frame, width, height),
      adopt: (handle) => this.adopt(handle),
    });
    this.#batches = options.batches && this.#openBatches(options.batches);
    this.#timer = setInterval(() => this.#queue.check(), checkMs);
    this.#timer.unref();
    this.#queue.warm();
  }

  /** Tells `listener` what happens to processes and batches. Returns how to stop that. */
  onEvent(listener: (event: EngineNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: EngineNews): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Somebody is about to work: gets a worker ready, with the largest of the models that tools use, which takes longest to load. */
  async prepare(): Promise<void> {
    this.#queue.warm();
    const tasks = new Set(this.#options.tools.flatMap(({ models }) => models.map(({ task }) => task)));
    const used = (await this.models()).filter(({ chosen, bytes }) => chosen && bytes >= worthLoadingBytes);
    used.sort((a, b) => b.bytes - a.bytes);
    const needed = used.map((model) => [...tasks].find((task) => task === model.task));
    const task = needed.find((t) => t !== undefined);
    if (task !== undefined) this.#queue.warm(task);
  }

  models(): Promise<ModelInfo[]> {
    return listModels(this.#options.models ?? {});
  }

  /** Fetches what is missing of a model; workers find it with their next job. */
  pullModel(id: string, signal: AbortSignal, onProgress: (report: ProgressReport) => void): Promise<void> {
    return fetchModel(id, signal, onProgress);
  }

  status(): Omit<EngineStatus, 'clients'> {
    return {
      version: engineVersion,
      pid: process.pid,
      uptimeMs: performance.now() - this.#started,
      workers: this.#queue.workers(),
      jobs: this.#queue.counts,
      memory: {
        budgetBytes: this.plan.budgetBytes,
        engineBytes: process.memoryUsage.rss(),
        frameBytes: this.blocks.bytes,
        frames: this.blocks.count,
        cacheBytes: this.#cache.bytes + this.#estimates.bytes,
      },
    };
  }

  /** Takes over the block of a frame that another process made. */
  adopt(handle: FrameHandle, known?: FrameKnowledge): EngineFrame {
    return new EngineFrame(handle, this.blocks, known);
  }

  /** A picture in a block that its client keeps, `memory`. `onReleased` is told when nothing reads it any more. */
  view(handle: FrameHandle, memory: Uint8Array, onReleased: () => void): EngineFrame {
    return new EngineFrame(handle, this.blocks, { fleeting: memory, onReleased });
  }

  /** Whether an engine's process made a block, or one that it holds was made in this process. */
  isOwn(memory: string): boolean {
    const maker = makerOf(memory);
    if (maker === process.pid) return this.blocks.holds(memory);
    return maker !== undefined && (maker === this.#media.pid || this.#queue.pids().includes(maker));
  }

  /** Throws LIMIT_EXCEEDED when `bytes` more do not fit into what clients may hold. */
  requireMemory(bytes: number): void {
    const fits = () => this.blocks.bytes + bytes <= this.plan.frameBytes;
    if (!fits()) this.#cache.shrink(0);
    if (!fits()) this.#estimates.shrink(0);
    if (fits()) return;
    const mb = (n: number) => `${Math.ceil(n / 2 ** 20)} MB`;
    const cause = `${mb(bytes)} more do not fit into the ${mb(this.plan.frameBytes)} for pictures, of which ${mb(this.blocks.bytes)} are in use.`;
    throw new SfumatoError('LIMIT_EXCEEDED', cause);
  }

  /** Throws NOT_SUPPORTED, PARAM_UNKNOWN and PARAM_INVALID at once. */
  run(request: ToolJobRequest): RunningToolJob {
    return this.#jobs.start(request);
  }

  /** The engine's batches. Throws NOT_SUPPORTED when it has none. */
  get batches(): Batches {
    if (this.#batches) return this.#batches;
    throw new SfumatoError('NOT_SUPPORTED', 'This engine runs no batches.');
  }

  #openBatches({ folder, command }: NonNullable<EngineOptions['batches']>): Batches {
    const batches = new Batches({
      folder,
      command,
      tools: this.#options.tools,
      onChange: (batch) => this.#tell({ batch }),
      onProcess: (pid) => {
        this.#options.onProcess?.(pid);
        this.#tellSiblings();
      },
    });
    void batches.load();
    return batches;
  }

  /** Whoever may be suspended when the engine dies is woken by the media process. */
  #tellSiblings(): void {
    this.#media.setSiblings([...this.#queue.pids(), ...(this.#batches?.groups() ?? [])]);
  }

  /** Ends all work and all processes. Batches go on with the next engine. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#batches?.close();
    this.#cache.shrink(0);
    this.#estimates.shrink(0);
    await this.#queue.close();
    await this.#media.close();
    removeOrphanedBlocks(process.pid);
  }
}
