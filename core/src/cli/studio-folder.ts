// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of Studio's page, if that package is installed and built. */
export function studioFolder(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@sfumato/studio/package.json');
    const folder = join(dirname(manifest), 'dist');
    return existsSync(join(folder, 'index.html')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
