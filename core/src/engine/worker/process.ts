// SPDX-License-Identifier: Apache-2.0
// The worker process: runs one tool at a time on shared frames. Started by ToolWorker, never by hand.
import { constants, setPriority } from 'node:os';
import { Frame } from '../../frame/index.js';
import { reportOf, SfumatoError } from '../../protocol/index.js';
import { runTool, type Tool, type ToolResult } from '../../tool/index.js';
import type { FromWorker, ToWorker } from './messages.js';
import { openModels } from './models.js';

// Its threads use every core: whoever waits for the result, and the host beside it, go first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const [setupText = '{}', toolsModule = new URL('../../tools/index.js', import.meta.url).href] =
  process.argv.slice(2);
const models = await openModels(JSON.parse(setupText));
const { tools }: { tools: readonly Tool[] } = await import(toolsModule);
const running = new Map<number, AbortController>();

function send(message: FromWorker): void {
  process.send?.(message);
}

async function runJob(message: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  const { job } = message;
  const controller = new AbortController();
  running.set(job, controller);
  try {
    const tool = tools.find((t) => t.id === message.tool);
    if (!tool) throw new SfumatoError('NOT_SUPPORTED', `There is no tool called ${message.tool}.`);
    const inputs = Object.entries(message.inputs).map(([id, handle]) => [id, Frame.open(handle)] as const);
    const result = await runTool(tool, {
      inputs: Object.fromEntries(inputs),
      params: message.params,
      quality: message.quality,
      models,
      signal: controller.signal,
      shared: true,
      ...(message.memoryBudget !== null && { memoryBudget: message.memoryBudget }),
      onProgress: ({ phase, fraction }) => send({ type: 'progress', job, phase, fraction }),
    });
    send({ type: 'done', job, ...result, outputs: handlesOf(result) });
  } catch (error) {
    send({ type: 'failed', job, error: reportOf(error) });
  } finally {
    running.delete(job);
  }
}

function handlesOf(result: ToolResult) {
  return Object.fromEntries(
    Object.entries(result.outputs).map(([id, frame]) => {
      // An output may be a view of memory that was not allocated for it: hand over a shared copy then.
      return [id, (frame.memory === undefined ? frame.toShared() : frame).handle()];
    }),
  );
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') running.get(message.job)?.abort();
  else void runJob(message);
});
process.on('disconnect', () => process.exit(0));
// The terminal sends Ctrl-C to the whole group: the engine decides what to stop.
process.on('SIGINT', () => {});
send({ type: 'ready' });
