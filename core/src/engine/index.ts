// SPDX-License-Identifier: Apache-2.0
export { type ModelSetup, openModels } from './worker/models.js';
export { type ToolJob, ToolWorker, type ToolWorkerOptions } from './worker/tool-worker.js';
