// SPDX-License-Identifier: Apache-2.0
// The bundle as it is packaged, for hosts that load it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The folder that holds Sfumato.ofx.bundle as `npm run build` makes it. */
export const bundles = join(root, 'plugins/resolve/build');

if (!existsSync(join(bundles, 'Sfumato.ofx.bundle')))
  throw new Error(`There is no bundle in ${bundles}: run \`npm run build\` first.`);

export const effectOf = (tool: string): string => `dev.sfumato.openfx.${tool}`;

/**
 * For hosts with a sanitizer: what a library keeps for as long as it is loaded (its own C++ runtime's reserve for
 * exceptions, the engine client) would be reported as lost when the host lets go of it before it ends.
 */
export const sanitizedEnv = { OFXHOST_KEEP: '1' } as const;
