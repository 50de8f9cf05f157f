// SPDX-License-Identifier: Apache-2.0

export * from '../protocol/params.js';
export type { Provenance, ResultNote, UsedModel } from '../protocol/provenance.js';
export type * from '../protocol/tool-description.js';
export { createFrameCache, frameCache } from './cache.js';
export type { ResultCache, ToolContext } from './context.js';
export * from './define.js';
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
