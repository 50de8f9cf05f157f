// SPDX-License-Identifier: Apache-2.0
import type { Identifiers } from './identifiers.js';
import type { Control, Effect } from './model.js';

/** docs/openfx-controls.md: every control of every effect, in words. */
export function controlsReference(effects: readonly Effect[]): string {
  return [
    '# Controls of the OpenFX effects',
    '',
    'Made by `npm run docs` from the tools’ declarations; do not edit. [resolve.md](resolve.md) says how to work with them.',
    '',
    ...effects.map((effect) => effectText(effect)),
  ].join('\n');
}

function effectText(effect: Effect): string {
  const top = effect.controls.filter((control) => control.parent === undefined && control.kind !== 'group');
  const groups = effect.controls.filter((control) => control.kind === 'group');
  const parts = groups.map(({ name, label }) =>
    table(
      label,
      effect.controls.filter(({ parent }) => parent === name),
    ),
  );
  return [`## ${effect.label}`, '', effect.help, '', table('', top), ...parts].join('\n');
}

function table(title: string, controls: readonly Control[]): string {
  const shown = controls.filter((control) => !(control.kind === 'text' && control.shown === 'hidden'));
  const rows = shown.map(
    (control) => `| ${control.label} | ${valuesOf(control)} | ${control.hint}${keyframed(control)} |`,
  );
  return [
    ...(title === '' ? [] : [`**${title}**`, '']),
    '| control | values | what it does |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const keyframed = (control: Control): string => (control.animates === true ? ' Can be keyframed.' : '');

function valuesOf(control: Control): string {
  switch (control.kind) {
    case 'number':
    case 'integer':
      return `${control.min} to ${control.max}, at first ${control.default}`;
    case 'boolean':
      return `at first ${control.default ? 'on' : 'off'}`;
    case 'choice':
      return control.options
        .map(({ label }, index) => (index === control.default ? `**${label}**` : label))
        .join(', ');
    case 'colour':
      return 'colour';
    case 'position':
      return 'place in the picture';
    case 'text':
      return control.shown === 'label' ? 'read only' : 'text';
    case 'button':
      return 'button';
    case 'group':
      return '';
  }
}

/** docs/openfx-ids.md: names for scripts, and what a saved project holds. */
export function identifiersReference(identifiers: Identifiers): string {
  const effects = Object.values(identifiers).map(({ identifier, clips, views, controls }) => {
    const rows = Object.entries(controls)
      .filter(([, { kind }]) => kind !== 'group')
      .map(
        ([name, { kind, options }]) =>
          `| \`${name}\` | ${kind} | ${(options ?? []).map((id, n) => `${n} ${id}`).join(', ')} |`,
      );
    return [
      `## \`${identifier}\``,
      '',
      `Clips: ${clips.map((name) => `\`${name}\``).join(', ')}. Views: ${views.map((id, n) => `${n} ${id}`).join(', ')}.`,
      '',
      '| name | kind | options |',
      '|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return [
    '# OpenFX identifiers',
    '',
    'Made by `npm run docs` from `bridges/openfx/effects/ids.json`; do not edit. These names are part of every saved project:',
    'they never go, never change their kind, and options are only added at the end. A test holds them.',
    '',
    ...effects,
  ].join('\n');
}
