// SPDX-License-Identifier: Apache-2.0

/** A state, and in words what led to it. */
export interface Step<State> {
  readonly label: string;
  readonly state: State;
  /** Steps in a row with the same key become one: a slider that is dragged is undone at once. */
  readonly key?: string;
}

/** States that can be gone back to. Plain data: every operation gives a new history. */
export interface History<State> {
  readonly past: readonly Step<State>[];
  readonly present: Step<State>;
  readonly future: readonly Step<State>[];
}

/** How many steps can be undone. */
export const depth = 100;

export const begin = <State>(state: State, label: string): History<State> => ({
  past: [],
  present: { label, state },
  future: [],
});

/** A new state. Without a change there is no step. */
export function advance<State>({ past, present, future }: History<State>, step: Step<State>): History<State> {
  if (step.state === present.state) return { past, present, future };
  if (step.key !== undefined && step.key === present.key) return { past, present: step, future: [] };
  return { past: [...past, present].slice(-depth), present: step, future: [] };
}

/** Ends a run of steps with one key, so that the next one can be undone by itself. */
export function settle<State>(history: History<State>): History<State> {
  const { key: _, ...present } = history.present;
  return { ...history, present };
}

export function undo<State>({ past, present, future }: History<State>): History<State> {
  const before = past.at(-1);
  return before
    ? { past: past.slice(0, -1), present: before, future: [present, ...future] }
    : { past, present, future };
}

export function redo<State>({ past, present, future }: History<State>): History<State> {
  const [next, ...rest] = future;
  return next ? { past: [...past, present], present: next, future: rest } : { past, present, future };
}

export const statesOf = <State>({ past, present, future }: History<State>): State[] =>
  [...past, present, ...future].map(({ state }) => state);
