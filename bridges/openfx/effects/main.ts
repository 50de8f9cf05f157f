// SPDX-License-Identifier: Apache-2.0
// node dist/main.js TABLE.cc: writes the table of effects where it is not there already.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { engineVersion } from '@sfumato/core';
import { declaredEffects } from './recorded.js';
import { effectsTable } from './table.js';

const [target] = process.argv.slice(2);
if (target === undefined) throw new TypeError('Expected the path of a C++ file to write');
const made = effectsTable(declaredEffects(), engineVersion);
mkdirSync(dirname(target), { recursive: true });
if (!existsSync(target) || readFileSync(target, 'utf8') !== made) writeFileSync(target, made);
