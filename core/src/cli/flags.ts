// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Param, Tool } from '../tool/index.js';
import { type PictureSize, placeholders, readValue } from './values.js';

/** `edgeFeather` as people type it: `edge-feather`. */
export const kebab = (id: string): string => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of a param or an input. */
export const flagOf = (id: string): string => `--${kebab(id)}`;

/** A param's range and default, for help and reference: `0..100 px, default 20`. */
export function rangeOf(param: Param): string {
  switch (param.kind) {
    case 'number':
      return `${param.min}..${param.max}${param.unit ? ` ${param.unit}` : ''}, default ${param.default}`;
    case 'choice':
      return `${param.choices.map((c) => c.id).join(' | ')}, default ${param.default}`;
    case 'boolean':
      return `default ${param.default ? 'on' : 'off'}`;
    case 'colour':
      return `#rrggbb, or r,g,b in linear light; default ${param.default.join(',')}`;
    case 'angle':
      return `default ${param.default}`;
    case 'seed':
      return `0..4294967295, default ${param.default}`;
    case 'point':
      return `0..1, % or px; default ${param.default.x},${param.default.y}`;
    case 'points':
      return '"+x,y -x,y": + adds, - removes; 0..1, % or px';
    case 'box':
      return '0..1, % or px';
    case 'strokes':
    case 'lights':
      return 'JSON, or @file.json';
    case 'text':
      return `up to ${param.maxLength} characters`;
  }
}

/** The flags of a tool's params, in the order and the groups of its declaration. */
export function paramOptions(tool: Tool): Option[] {
  const options: Option[] = [];
  for (const [id, param] of Object.entries(tool.params)) {
    const heading =
      param.group === undefined ? 'Parameters' : (tool.groups[param.group]?.title ?? 'Parameters');
    const add = (flags: string, help: string) =>
      options.push(new Option(flags, help).helpGroup(`${heading}:`));
    const help = `${param.help} (${rangeOf(param)})`;
    if (param.kind === 'boolean') {
      add(flagOf(id), help);
      options.push(new Option(`--no-${kebab(id)}`).hideHelp());
    } else {
      add(`${flagOf(id)} <${placeholders[param.kind]}>`, help);
    }
  }
  return options;
}

/** The flags of a tool's inputs after the first, which are the pictures named as arguments. */
export function inputOptions(tool: Tool): Option[] {
  return Object.entries(tool.inputs)
    .slice(1)
    .filter(([, { clipFrame }]) => clipFrame === undefined)
    .map(([id, input]) => {
      const help = `${input.help} A folder: the file of the same name in it.${input.optional ? '' : ' Required.'}`;
      return new Option(`${flagOf(id)} <file>`, help).helpGroup('Pictures:');
    });
}

/** Flag values as commander keeps them: under camelCase ids, which are the params' own. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** The params that were given as flags, for a picture of some size. */
export function paramsFromFlags(tool: Tool, values: FlagValues, size: PictureSize): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [id, param] of Object.entries(tool.params)) {
    const value = values[id];
    if (value === undefined) continue;
    params[id] = typeof value === 'string' ? readValue(param, value, size, flagOf(id)) : value;
  }
  return params;
}
