// SPDX-License-Identifier: Apache-2.0
import type { Param } from '@sfumato/core/protocol';

/** What a person points at or places: kept together in one text param, edited by handles and by these controls. */
export type MarkParam = Extract<Param, { kind: 'points' | 'box' | 'strokes' | 'lights' }>;

export const isMarkParam = (param: Param): param is MarkParam =>
  param.kind === 'points' || param.kind === 'box' || param.kind === 'strokes' || param.kind === 'lights';

/** A value of a mark, and the control that shows it. `field` is where it lies in the mark. */
export type Field = {
  readonly field: string;
  readonly suffix: string;
  readonly label: string;
  readonly hint: string;
} & (
  | {
      kind: 'number';
      min: number;
      max: number;
      shownMin: number;
      shownMax: number;
      step: number;
      default: number;
    }
  | { kind: 'boolean'; default: boolean }
  | { kind: 'choice'; options: readonly { id: string; label: string }[]; default: number }
  | { kind: 'colour'; default: readonly [number, number, number] }
  | { kind: 'position'; default: readonly [number, number] }
) & { readonly onlyFor?: { readonly suffix: string; readonly options: readonly number[] } };

const place = (field: string, suffix: string, label: string, hint: string, x = 0.5, y = 0.5): Field => ({
  kind: 'position',
  field,
  suffix,
  label,
  hint,
  default: [x, y],
});

const number = (
  field: string,
  suffix: string,
  label: string,
  hint: string,
  [min, max]: readonly [number, number],
  [shownMin, shownMax]: readonly [number, number],
  step: number,
  value: number,
): Field => ({
  kind: 'number',
  field,
  suffix,
  label,
  hint,
  min,
  max,
  shownMin,
  shownMax,
  step,
  default: value,
});

const belongs: Field = {
  kind: 'choice',
  field: 'label',
  suffix: 'Label',
  label: 'Meaning',
  hint: 'Whether what lies there belongs to the selection.',
  options: [
    { id: 'add', label: 'Belongs to it' },
    { id: 'remove', label: 'Does not' },
  ],
  default: 0,
};

const aimed = { suffix: 'Kind', options: [1, 2] } as const;
const spot = { suffix: 'Kind', options: [1] } as const;

/** The fields of a mark, by the kind of param. `first` and `last` are ends of a stroke, `from` and `to` a box's corners. */
export const fields = {
  points: [place('', 'Position', 'Position', 'Where the chosen point lies.'), belongs],
  box: [
    place('from', 'From', 'Corner', 'The lower left corner.', 0.25, 0.25),
    place('to', 'To', 'Opposite corner', 'The upper right corner.', 0.75, 0.75),
  ],
  strokes: [
    place('first', 'From', 'Begins', 'Where the chosen stroke begins.', 0.4),
    place('last', 'To', 'Ends', 'Where the chosen stroke ends.', 0.6),
    number(
      'radius',
      'Radius',
      'Width',
      'Half the width of the brush, as a part of the picture’s longer side.',
      [0, 1],
      [0, 0.1],
      0.001,
      0.01,
    ),
    belongs,
  ],
  lights: [
    {
      kind: 'choice',
      field: 'kind',
      suffix: 'Kind',
      label: 'Kind',
      hint: 'Point: shines all round. Spot: a cone. Directional: like the sun. Ambient: from everywhere.',
      options: [
        { id: 'point', label: 'Point' },
        { id: 'spot', label: 'Spot' },
        { id: 'directional', label: 'Directional' },
        { id: 'ambient', label: 'Ambient' },
      ],
      default: 0,
    },
    place('', 'Position', 'Position', 'Where the chosen light stands; it may lie outside the picture.'),
    number(
      'z',
      'Height',
      'Distance to the viewer',
      'How far in front of the picture it stands, in parts of the longer side; below 0 it lights from behind.',
      [-10, 10],
      [-0.5, 2],
      0.01,
      0.65,
    ),
    number('intensity', 'Intensity', 'Intensity', 'How bright it is.', [0, 1000], [0, 4], 0.01, 1),
    number(
      'temperature',
      'Temperature',
      'Temperature (K)',
      'Its colour as a temperature: low is warm, high is cold. Replaces a colour.',
      [1000, 40_000],
      [2000, 12_000],
      50,
      6500,
    ),
    {
      kind: 'colour',
      field: 'colour',
      suffix: 'Colour',
      label: 'Colour',
      hint: 'Its colour in linear light. Replaces a temperature.',
      default: [1, 1, 1],
    },
    number(
      'size',
      'Size',
      'Size',
      'How large it is: larger gives softer shadows.',
      [0, 10],
      [0, 1],
      0.01,
      0.05,
    ),
    number(
      'falloff',
      'Falloff',
      'Falloff',
      'How fast it fades with distance: 0 not at all, 2 as light does.',
      [0, 8],
      [0, 4],
      0.05,
      0,
    ),
    {
      ...number(
        'angle',
        'Angle',
        'Cone',
        'The full opening of a spot, in degrees.',
        [0, 180],
        [0, 180],
        1,
        60,
      ),
      onlyFor: spot,
    },
    {
      ...number('edge', 'Edge', 'Cone edge', 'How much of the cone fades.', [0, 1], [0, 1], 0.01, 0.5),
      onlyFor: spot,
    },
    {
      ...place('target', 'Target', 'Points at', 'Where a spot or a directional light points.'),
      onlyFor: aimed,
    },
    {
      ...number(
        'target.z',
        'TargetHeight',
        'Points at distance',
        'How far in front of the picture that place is.',
        [-10, 10],
        [-0.5, 2],
        0.01,
        0,
      ),
      onlyFor: aimed,
    },
    {
      kind: 'boolean',
      field: 'shadows',
      suffix: 'Shadows',
      label: 'Casts shadows',
      hint: 'Whether it throws shadows.',
      default: true,
    },
  ],
} as const satisfies Record<MarkParam['kind'], readonly Field[]>;
