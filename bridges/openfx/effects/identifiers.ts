// SPDX-License-Identifier: Apache-2.0
import type { ControlKind, Effect } from './model.js';

/** What saved projects know of an effect. Recorded in ids.json: nothing of it may go, change its type or its order. */
export interface EffectRecord {
  readonly identifier: string;
  readonly clips: readonly string[];
  readonly views: readonly string[];
  readonly controls: Readonly<Record<string, ControlRecord>>;
}
export interface ControlRecord {
  readonly kind: ControlKind;
  /** Ids of a choice's options, in their order. */
  readonly options?: readonly string[];
}
/** By tool. */
export type Identifiers = Readonly<Record<string, EffectRecord>>;

export const identifiersOf = (effects: readonly Effect[]): Identifiers =>
  Object.fromEntries(
    effects.map(({ tool, identifier, clips, views, controls }) => [
      tool,
      {
        identifier,
        clips: clips.map(({ name }) => name),
        views: views.map(({ id }) => id),
        controls: Object.fromEntries(
          controls.map((control) => [
            control.name,
            {
              kind: control.kind,
              ...(control.kind === 'choice' && { options: control.options.map(({ id }) => id) }),
            },
          ]),
        ),
      },
    ]),
  );

/** What would break saved projects, a sentence each; none when `now` only adds. */
export function breaks(recorded: Identifiers, now: Identifiers): string[] {
  return Object.entries(recorded).flatMap(([tool, before]) => {
    const after = now[tool];
    if (!after) return [`The effect ${before.identifier} is gone.`];
    const renamed =
      after.identifier === before.identifier ? [] : [`${before.identifier} became ${after.identifier}.`];
    const clips = before.clips
      .filter((name) => !after.clips.includes(name))
      .map((name) => `The clip ${name} of ${tool} is gone.`);
    const controls = Object.entries(before.controls).flatMap(([name, was]) =>
      controlBreaks(`${tool}.${name}`, was, after.controls[name]),
    );
    return [
      ...renamed,
      ...clips,
      ...orderBreaks(`The views of ${tool}`, before.views, after.views),
      ...controls,
    ];
  });
}

function controlBreaks(name: string, was: ControlRecord, is: ControlRecord | undefined): string[] {
  if (!is) return [`The control ${name} is gone.`];
  if (is.kind !== was.kind) return [`The control ${name} was a ${was.kind} and is a ${is.kind}.`];
  return orderBreaks(`The options of ${name}`, was.options ?? [], is.options ?? []);
}

/** Projects keep the number of an option: options may only be added at the end. */
function orderBreaks(what: string, was: readonly string[], is: readonly string[]): string[] {
  const kept = was.every((id, index) => is[index] === id);
  return kept ? [] : [`${what} were ${was.join(', ')} and are ${is.join(', ')}.`];
}
