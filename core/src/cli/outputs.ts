// SPDX-License-Identifier: Apache-2.0
import { stat } from 'node:fs/promises';
import { basename, extname, join, parse, resolve, sep } from 'node:path';
import { formatOfPath, requireFormat, type StillFormat, stillFormats, traitsOf } from '../media/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { Tool } from '../tool/index.js';
import type { FoundInputs, InputFile } from './inputs.js';

/** A file that an item will give. */
export interface PlannedFile {
  readonly path: string;
  /** The tool's output in it; undefined for PSD, which holds all. */
  readonly output: string | undefined;
  /** Which variation, from 1. */
  readonly variation: number;
  /** Whether it may be missing: an output that only some parameters give, asked for with `all`. */
  readonly optional: boolean;
}

export interface PlannedItem {
  readonly input: InputFile;
  readonly format: StillFormat;
  readonly files: readonly PlannedFile[];
}

export interface OutputOptions {
  readonly tool: Tool;
  /** Names of outputs, `all`, or undefined for the tool's first. */
  readonly outputs: readonly string[] | undefined;
  readonly format: StillFormat | undefined;
  readonly variations: number;
}

/** The outputs that were asked for. Throws PARAM_INVALID for names that the tool lacks. */
export function chosenOutputs(tool: Tool, asked: readonly string[] | undefined): string[] {
  const known = Object.keys(tool.outputs);
  if (asked === undefined) return known.slice(0, 1);
  if (asked.includes('all')) return known;
  for (const name of asked) {
    if (!known.includes(name)) {
      throw new SfumatoError(
        'PARAM_INVALID',
        `${tool.id} has no output ${name}; it has ${known.join(', ')}.`,
      );
    }
  }
  return known.filter((name) => asked.includes(name));
}

/** Whether OUT means a folder: it is one, ends like one, or has no ending that says a format. */
export async function isFolder(out: string, single: boolean): Promise<boolean> {
  const known = await stat(out).catch(() => undefined);
  if (known?.isDirectory()) return true;
  if (out.endsWith('/') || out.endsWith(sep)) return true;
  if (formatOfPath(out)) {
    if (single) return false;
    throw new SfumatoError('PARAM_INVALID', `${out} names one file, but there are several pictures.`, {
      remedy: ['Name a folder as the last argument.'],
    });
  }
  if (extname(out) !== '') requireFormat(out);
  return true;
}

/**
 * Which files each picture gives. OUT names a file: that name, with `-output` and `-number` before the ending where
 * there are several outputs or variations. OUT names a folder: the picture's own stem, its sub-folder kept, likewise; TIFF
 * stays TIFF and all else becomes PNG unless a format is asked for, so that nothing is lost. Two pictures that would give
 * the same name keep their endings in it (`a.jpg.png`).
 */
export async function planOutputs(
  found: FoundInputs,
  out: string,
  options: OutputOptions,
): Promise<PlannedItem[]> {
  const folder = await isFolder(out, found.single);
  const names = chosenOutputs(options.tool, options.outputs);
  const stems = new Map<string, number>();
  const formatFor = (input: InputFile) =>
    options.format ?? (folder ? losslessFor(input.path) : requireFormat(out));
  const stemOf = (input: InputFile) =>
    folder
      ? join(resolve(out), input.folder, parse(input.path).name)
      : join(parse(resolve(out)).dir, parse(out).name);
  for (const input of found.files) {
    const key = stemOf(input) + formatFor(input);
    stems.set(key, (stems.get(key) ?? 0) + 1);
  }
  const items = found.files.map((input) => {
    const format = formatFor(input);
    const clash = (stems.get(stemOf(input) + format) ?? 0) > 1;
    const stem = clash ? stemOf(input) + extname(input.path) : stemOf(input);
    const ending = folder ? traitsOf(format).extensions[0] : extname(out);
    return { input, format, files: filesOf(stem, `${ending}`, format, names, options) };
  });
  refuseOverInputs(items);
  return items;
}

function filesOf(
  stem: string,
  ending: string,
  format: StillFormat,
  names: readonly string[],
  { tool, outputs: asked, variations }: OutputOptions,
): PlannedFile[] {
  const files: PlannedFile[] = [];
  const outputs = format === 'psd' ? [undefined] : names;
  for (let variation = 1; variation <= variations; variation++) {
    for (const output of outputs) {
      const name = outputs.length > 1 ? `-${output}` : '';
      const number = variations > 1 ? `-${variation}` : '';
      const sometimes = output !== undefined && tool.outputs[output]?.always === false;
      const optional = sometimes && asked?.includes('all') === true;
      files.push({ path: `${stem}${name}${number}${ending}`, output, variation, optional });
    }
  }
  return files;
}

const losslessFor = (path: string): StillFormat => (formatOfPath(path) === 'tiff' ? 'tiff' : 'png');

function refuseOverInputs(items: readonly PlannedItem[]): void {
  const inputs = new Set(items.map(({ input }) => input.path));
  for (const { files } of items) {
    const over = files.find(({ path }) => inputs.has(path));
    if (!over) continue;
    throw new SfumatoError('PARAM_INVALID', `${basename(over.path)} would replace a picture that is read.`, {
      remedy: ['Write to another folder or name: originals are never replaced.'],
    });
  }
}

/** The format that --format names. Throws FORMAT_UNSUPPORTED. */
export function formatNamed(name: string | undefined): StillFormat | undefined {
  if (name === undefined) return undefined;
  const aliases: Readonly<Record<string, StillFormat>> = { jpg: 'jpeg', tif: 'tiff' };
  const lower = name.toLowerCase();
  const found = (Object.keys(stillFormats) as StillFormat[]).find((f) => f === lower) ?? aliases[lower];
  if (found) return found;
  throw new SfumatoError('FORMAT_UNSUPPORTED', `${name} is not a format that Sfumato writes.`);
}
