// SPDX-License-Identifier: Apache-2.0
// The bundle as it is packaged, for hosts that load it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The folder that holds Sfumato.ofx.bundle: SFUMATO_OFX_BUNDLES, or what `npm run build` makes. */
export const bundles = process.env.SFUMATO_OFX_BUNDLES ?? join(root, 'plugins/resolve/build');

if (!existsSync(join(bundles, 'Sfumato.ofx.bundle')))
  throw new Error(`There is no bundle in ${bundles}: run \`npm run build\` first.`);

export const effectOf = (tool: string): string => `dev.sfumato.openfx.${tool}`;

/**
 * For hosts with an address sanitizer that load the packaged library: it brings its own C++ runtime, whose reserve for
 * exceptions (72 KB) is not given back when a host unloads it, which would be reported as a leak.
 */
export const packagedEnv = { ASAN_OPTIONS: 'detect_leaks=0' } as const;
