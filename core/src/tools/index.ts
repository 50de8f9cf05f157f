// SPDX-License-Identifier: Apache-2.0
import type { Tool } from '../tool/index.js';
import { denoise } from './denoise/denoise.js';
import { fill } from './fill/tool.js';
import { mask } from './mask/tool.js';
import { relight } from './relight/relight.js';

/** Every tool of this engine. Hosts, the command line and the reference docs are made from this list. */
export const tools: readonly Tool[] = [mask, fill, relight, denoise];

/** The tool of that id, if there is one. */
export const findTool = (id: string): Tool | undefined => tools.find((tool) => tool.id === id);
