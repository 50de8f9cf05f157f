// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tools } from '@sfumato/core';
import { effectOf } from './effect.js';
import type { Identifiers } from './identifiers.js';
import type { Effect } from './model.js';

/** The file that holds what saved projects know. */
export const identifiersFile = join(import.meta.dirname, '../effects/ids.json');

export const recordedIdentifiers = (): Identifiers => JSON.parse(readFileSync(identifiersFile, 'utf8'));

/** One effect for each tool that works on single frames, in the recorded order of their views. */
export function declaredEffects(): readonly Effect[] {
  const recorded = recordedIdentifiers();
  return tools
    .filter(({ media }) => media === 'frame')
    .map((tool) => effectOf(tool, recorded[tool.id]?.views));
}
