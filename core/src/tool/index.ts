// SPDX-License-Identifier: Apache-2.0
export { createFrameCache, frameCache } from './cache.js';
export type { ResultCache, ResultNote, ToolContext } from './context.js';
export * from './define.js';
export * from './params.js';
export type { Provenance, UsedModel } from './provenance.js';
export { type ProgressReport, type RunOptions, runTool, type ToolResult } from './run.js';
export { paramSchema, paramsSchema, parseParams } from './schema.js';
export {
  runTiled,
  type TileAxis,
  type TileModel,
  type TileNeeds,
  type TileOptions,
  type TileReport,
  type TileSpan,
  tileAxis,
} from './tiles.js';
