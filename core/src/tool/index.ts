// SPDX-License-Identifier: Apache-2.0
export type { ResultCache, ResultNote, ToolContext } from './context.js';
export * from './define.js';
export * from './params.js';
