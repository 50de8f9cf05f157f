// SPDX-License-Identifier: Apache-2.0
import type { Light } from '@sfumato/core/protocol';
import { type Field, fields, type MarkParam } from './mark-fields.js';
import type { Control } from './model.js';
import { capital } from './naming.js';

/** The field as a control of lights shows it at first: with the value of the first light that the tool begins with. */
function beginningWith(field: Field, light: Light | undefined): Field {
  if (light === undefined) return field;
  const value: unknown = Reflect.get(light, field.field);
  if (field.kind === 'position' && field.field === '') return { ...field, default: [light.x, 1 - light.y] };
  if (field.kind === 'choice')
    return {
      ...field,
      default: Math.max(
        0,
        field.options.findIndex(({ id }) => id === value),
      ),
    };
  if (field.kind === 'number' && typeof value === 'number') return { ...field, default: value };
  if (field.kind === 'boolean' && typeof value === 'boolean') return { ...field, default: value };
  return field;
}

const one = { points: 'point', box: 'box', strokes: 'scribble', lights: 'light' } as const;
/** As many as a slider can choose; handles and the engine take more. */
const mostChosen = { points: 50, box: 1, strokes: 50, lights: 16 } as const;

/** The controls that reach every mark of a param without handles. */
export function markControls(id: string, param: MarkParam, parent: string | undefined): readonly Control[] {
  const prefix = capital(id);
  const name = one[param.kind];
  const held = parent === undefined ? {} : { parent };
  const button = (
    suffix: string,
    role: 'markAdd' | 'markRemove' | 'markExtend' | 'markKey' | 'markForgetKeys',
    label: string,
    hint: string,
  ): Control => ({
    kind: 'button',
    name: `${prefix}${suffix}`,
    label,
    hint,
    ...held,
    use: { role, subject: id },
  });
  const keys = [
    button(
      'Key',
      'markKey',
      `Key the ${name} here`,
      `Keeps how the ${name} is at this frame; between keys it moves.`,
    ),
    button(
      'ForgetKeys',
      'markForgetKeys',
      `Forget keys of the ${name}`,
      `The ${name} stays as it is at this frame.`,
    ),
  ];
  const shown: readonly Field[] = fields[param.kind];
  const edited = shown
    .map((field) => (param.kind === 'lights' ? beginningWith(field, param.default[0]) : field))
    .map((field): Control => {
      const { suffix, field: path, onlyFor, ...rest } = field;
      return {
        ...rest,
        label: param.kind === 'lights' ? field.label : `${capital(name)} ${field.label.toLowerCase()}`,
        name: `${prefix}${suffix}`,
        ...held,
        use: { role: 'markField', subject: id, field: path },
        ...(onlyFor && { onlyFor: { control: `${prefix}${onlyFor.suffix}`, options: onlyFor.options } }),
      };
    });
  if (param.kind === 'box') {
    const on: Control = {
      kind: 'boolean',
      name: `${prefix}On`,
      label: `Use a ${name}`,
      hint: param.help,
      default: false,
      ...held,
      use: { role: 'markOn', subject: id },
    };
    return [on, ...edited, ...keys];
  }
  const most = mostChosen[param.kind];
  const chosen: Control = {
    kind: 'integer',
    name: `${prefix}Chosen`,
    label: `Edit ${name}`,
    hint: `${param.help} The controls below show this one.`,
    min: 1,
    max: most,
    shownMin: 1,
    shownMax: Math.min(most, 10),
    default: 1,
    ...held,
    use: { role: 'markChosen', subject: id },
  };
  return [
    chosen,
    button('Add', 'markAdd', `Add a ${name}`, `Adds a ${name} and chooses it.`),
    button('Remove', 'markRemove', `Remove this ${name}`, `Removes the ${name} that is chosen.`),
    ...edited,
    ...(param.kind === 'strokes'
      ? [
          button(
            'Extend',
            'markExtend',
            'Add a corner to the scribble',
            'Goes on from the end, so that “Ends” moves a new part.',
          ),
        ]
      : keys),
  ];
}
