// SPDX-License-Identifier: Apache-2.0
// The browser that tests run in: one that is there, or Debian's own.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Tests talk to nobody but the engine: the browser must not either. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const runs = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a Chromium: SFUMATO_CHROMIUM, or one on PATH; undefined when there is none. */
export function findChromium(environment = process.env) {
  if (environment.SFUMATO_CHROMIUM) return environment.SFUMATO_CHROMIUM;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(runs);
}

/** Finds a Chromium; on Debian, as root, installs one when there is none. Undefined: there is none and `why` was told. */
export function provideChromium(say = console.log) {
  const found = findChromium();
  if (found) return found;
  const debian = existsSync('/etc/debian_version');
  if (debian && process.getuid?.() === 0) {
    say('Installing chromium for the browser tests (apt-get)…');
    const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
    if (spawnSync('apt-get', install, options).status !== 0) {
      // The lists may be old or missing.
      spawnSync('apt-get', ['update'], options);
      spawnSync('apt-get', install, options);
    }
    const installed = findChromium();
    if (installed) return installed;
  }
  say(
    [
      'The browser tests need Chromium or Chrome, and none was found. Do one of these:',
      ...(debian ? ['  - apt-get install chromium'] : []),
      '  - put chromium, chromium-browser or google-chrome on PATH',
      '  - set SFUMATO_CHROMIUM to the path of one',
    ].join('\n'),
  );
  return undefined;
}

if (process.argv[1] === import.meta.filename) {
  const path = provideChromium();
  if (path) console.log(path);
  else process.exitCode = 1;
}
