// SPDX-License-Identifier: Apache-2.0
import type { Param, ToolDescription } from '../engine/port.js';
import { text } from '../text/en.js';
import { isBox, isFields, isLights, isNumberWithin, isPoint, isPoints, isRgb, isStrokes } from './shape.js';

/** A tool's params by name. Each value has the shape that its declaration says. */
export type Values = Readonly<Record<string, unknown>>;

/** What a param is when nobody has changed it: lists are empty and boxes null. */
export function defaultOf(param: Param): unknown {
  switch (param.kind) {
    case 'points':
    case 'strokes':
      return [];
    case 'box':
      return null;
    default:
      return param.default;
  }
}

export const defaultsOf = (tool: Pick<ToolDescription, 'params'>): Values =>
  Object.fromEntries(Object.entries(tool.params).map(([id, param]) => [id, defaultOf(param)]));

/** What is wrong with a value, as the end of a sentence; undefined when it is fine. */
export function problemOf(param: Param, value: unknown): string | undefined {
  const expect = (good: boolean, what: string) => (good ? undefined : text.params.expected(what));
  switch (param.kind) {
    case 'number':
      return expect(
        isNumberWithin(value, param.min, param.max),
        text.params.range(param.min, param.max, param.unit),
      );
    case 'boolean':
      return expect(typeof value === 'boolean', text.params.boolean);
    case 'choice':
      return expect(
        param.choices.some((choice) => choice.id === value),
        param.choices.map((choice) => choice.id).join(', '),
      );
    case 'colour':
      return expect(isRgb(value), text.params.colour);
    case 'angle':
      return expect(isNumberWithin(value, -36_000, 36_000), text.params.angle);
    case 'point':
      return expect(isPoint(value), text.params.point);
    case 'points':
      return expect(isPoints(value), text.params.points);
    case 'box':
      return expect(value === null || isBox(value), text.params.box);
    case 'strokes':
      return expect(isStrokes(value), text.params.strokes);
    case 'lights':
      return expect(isLights(value), text.params.lights);
    case 'text':
      return expect(
        typeof value === 'string' && value.length <= param.maxLength,
        text.params.textUpTo(param.maxLength),
      );
    case 'seed':
      return expect(isNumberWithin(value, 0, 0xffffffff) && Number.isInteger(value), text.params.seed);
  }
}

export interface CheckedParams {
  readonly values: Values;
  /** One sentence for each name or value that could not be used; defaults stand in for those values. */
  readonly problems: readonly string[];
}

/** Params from outside (a preset's file, the host's storage) as values of this tool. */
export function checkParams(tool: ToolDescription, given: unknown): CheckedParams {
  const fields = isFields(given) ? given : {};
  const values: Record<string, unknown> = { ...defaultsOf(tool) };
  const problems: string[] = isFields(given) ? [] : [text.params.notParams];
  for (const [id, value] of Object.entries(fields)) {
    const param = Object.hasOwn(tool.params, id) ? tool.params[id] : undefined;
    const problem = param ? problemOf(param, value) : text.params.unknown;
    if (problem) problems.push(text.params.problem(param?.title ?? id, problem));
    else values[id] = value;
  }
  return { values, problems };
}

/** Equal as values: params are plain data. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  if (!isFields(a) || !isFields(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameValue(a[name], b[name]));
}
