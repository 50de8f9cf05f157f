// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isReadablePath, stillFormats } from '../media/index.js';
import { SfumatoError } from '../protocol/error.js';

/** A picture to work on. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** Where it lay inside the folder or pattern that named it: `.` or a sub-folder, kept in the output. */
  readonly folder: string;
}

export interface FoundInputs {
  readonly files: readonly InputFile[];
  /** Whether the arguments named one file: then OUT may name one too. */
  readonly single: boolean;
}

const readable = Object.values(stillFormats)
  .flatMap(({ extensions }) => [...extensions])
  .filter((extension) => isReadablePath(`x${extension}`))
  .map((extension) => extension.slice(1));

/**
 * The pictures that arguments name: files as they are, folders with all pictures below them, and patterns (`shots/*.tif`)
 * where the shell did not expand them. In folders and patterns, names that are no pictures are left out; hidden ones too.
 * Sorted, each once. Throws INPUT_INVALID when nothing matches. A file that is named and missing is kept: it fails on its
 * own, without stopping the others.
 */
export async function findInputs(args: readonly string[]): Promise<FoundInputs> {
  const files = new Map<string, InputFile>();
  let named = 0;
  for (const arg of args) {
    const found = await expand(arg);
    if (found.length === 1 && found[0]?.path === resolve(arg)) named++;
    for (const file of found) if (!files.has(file.path)) files.set(file.path, file);
  }
  const list = [...files.values()];
  return { files: list, single: named === 1 && list.length === 1 };
}

async function expand(arg: string): Promise<InputFile[]> {
  const known = await stat(arg).catch(() => undefined);
  if (known?.isDirectory()) {
    return search(arg, `**/*.{${readable.join(',')}}`, `The folder ${arg} holds no pictures.`);
  }
  if (!known && isDynamicPattern(arg)) {
    // The part before the first wildcard stays the root, so that sub-folders below it are kept in the output.
    const parts = arg.replaceAll('\\', '/').split('/');
    const fixed = parts.findIndex((part) => isDynamicPattern(part));
    const root = parts.slice(0, fixed).join('/') || (arg.startsWith('/') ? '/' : '.');
    return search(root, parts.slice(fixed).join('/'), `No picture matches ${arg}.`);
  }
  return [{ path: resolve(arg), folder: '.' }];
}

async function search(root: string, pattern: string, none: string): Promise<InputFile[]> {
  const cwd = resolve(root);
  const found = await glob(pattern, { cwd, caseSensitiveMatch: false, dot: false, onlyFiles: true });
  const paths = found.filter(isReadablePath).sort();
  if (paths.length === 0) {
    throw new SfumatoError('INPUT_INVALID', none, {
      remedy: [
        `Name files with one of the endings ${readable.join(', ')}, and check that you may read them.`,
      ],
    });
  }
  return paths.map((path) => ({ path: join(cwd, path), folder: dirname(path) }));
}

/**
 * The file for a further input (a mask, depth) that goes with `input`: `given` itself, or in a folder the picture with the
 * same stem. Throws FILE_UNREADABLE when that folder has none.
 */
export async function companionOf(input: InputFile, given: string): Promise<string> {
  const known = await stat(given).catch(() => undefined);
  if (!known?.isDirectory()) return resolve(given);
  const stem = parse(input.path).name;
  const folder = join(resolve(given), input.folder);
  for (const extension of readable) {
    const path = join(folder, `${stem}.${extension}`);
    if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  }
  throw new SfumatoError(
    'FILE_UNREADABLE',
    `The folder ${relative('.', folder) || folder} holds no picture named ${stem} to go with ${basename(input.path)}.`,
  );
}
