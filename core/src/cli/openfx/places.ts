// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const bundleName = 'Sfumato.ofx.bundle';

/** The bundle that `npm run build` made, beside this code; undefined where it is not there. */
export function builtBundle(): string | undefined {
  const path = fileURLToPath(new URL(`../../../../plugins/resolve/build/${bundleName}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}

/** The folder in which every OpenFX host looks. */
export function standardFolder(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (platform === 'win32')
    return join(env.CommonProgramFiles ?? 'C:\\Program Files\\Common Files', 'OFX', 'Plugins');
  return platform === 'darwin' ? '/Library/OFX/Plugins' : '/usr/OFX/Plugins';
}

/** Where DaVinci Resolve remembers plug-ins that it has looked at, those that it could not load among them. */
export function resolveCaches(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string[] {
  const folder =
    platform === 'win32'
      ? join(
          env.APPDATA ?? join(home, 'AppData', 'Roaming'),
          'Blackmagic Design',
          'DaVinci Resolve',
          'Support',
        )
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support', 'Blackmagic Design', 'DaVinci Resolve')
        : join(home, '.local', 'share', 'DaVinciResolve');
  return ['OFXPluginCacheV2.xml', 'OFXPluginCache.xml'].map((name) => join(folder, name));
}
