// SPDX-License-Identifier: Apache-2.0
// The worker process: runs one tool at a time on shared frames. Started by an engine, never by hand.
import type { Frame, FrameHandle } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/index.js';
import { hashFrame, knownHash } from '../../tool/hash.js';
import { createFrameCache, frameCache, runTool, type Tool, type ToolResult } from '../../tool/index.js';
import { serveParent } from '../child/serve.js';
import {
  type WorkerJob,
  type WorkerNote,
  type WorkerQuestion,
  type WorkerReply,
  type WorkerResult,
  type WorkerSetup,
  worthKeepingMs,
} from './messages.js';
import { openModels, withChoice } from './models.js';
import { OpenedFrames } from './opened-frames.js';
import { removeOrphanedBlocks } from './orphans.js';
import { sharedEstimates } from './shared-estimates.js';
import { SpareBlocks } from './spare-blocks.js';

const setup: Partial<WorkerSetup> = JSON.parse(process.argv[2] ?? '{}');
const {
  toolsModule = new URL('../../tools/index.js', import.meta.url).href,
  cacheBytes,
  spareBytes = 0,
} = setup;
/** How often spare blocks are looked after, in milliseconds. */
const spareCheckMs = 2000;
const parent = process.ppid;
const models = await openModels(setup.models ?? {});
const ownCache = cacheBytes === undefined ? frameCache : createFrameCache(cacheBytes);
const { tools }: { tools: readonly Tool[] } = await import(toolsModule);
const frames = new OpenedFrames();
const blocks = new SpareBlocks(spareBytes);
setInterval(() => blocks.check(), spareCheckMs).unref();

const ask = serveParent<WorkerJob, WorkerResult, WorkerNote, WorkerQuestion, WorkerReply>({
  async call(job, { signal, progress }) {
    const tool = tools.find((t) => t.id === job.tool);
    if (!tool) throw new SfumatoError('NOT_SUPPORTED', `There is no tool called ${job.tool}.`);
    const inputs = Object.entries(job.inputs).map(([id, input]) => [id, frames.input(input)] as const);
    const result = await runTool(tool, {
      inputs: Object.fromEntries(inputs),
      params: job.params,
      outputs: job.outputs,
      quality: job.quality,
      models: withChoice(models, job.models),
      cache,
      signal,
      allocate: (format, options) => blocks.allocate(format, options),
      ...(job.memoryBudget !== null && { memoryBudget: job.memoryBudget }),
      onProgress: progress,
    });
    const fleeting = inputs.filter(([id]) => job.inputs[id]?.keep === 'block');
    const worthKeeping = result.elapsedMs >= worthKeepingMs;
    const contents = fleeting.flatMap(([id, frame]) => {
      const content = worthKeeping ? hashFrame(frame) : knownHash(frame);
      return content === undefined ? [] : [[id, content]];
    });
    const memory = new Set(fleeting.map(([, frame]) => frame.memory));
    return { ...result, outputs: handlesOf(result, memory), contents: Object.fromEntries(contents) };
  },
  note(note) {
    if (note.type === 'forget') {
      frames.forget(note.memory);
      blocks.giveBack(note.memory);
    }
    // What is wrong with the model is told to the first job that needs it.
    else models.find(note.task).catch(() => {});
  },
  orphaned() {
    removeOrphanedBlocks(parent);
    removeOrphanedBlocks(process.pid);
  },
});

const cache = setup.estimates ? sharedEstimates(ownCache, ask) : ownCache;

function handlesOf(
  result: ToolResult,
  fleeting: ReadonlySet<string | undefined>,
): Readonly<Record<string, FrameHandle>> {
  return Object.fromEntries(
    Object.entries(result.outputs).map(([id, frame]) => {
      // An output may be a view of memory that was not allocated for it, or that its client fills anew: a copy goes out then.
      const lasting = frame.memory !== undefined && !fleeting.has(frame.memory);
      return [id, (lasting ? frame : sharedCopy(frame)).handle()];
    }),
  );
}

function sharedCopy(frame: Frame): Frame {
  const copy = blocks.allocate(frame.format(), { overwritten: true });
  for (let y = 0; y < frame.height; y++) copy.row(y).set(frame.row(y));
  return copy;
}
