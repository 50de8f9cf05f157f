// SPDX-License-Identifier: Apache-2.0
// node scripts/manifest-schema.mjs: writes models/schema.json, the JSON schema of models/*/model.json, from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestJsonSchema } from '../core/dist/model/manifest.js';
import { bin, root, run } from './process.mjs';

writeFileSync(join(root, 'models', 'schema.json'), JSON.stringify(manifestJsonSchema()));
run(bin('biome'), ['format', '--write', 'models/schema.json'], { cwd: root });
