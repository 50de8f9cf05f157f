// SPDX-License-Identifier: Apache-2.0

export { Engine, type EngineOptions } from './engine.js';
export { makerOf } from './frames/block-name.js';
export { EngineFrame } from './frames/engine-frame.js';
export { FrameTable } from './frames/frame-table.js';
export type { RunningToolJob } from './jobs/tool-jobs.js';
export { type ModelSetup, openModels } from './worker/models.js';
export { removeOrphanedBlocks } from './worker/orphans.js';
export { type ToolJob, ToolWorker, type ToolWorkerOptions } from './worker/tool-worker.js';
