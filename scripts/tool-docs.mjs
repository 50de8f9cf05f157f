// SPDX-License-Identifier: Apache-2.0
// npm run docs: writes docs/tools.md from the tools' declarations, docs/protocol.md from the protocol's schemas, and what
// OpenFX projects know of the tools (needs a build). With --check, only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  breaks,
  controlsReference,
  declaredEffects,
  identifiersOf,
  identifiersReference,
  recordedIdentifiers,
} from '../bridges/openfx/dist/index.js';
import { protocolReference } from '../core/dist/cli/protocol-reference.js';
import { toolsReference } from '../core/dist/cli/tools-reference.js';
import { tools } from '../core/dist/tools/index.js';
import { fail, root } from './process.mjs';

const effects = declaredEffects();
const identifiers = identifiersOf(effects);
const broken = breaks(recordedIdentifiers(), identifiers);
if (broken.length > 0) fail(`Saved OpenFX projects would break:\n${broken.join('\n')}`);

const pages = {
  'docs/tools.md': toolsReference(tools),
  'docs/protocol.md': protocolReference(),
  'docs/openfx-controls.md': controlsReference(effects),
  'docs/openfx-ids.md': identifiersReference(identifiers),
  'bridges/openfx/effects/ids.json': `${JSON.stringify(identifiers, undefined, 2)}\n`,
};

for (const [name, made] of Object.entries(pages)) {
  const path = join(root, name);
  if (!process.argv.includes('--check')) writeFileSync(path, made);
  else if (readFileSync(path, 'utf8') !== made)
    fail(`${name} is not what the code declares. Run npm run docs.`);
}
