// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../media/index.js';
import { SfumatoError } from '../../protocol/index.js';
import { forgetInCache } from './host-cache.js';
import { bundleName } from './places.js';

export interface Installation {
  /** The folder that hosts look into; made where it is missing. */
  readonly folder: string;
  /** Lists of hosts that may know an earlier bundle. */
  readonly caches: readonly string[];
}

/** Hosts skip folders whose name begins so: nothing half copied is ever loaded. */
const hiddenName = (): string => `@${bundleName}.${process.pid}`;

/**
 * Copies the bundle into the folder, replaces one that is there, and makes hosts look at it anew. Gives what was done, a
 * sentence each. Throws FILE_UNWRITABLE.
 */
export async function installBundle(
  bundle: string,
  { folder, caches }: Installation,
): Promise<readonly string[]> {
  const target = join(folder, bundleName);
  const copy = join(folder, hiddenName());
  const replaced = existsSync(target);
  try {
    await makeFolder(folder);
    await cp(bundle, copy, { recursive: true });
    await removeBundle(target);
    await rename(copy, target);
  } catch (error) {
    await rm(copy, { recursive: true, force: true }).catch(() => {});
    throw refusal(error, folder);
  }
  return [`${replaced ? 'Replaced' : 'Copied'} ${target}.`, ...(await forget(caches))];
}

/** Takes the bundle out of the folder. Throws FILE_UNWRITABLE; that none was there is told, and no fault. */
export async function uninstallBundle({ folder, caches }: Installation): Promise<readonly string[]> {
  const target = join(folder, bundleName);
  if (!existsSync(target)) return [`There is no ${target}.`, ...(await forget(caches))];
  try {
    await removeBundle(target);
  } catch (error) {
    throw refusal(error, folder);
  }
  return [`Removed ${target}.`, ...(await forget(caches))];
}

/** Out of sight at once, then gone: a running host never sees half a bundle. */
async function removeBundle(target: string): Promise<void> {
  if (!existsSync(target)) return;
  const old = join(target, '..', `${hiddenName()}.old`);
  await rename(target, old);
  await rm(old, { recursive: true, force: true });
}

async function forget(caches: readonly string[]): Promise<string[]> {
  const done = await Promise.all(caches.map((path) => forgetInCache(path, bundleName)));
  return done.filter((sentence) => sentence !== undefined);
}

function refusal(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const denied = error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS';
  const remedy = denied
    ? [
        process.platform === 'win32'
          ? 'Run this in a terminal that was opened as administrator.'
          : 'Run it with sudo: `sudo "$(command -v sfumato)" install resolve`.',
        'Or install into a folder of yours with --to, and set OFX_PLUGIN_PATH to that folder for the host.',
      ]
    : ['Close the host, which may be using the plug-in, and try again.'];
  return new SfumatoError(
    'FILE_UNWRITABLE',
    `The plug-in could not be written to ${folder}: ${denied ? 'permission was denied' : error.message}.`,
    { remedy, source: error },
  );
}
