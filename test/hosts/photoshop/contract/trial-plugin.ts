// SPDX-License-Identifier: Apache-2.0
// A plug-in of one panel, to try the emulator with.
import { zipSync } from 'fflate';

export const trialManifest = {
  manifestVersion: 5,
  id: 'org.sfumato.trial',
  name: 'Trial',
  version: '1.0.0',
  main: 'index.html',
  host: { app: 'PS', minVersion: '26.1.0' },
  entrypoints: [{ type: 'panel', id: 'trial' }],
  requiredPermissions: { network: { domains: 'all' } },
};

const unix = 3;

/** Its .ccx. `mode`: Unix permission bits of every file. */
export function packageOf(
  manifest: object,
  files: Readonly<Record<string, string>> = {},
  mode = 0o644,
): Buffer {
  const all: Readonly<Record<string, string>> = {
    'manifest.json': JSON.stringify(manifest),
    'index.html': '<!doctype html><script src="main.js"></script>',
    'main.js': '',
    ...files,
  };
  const entries = Object.entries(all).map(([name, text]) => [
    name,
    [new TextEncoder().encode(text), { os: unix, attrs: (0o100000 | mode) << 16 }],
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}
