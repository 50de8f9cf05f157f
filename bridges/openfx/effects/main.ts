// SPDX-License-Identifier: Apache-2.0
// node dist/main.js TABLE.cc: writes the table of effects where it is not there already. With --record: writes ids.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { breaks, effectsTable, identifiersOf } from './index.js';
import { declaredEffects, identifiersFile, recordedIdentifiers } from './recorded.js';

const effects = declaredEffects();
const now = identifiersOf(effects);
const [target] = process.argv.slice(2);
if (target === '--record') {
  const broken = breaks(recordedIdentifiers(), now);
  if (broken.length > 0) {
    console.error(`Saved projects would break:\n${broken.join('\n')}`);
    process.exit(1);
  }
  writeFileSync(identifiersFile, `${JSON.stringify(now, undefined, 2)}\n`);
} else if (target !== undefined) {
  const made = effectsTable(effects);
  mkdirSync(dirname(target), { recursive: true });
  if (!existsSync(target) || readFileSync(target, 'utf8') !== made) writeFileSync(target, made);
}
