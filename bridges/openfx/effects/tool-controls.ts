// SPDX-License-Identifier: Apache-2.0
import type { Choice, ChoiceParam, NumberParam, Param, ToolDescription } from '@sfumato/core/protocol';
import { markControls } from './mark-controls.js';
import type { Control } from './model.js';
import { groupName } from './naming.js';

/** Sliders with more steps than this show a part of their range, at the end that holds the default. */
const sliderSteps = 2000;

function shownRange({ min, max, step, default: value }: NumberParam): { shownMin: number; shownMax: number } {
  const span = sliderSteps * step;
  if (max - min <= span) return { shownMin: min, shownMax: max };
  const from = Math.max(min, Math.min(value - span / 2, max - span));
  return { shownMin: from, shownMax: from + span };
}

/** The choices that a host can offer whose pictures keep their size. */
export const choicesOf = (param: ChoiceParam): readonly Choice[] =>
  param.choices.filter(({ resizes }) => resizes !== true);

const largestInteger = 2_147_483_647;

/** The controls of one param, `undefined` where it is of no use in OpenFX. */
export function paramControls(tool: ToolDescription, id: string, param: Param): readonly Control[] {
  const onlyFor = condition(tool, param.onlyFor);
  if (onlyFor === 'never') return [];
  const base = {
    name: id,
    label: 'unit' in param && param.unit ? `${param.title} (${param.unit})` : param.title,
    hint: param.help,
    use: { role: 'param', subject: id },
    animates: param.animatable ?? animatesByDefault[param.kind],
    ...(param.group !== undefined && { parent: groupName(param.group) }),
    ...(onlyFor && { onlyFor }),
  } as const;
  switch (param.kind) {
    case 'number': {
      const { min, max, step, default: value } = param;
      return [
        {
          ...base,
          kind: 'number',
          min,
          max,
          ...shownRange(param),
          step,
          default: value,
          ...(param.unit === 'px' && { pixels: true }),
        },
      ];
    }
    case 'angle':
      return [
        {
          ...base,
          kind: 'number',
          min: -36_000,
          max: 36_000,
          shownMin: -180,
          shownMax: 180,
          step: 1,
          default: param.default,
          angle: true,
        },
      ];
    case 'seed':
      return [
        {
          ...base,
          kind: 'integer',
          min: 0,
          max: largestInteger,
          shownMin: 0,
          shownMax: 100,
          default: param.default,
        },
      ];
    case 'boolean':
      return [{ ...base, kind: 'boolean', default: param.default }];
    case 'choice': {
      const options = choicesOf(param).map((choice) => ({ id: choice.id, label: choice.title }));
      const chosen = options.findIndex((option) => option.id === param.default);
      if (chosen < 0)
        throw new TypeError(`Expected a default for ${tool.id}.${id} that keeps a picture's size`);
      return options.length < 2 ? [] : [{ ...base, kind: 'choice', options, default: chosen }];
    }
    case 'colour':
      return [{ ...base, kind: 'colour', default: param.default }];
    case 'point':
      return [{ ...base, kind: 'position', default: [param.default.x, 1 - param.default.y] }];
    case 'text':
      return [{ ...base, kind: 'text', default: param.default, shown: 'plain' }];
    case 'points':
    case 'box':
    case 'strokes':
    case 'lights':
      return markControls(id, param, base.parent);
  }
}

const animatesByDefault = {
  number: true,
  colour: true,
  angle: true,
  point: true,
  boolean: false,
  choice: false,
  seed: false,
  text: false,
  points: false,
  box: false,
  strokes: false,
  lights: false,
} as const satisfies Record<Param['kind'], boolean>;

/** A declared condition by the options' numbers; `never` where no option that is left fulfils it. */
export function condition(
  tool: ToolDescription,
  wanted: Param['onlyFor'],
): { control: string; options: number[] } | 'never' | undefined {
  if (wanted === undefined) return undefined;
  const choice = tool.params[wanted.param];
  if (choice?.kind !== 'choice') throw new TypeError(`Expected a choice ${wanted.param} in ${tool.id}`);
  const left = choicesOf(choice);
  const options = left.flatMap(({ id }, index) => (wanted.values.includes(id) ? [index] : []));
  if (options.length === 0) return 'never';
  return left.length < 2 ? undefined : { control: wanted.param, options };
}
