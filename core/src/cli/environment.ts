// SPDX-License-Identifier: Apache-2.0
import type { Tool } from '../tool/index.js';
import type { Streams } from './report.js';

/** What the command line works with. */
export interface CliEnvironment {
  readonly tools: readonly Tool[];
  readonly streams: Streams;
  /** The module that gives `tools` to workers. Default: the engine's own. */
  readonly toolsModule?: string;
}
