// SPDX-License-Identifier: Apache-2.0

/** A value and the ones before and after it. */
export interface Timeline<T> {
  readonly present: T;
  readonly past: readonly T[];
  readonly future: readonly T[];
  /** The change that is still going on (a drag): further steps of it are one step to undo. */
  readonly open: string | null;
}

const deepest = 200;

export const timelineOf = <T>(present: T): Timeline<T> => ({ present, past: [], future: [], open: null });

/** The next value. `going` names a change that goes on, such as a drag; null ends it. */
export function advance<T>(timeline: Timeline<T>, next: T, step: string, going: boolean): Timeline<T> {
  const continues = timeline.open === step;
  const past = continues ? timeline.past : [...timeline.past, timeline.present].slice(-deepest);
  return { present: next, past, future: [], open: going ? step : null };
}

/** Ends a change that goes on, without a further step. */
export const settle = <T>(timeline: Timeline<T>): Timeline<T> =>
  timeline.open === null ? timeline : { ...timeline, open: null };

export function undo<T>(timeline: Timeline<T>): Timeline<T> {
  const present = timeline.past.at(-1);
  if (timeline.past.length === 0 || present === undefined) return timeline;
  return {
    present,
    past: timeline.past.slice(0, -1),
    future: [timeline.present, ...timeline.future],
    open: null,
  };
}

export function redo<T>(timeline: Timeline<T>): Timeline<T> {
  const [present, ...future] = timeline.future;
  if (present === undefined) return timeline;
  return { present, past: [...timeline.past, timeline.present], future, open: null };
}
