// SPDX-License-Identifier: Apache-2.0
import { defaultOf, defaultsOf, sameValue, type Values } from '../params/check.js';
import type { PanelContext } from './context.js';
import { paramOfKind } from './traits.js';
import { advance, redo, settle, type Timeline, undo } from './undo.js';

export interface Edits {
  /** Sets a param. `going`: more follows at once (a drag); the last has none, and is one step to undo with them. */
  set(param: string, value: unknown, going?: boolean): void;
  setAll(values: Values): void;
  reset(param: string): void;
  resetGroup(group: string | undefined): void;
  resetAll(): void;
  undo(): void;
  redo(): void;
}

/** `changed` is called after each change of params; live while more follow. */
export function createEdits(
  context: PanelContext,
  changed: (tool: string, live: boolean, params: readonly string[]) => void,
): Edits {
  function apply(change: (values: Timeline<Values>) => Timeline<Values>, live: boolean): void {
    const now = context.current();
    if (!now) return;
    const before = now.own.values;
    const after = change(before);
    if (after === before) return;
    const touched = Object.keys(after.present).filter((id) => before.present[id] !== after.present[id]);
    context.updateTool(now.tool.id, (own) => ({
      values: after,
      hint: null,
      preset: touched.length > 0 ? null : own.preset,
    }));
    changed(now.tool.id, live, touched);
  }

  const setAll = (values: Values, step: string) =>
    apply((timeline) => {
      const same = Object.keys(values).every((id) => sameValue(values[id], timeline.present[id]));
      return same ? timeline : advance(timeline, values, step, false);
    }, false);

  const resetThose = (which: (group: string | undefined, id: string) => boolean) => {
    const now = context.current();
    if (!now) return;
    const defaults = Object.entries(now.tool.params)
      .filter(([id, param]) => which(param.group, id))
      .map(([id, param]) => [id, defaultOf(param)]);
    setAll({ ...now.own.values.present, ...Object.fromEntries(defaults) }, 'reset');
  };

  return {
    set: (param, value, going = false) =>
      apply((timeline) => {
        if (sameValue(timeline.present[param], value)) return going ? timeline : settle(timeline);
        return advance(timeline, { ...timeline.present, [param]: value }, param, going);
      }, going),
    setAll: (values) => setAll(values, 'all'),
    reset: (param) => resetThose((_, id) => id === param),
    resetGroup: (group) => resetThose((own) => own === group),
    resetAll() {
      const now = context.current();
      if (now) setAll(defaultsOf(now.tool), 'reset');
    },
    undo: () => apply(undo, false),
    redo: () => apply(redo, false),
  };
}

/** Whether a change of these params only picks another variation. */
export const onlySeed = (tool: Parameters<typeof paramOfKind>[0], params: readonly string[]) =>
  params.length === 1 && params[0] === paramOfKind(tool, 'seed');
