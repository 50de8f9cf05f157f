// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { SfumatoError } from '../protocol/error.js';
import type { LabelledPoint, Param, ParamKind, Point, Rgb } from '../tool/index.js';

/** A picture's size in pixels, for values given in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A param's value as text from the command line, read for a picture of some size. Ranges are checked later. */
type ValueReader = (text: string, size: PictureSize, flag: string) => unknown;

const invalid = (flag: string, expected: string, text: string) =>
  new SfumatoError('PARAM_INVALID', `Expected ${expected} for ${flag} but received ${text}.`);

function number(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw invalid(flag, 'a number', text);
  return value;
}

/** `0.4`, `40%` or `320px`, as a part of `side`. */
function coordinate(text: string, side: number, flag: string): number {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|%)?$/i.exec(text.trim());
  if (!found) throw invalid(flag, 'coordinates such as 0.4, 40% or 320px', text);
  const value = Number(found[1]);
  const unit = found[2]?.toLowerCase();
  return unit === 'px' ? value / side : unit === '%' ? value / 100 : value;
}

function point(text: string, size: PictureSize, flag: string): Point {
  const [x, y, ...more] = text.split(',');
  if (x === undefined || y === undefined || more.length > 0) throw invalid(flag, 'a point x,y', text);
  return { x: coordinate(x, size.width, flag), y: coordinate(y, size.height, flag) };
}

/** `+0.4,0.5 -0.1,0.2`: a sign before each point says whether it adds or removes; none adds. */
function points(text: string, size: PictureSize, flag: string): LabelledPoint[] {
  return text
    .split(/[\s;]+/)
    .filter((part) => part !== '')
    .map((part) => ({
      ...point(part.replace(/^[+-]/, ''), size, flag),
      label: part.startsWith('-') ? 'remove' : 'add',
    }));
}

function box(text: string, size: PictureSize, flag: string): unknown {
  if (text === 'none') return null;
  const [x, y, width, height, ...more] = text.split(',');
  if (x === undefined || y === undefined || width === undefined || height === undefined || more.length > 0) {
    throw invalid(flag, 'a box x,y,width,height', text);
  }
  return {
    x: coordinate(x, size.width, flag),
    y: coordinate(y, size.height, flag),
    width: coordinate(width, size.width, flag),
    height: coordinate(height, size.height, flag),
  };
}

/** `#rrggbb` in sRGB, or `r,g,b` in linear light. */
function colour(text: string, flag: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) {
    const channel = (digits: string | undefined) => {
      const v = Number.parseInt(digits ?? '0', 16) / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    };
    return [channel(hex[1]), channel(hex[2]), channel(hex[3])];
  }
  const [red, green, blue, ...more] = text.split(',').map((part) => number(part, flag));
  if (red === undefined || green === undefined || blue === undefined || more.length > 0) {
    throw invalid(flag, 'a colour #rrggbb or r,g,b', text);
  }
  return [red, green, blue];
}

function boolean(text: string, flag: string): boolean {
  if (['true', 'yes', 'on', '1'].includes(text)) return true;
  if (['false', 'no', 'off', '0'].includes(text)) return false;
  throw invalid(flag, 'true or false', text);
}

/** JSON, or `@file.json`. */
export function json(text: string, flag: string): unknown {
  let source = text;
  if (text.startsWith('@')) {
    try {
      source = readFileSync(text.slice(1), 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SfumatoError(
        'FILE_UNREADABLE',
        `${text.slice(1)}, named by ${flag}, cannot be read: ${reason}.`,
      );
    }
  }
  try {
    return JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SfumatoError('PARAM_INVALID', `${flag} is not valid JSON: ${reason}.`);
  }
}

const readers = {
  number: (text, _, flag) => number(text, flag),
  angle: (text, _, flag) => number(text, flag),
  seed: (text, _, flag) => number(text, flag),
  boolean: (text, _, flag) => boolean(text, flag),
  choice: (text) => text,
  text: (text) => text,
  colour: (text, _, flag) => colour(text, flag),
  point,
  points: (text, size, flag) => (/^\s*[[@]/.test(text) ? json(text, flag) : points(text, size, flag)),
  box,
  strokes: (text, _, flag) => json(text, flag),
  lights: (text, _, flag) => json(text, flag),
} as const satisfies Record<ParamKind, ValueReader>;

/** Reads a flag's text as its param's kind wants it. Throws PARAM_INVALID with the flag, what was expected, what came. */
export function readValue(param: Param, text: string, size: PictureSize, flag: string): unknown {
  return readers[param.kind](text, size, flag);
}

/** What stands for a kind's value in the help. */
export const placeholders = {
  number: 'number',
  angle: 'degrees',
  seed: 'number',
  boolean: '',
  choice: 'name',
  text: 'text',
  colour: 'colour',
  point: 'x,y',
  points: 'points',
  box: 'x,y,w,h',
  strokes: 'json',
  lights: 'json',
} as const satisfies Record<ParamKind, string>;

/** Bytes of `512M`, `2G`, `1.5GiB` or a plain number. */
export function bytesOf(text: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  const bytes = found
    ? Number(found[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf((found[2] ?? '').toLowerCase())
    : Number.NaN;
  if (!(bytes >= 1024 * 1024)) throw invalid('--memory', 'an amount such as 512M or 2G', text);
  return Math.floor(bytes);
}

export function wholeNumber(text: string, flag: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  const cause = `Expected a whole number from ${min} to ${max} for ${flag} but received ${text}.`;
  throw new SfumatoError('PARAM_INVALID', cause);
}
