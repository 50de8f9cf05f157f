// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { SfumatoError } from '../protocol/index.js';
import { enginePlaces, writeStartCommand } from '../server/index.js';
import { installBundle, uninstallBundle } from './openfx/install.js';
import { builtBundle, bundleName, resolveCaches, standardFolder } from './openfx/places.js';
import type { Streams } from './report.js';
import { engineScript } from './start-engine.js';

interface InstallFlags {
  readonly to?: string;
  readonly from?: string;
}

const host = () => new Argument('<host>', 'the program to install for').choices(['resolve']);
const installation = ({ to }: InstallFlags) => ({
  folder: to === undefined ? standardFolder() : resolve(to),
  caches: resolveCaches(),
});

/** `sfumato install resolve`. Its actions throw SfumatoError. */
export function installCommand(out: Streams['out']): Command {
  return new Command('install')
    .description('Install Sfumato into DaVinci Resolve and every other OpenFX host.')
    .addArgument(host())
    .option('--to <folder>', 'into this folder in place of the one where hosts look')
    .option('--from <bundle>', `this ${bundleName} in place of the one that came with the command`)
    .action(async (_host: string, flags: InstallFlags) => {
      const bundle = bundleOf(flags);
      const done = await installBundle(bundle, installation(flags));
      const lines = [...done, await rememberStart(), ...nextSteps(flags)];
      out.write(`${lines.join('\n')}\n`);
    });
}

/** `sfumato uninstall resolve`. */
export function uninstallCommand(out: Streams['out']): Command {
  return new Command('uninstall')
    .description('Take Sfumato out of DaVinci Resolve and other OpenFX hosts.')
    .addArgument(host())
    .option('--to <folder>', 'the folder that it was installed into')
    .action(async (_host: string, flags: InstallFlags) => {
      out.write(`${(await uninstallBundle(installation(flags))).join('\n')}\n`);
    });
}

function bundleOf({ from }: InstallFlags): string {
  const bundle = from === undefined ? builtBundle() : resolve(from);
  if (bundle !== undefined && existsSync(join(bundle, 'Contents'))) return bundle;
  if (from !== undefined)
    throw new SfumatoError('FILE_UNREADABLE', `${from} is no OpenFX bundle: it has no Contents folder.`);
  throw new SfumatoError('FILE_UNREADABLE', `The OpenFX bundle is not here.`, {
    remedy: ['Build it with `npm run build`, or name one with --from.'],
  });
}

/** How the plug-in starts the engine. Whoever installs for others with sudo must not write into their own folder. */
async function rememberStart(): Promise<string> {
  if (process.getuid?.() === 0 && process.env.SUDO_USER !== undefined)
    return 'Run `sfumato engine start` once as yourself: the plug-in then knows how to start the engine.';
  await writeStartCommand(enginePlaces(), [process.execPath, engineScript(), 'engine', 'start']);
  return 'The plug-in starts the engine by itself when the first frame needs it.';
}

const nextSteps = ({ to }: InstallFlags): string[] => [
  ...(to === undefined ? [] : [`Set OFX_PLUGIN_PATH to ${resolve(to)} for the host.`]),
  'Start Resolve again; the effects are under OpenFX, Sfumato. Where they are missing, switch the plug-in on in',
  'Preferences, Video Plugins.',
];
