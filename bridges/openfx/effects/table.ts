// SPDX-License-Identifier: Apache-2.0
import type { Control, Effect, Role } from './model.js';
import { grouping } from './naming.js';

/** The effects as one C++ source: the constants that src/effect.h declares. `version`: of this build of Sfumato. */
export function effectsTable(effects: readonly Effect[], version: string): string {
  return `// Made by bridges/openfx/effects from the tools' declarations. Not kept in the repository.
#include "effect.h"

namespace sfumato::ofx {
namespace {
${effects.map(effectArrays).join('\n')}
constexpr Effect all[] = {
${effects.map(effectRow).join(',\n')}};
}  // namespace

const char* const version = ${text(version)};
const char* const grouping = ${text(grouping)};
const std::span<const Effect> effects(all);

}  // namespace sfumato::ofx
`;
}

/** A C++ string literal in ASCII; typographic quotes become the plain ones that every host's font has. */
function text(value: string): string {
  const plain = value.replaceAll('’', "'").replace(/[“”]/g, '"');
  const bytes = [...Buffer.from(plain, 'utf8')].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\' || character === '?') return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const prefixOf = (effect: Effect): string => effect.tool.replaceAll('-', '_');
const numbers = (values: readonly number[]): string => `{${values.map(String).join(', ')}}`;

const array = (type: string, name: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : [`constexpr ${type} ${name}[] = {${rows.join(', ')}};`];

function effectArrays(effect: Effect): string {
  const prefix = prefixOf(effect);
  const perControl = effect.controls.flatMap((control) => [
    ...array('int', `${prefix}_${control.name}_when`, (control.onlyFor?.options ?? []).map(String)),
    ...(control.kind === 'choice'
      ? array(
          'Option',
          `${prefix}_${control.name}_options`,
          control.options.map(({ id, label }) => `{${text(id)}, ${text(label)}}`),
        )
      : []),
  ]);
  const perClip = effect.clips.flatMap((clip) =>
    array('int', `${prefix}_${clip.name}_when`, (clip.neededFor?.options ?? []).map(String)),
  );
  const clips = effect.clips.map((clip) =>
    fields([
      `.name = ${text(clip.name)}`,
      `.input = ${text(clip.input)}`,
      `.label = ${text(clip.label)}`,
      `.optional = ${clip.optional}`,
      clip.neededFor && `.needed = true`,
      clip.neededFor && condition(`${prefix}_${clip.name}_when`, clip.neededFor, 'needed_for'),
    ]),
  );
  const views = effect.views.map((view) =>
    fields([
      `.id = ${text(view.id)}`,
      `.label = ${text(view.label)}`,
      `.output = ${text(view.output)}`,
      `.kind = ViewKind::${view.kind}`,
      `.offset = ${view.offset}`,
      `.gain = ${view.gain}`,
      view.askedBy !== undefined && `.asked_by = ${text(view.askedBy)}`,
    ]),
  );
  return [
    ...perControl,
    ...perClip,
    `constexpr Clip ${prefix}_clips[] = {\n${clips.join(',\n')}};`,
    `constexpr View ${prefix}_views[] = {\n${views.join(',\n')}};`,
    ...array(
      'Setting',
      `${prefix}_asking`,
      effect.asking.map((id) => `{${text(id)}, ""}`),
    ),
    ...array(
      'Setting',
      `${prefix}_fixed`,
      Object.entries(effect.fixed).map(([id, value]) => `{${text(id)}, ${text(value)}}`),
    ),
    ...array(
      'Rest',
      `${prefix}_unchanged`,
      Object.entries(effect.unchanged).map(([id, value]) => `{${text(id)}, ${value}}`),
    ),
    `constexpr Control ${prefix}_controls[] = {\n${effect.controls.map((one) => controlRow(prefix, one)).join(',\n')}};`,
  ].join('\n');
}

const fields = (parts: readonly (string | false | undefined)[]): string =>
  `  {${parts.filter((part) => typeof part === 'string').join(', ')}}`;

const condition = (
  array: string,
  { control, options }: { control: string; options: readonly number[] },
  as: string,
) => `.${as} = {${text(control)}, ${options.length === 0 ? '{}' : array}}`;

function controlRow(prefix: string, control: Control): string {
  return fields([
    `.kind = ControlKind::${control.kind}`,
    `.role = Role::${snake(control.use.role)}`,
    `.name = ${text(control.name)}`,
    `.label = ${text(control.label)}`,
    `.hint = ${text(control.hint)}`,
    control.parent !== undefined && `.parent = ${text(control.parent)}`,
    ...roleFields(control.use),
    control.animates && '.animates = true',
    control.onlyFor && condition(`${prefix}_${control.name}_when`, control.onlyFor, 'only_for'),
    ...kindFields(prefix, control),
  ]);
}

const roleFields = (use: Role): (string | false)[] => [
  'subject' in use && `.subject = ${text(use.subject)}`,
  'field' in use && `.field = ${text(use.field)}`,
];

function kindFields(prefix: string, control: Control): (string | false | undefined)[] {
  switch (control.kind) {
    case 'number':
      return [
        ...rangeFields(control),
        `.step = ${control.step}`,
        `.number = ${numbers([control.default])}`,
        control.pixels && '.pixels = true',
        control.angle && '.angle = true',
      ];
    case 'integer':
      return [...rangeFields(control), `.number = ${numbers([control.default])}`];
    case 'boolean':
      return [`.number = ${numbers([Number(control.default)])}`];
    case 'choice':
      return [`.number = ${numbers([control.default])}`, `.options = ${prefix}_${control.name}_options`];
    case 'colour':
    case 'position':
      return [`.number = ${numbers(control.default)}`];
    case 'text':
      return [`.text = ${text(control.default)}`, `.shown = TextShown::${control.shown}`];
    case 'group':
      return [`.open = ${control.open}`];
    case 'button':
      return [];
  }
}

const rangeFields = (range: { min: number; max: number; shownMin: number; shownMax: number }): string[] => [
  `.min = ${range.min}`,
  `.max = ${range.max}`,
  `.shown_min = ${range.shownMin}`,
  `.shown_max = ${range.shownMax}`,
];

function effectRow(effect: Effect): string {
  const prefix = prefixOf(effect);
  return fields([
    `.tool = ${text(effect.tool)}`,
    `.identifier = ${text(effect.identifier)}`,
    `.label = ${text(effect.label)}`,
    `.help = ${text(effect.help)}`,
    `.clips = ${prefix}_clips`,
    `.views = ${prefix}_views`,
    `.controls = ${prefix}_controls`,
    effect.asking.length > 0 && `.asking = ${prefix}_asking`,
    Object.keys(effect.fixed).length > 0 && `.fixed = ${prefix}_fixed`,
    Object.keys(effect.unchanged).length > 0 && `.unchanged = ${prefix}_unchanged`,
  ]);
}
