// SPDX-License-Identifier: Apache-2.0
// Builds the host, its driver and its own plugins, once for each way of sanitizing them.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Sanitizer = 'none' | 'address' | 'thread';

const flags = { none: '', address: 'address,undefined', thread: 'thread' } as const satisfies Record<
  Sanitizer,
  string
>;

/** Why the host cannot run here; undefined where it can. It loads Linux bundles. */
export const notHere: string | undefined =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : 'the OpenFX host for tests runs on 64-bit Linux';

export interface BuiltHost {
  readonly drive: string;
  /** The folder that holds the bundles of its own plugins. */
  readonly plugins: string;
  readonly sanitizer: Sanitizer;
}

/** Runs CMake on a folder of the project; test files that need the same build wait for each other. */
export async function buildWithCmake(
  source: string,
  folder: string,
  options: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const launcher = await run('ccache', ['--version']).then(
    () => ['-DCMAKE_CXX_COMPILER_LAUNCHER=ccache'],
    () => [],
  );
  const locked = (...command: string[]) =>
    run('flock', [join(folder, '.lock'), ...command], { maxBuffer: 2 ** 26 }).catch((error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command.join(' ')} failed:\n${stdout}\n${stderr}`);
    });
  await locked('cmake', '-S', source, '-B', folder, '--log-level=WARNING', ...launcher, ...options);
  await locked('cmake', '--build', folder, '--parallel', '2');
}

/** The sanitizer that tests of the real plugin are to build it and the host with; by default the packaged one is loaded. */
export const wantedSanitizer: Sanitizer | undefined = (['address', 'thread'] as const).find(
  (name) => name === process.env.SFUMATO_OFX_SANITIZE,
);

const here = dirname(fileURLToPath(import.meta.url));
/** Outside of the tests' folder: CMake leaves files there that look like TypeScript. */
const builds = join(here, '../../../build/openfx-host');

export async function buildHost(sanitizer: Sanitizer = 'none'): Promise<BuiltHost> {
  const folder = join(builds, sanitizer);
  await buildWithCmake(here, folder, [`-DSFUMATO_SANITIZE=${flags[sanitizer]}`]);
  return { drive: join(folder, 'drive'), plugins: join(folder, 'plugins'), sanitizer };
}

/** Builds the real plugin with a sanitizer; gives the folder that holds its bundle. Needs the built project. */
export async function buildPlugin(sanitizer: Sanitizer): Promise<string> {
  const folder = join(builds, `plugin-${sanitizer}`);
  const source = join(here, '../../../bridges/openfx');
  await buildWithCmake(source, folder, [`-DSFUMATO_SANITIZE=${flags[sanitizer]}`, '-DSFUMATO_TESTS=OFF']);
  const bundle = join(folder, 'bundles/Sfumato.ofx.bundle/Contents/Linux-x86-64');
  mkdirSync(bundle, { recursive: true });
  // Another test's host may have the old one in use: the new one takes its place, its pages stay.
  const copy = join(bundle, `Sfumato.ofx.${process.pid}`);
  copyFileSync(join(folder, 'Sfumato.ofx'), copy);
  renameSync(copy, join(bundle, 'Sfumato.ofx'));
  return join(folder, 'bundles');
}
