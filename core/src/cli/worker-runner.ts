// SPDX-License-Identifier: Apache-2.0
import { ToolWorker } from '../engine/index.js';
import { removeAbandonedBlocks, removeOrphanedBlocks } from '../engine/worker/orphans.js';
import type { RunTool } from './job.js';
import type { ToolRequest } from './tool-command.js';

/** Where tools run, made for one command. */
export interface Runner {
  readonly run: RunTool;
  close(): Promise<void>;
  /** Ends everything at once, for a process that is about to end. */
  kill(): void;
}

/** Runs tools in a worker process, so that neither a model nor a kernel can block or crash the command. */
export function workerRunner(
  request: Pick<ToolRequest, 'provider' | 'models' | 'memory'>,
  toolsModule?: string,
): Runner {
  removeAbandonedBlocks();
  const { provider, models, memory } = request;
  const worker = new ToolWorker({
    models: { ...(provider && { provider }), choose: models },
    ...(toolsModule !== undefined && { toolsModule }),
  });
  return {
    run: (tool, options) =>
      worker.run({ ...options, tool: tool.id, ...(memory !== undefined && { memoryBudget: memory }) }),
    close: () => worker.close(),
    kill() {
      const { pid } = worker;
      if (pid !== undefined) {
        process.kill(pid, 'SIGKILL');
        removeOrphanedBlocks(pid);
      }
      removeOrphanedBlocks(process.pid);
    },
  };
}
