// SPDX-License-Identifier: Apache-2.0
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where this user's models and settings live: SFUMATO_HOME, else the system's folder for application data
 * (XDG_DATA_HOME or ~/.local/share; ~/Library/Application Support; %LOCALAPPDATA%).
 */
export function userFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.SFUMATO_HOME) return resolve(env.SFUMATO_HOME);
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Sfumato');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sfumato');
  // A relative XDG_DATA_HOME is invalid by the XDG Base Directory specification and must be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'sfumato');
}
