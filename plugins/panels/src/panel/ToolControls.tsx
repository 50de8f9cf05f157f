// SPDX-License-Identifier: Apache-2.0
import { Fold } from '../controls/Fold.js';
import { IconButton } from '../controls/IconButton.js';
import type { Param, ToolDescription } from '../engine/port.js';
import { defaultOf, sameValue, type Values } from '../params/check.js';
import type { ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';
import { LightsEditor } from './LightsEditor.js';
import { MarksEditor } from './MarksEditor.js';
import { ParamControl } from './ParamControl.js';
import { VariationStrip } from './VariationStrip.js';

interface ToolProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

/** Params that one editor shows together, where the first of them stands. */
const marks: ReadonlySet<string> = new Set(['points', 'box', 'strokes']);

const isInEffect = ({ onlyFor }: Param, values: Values) =>
  onlyFor === undefined || onlyFor.values.some((value) => value === values[onlyFor.param]);

const changedIn = (params: readonly (readonly [string, Param])[], values: Values) =>
  params.some(([id, param]) => !sameValue(values[id], defaultOf(param)));

/** All controls of a tool, by the groups of its declaration. */
export function ToolControls({ tool, own }: ToolProps) {
  const { store } = usePanel();
  const values = own.values.present;
  const params = Object.entries(tool.params).filter(([, param]) => isInEffect(param, values));
  const inGroup = (group: string | undefined) => params.filter(([, param]) => param.group === group);
  const loose = inGroup(undefined);
  return (
    <>
      {loose.length > 0 && <div className="sf-fold-body">{controlsOf(tool, own, loose)}</div>}
      {Object.entries(tool.groups).map(([group, { title }]) => {
        const shown = inGroup(group);
        if (shown.length === 0) return null;
        return (
          <Fold
            key={group}
            id={`${tool.id}.${group}`}
            title={title}
            action={
              changedIn(shown, values) && (
                <IconButton
                  icon="reset"
                  label={text.control.resetGroup(title)}
                  onPress={() => store.edits.resetGroup(group)}
                />
              )
            }
          >
            {controlsOf(tool, own, shown)}
          </Fold>
        );
      })}
    </>
  );
}

function controlsOf(tool: ToolDescription, own: ToolState, params: readonly (readonly [string, Param])[]) {
  const firstMark = params.find(([, param]) => marks.has(param.kind))?.[0];
  return params.map(([id, param]) => {
    const value = own.values.present[id];
    if (marks.has(param.kind)) return id === firstMark && <MarksEditor key={id} tool={tool} own={own} />;
    if (param.kind === 'lights') return <LightsEditor key={id} id={id} param={param} own={own} />;
    const control = <ParamControl key={id} id={id} param={param} value={value} />;
    if (param.kind !== 'seed') return control;
    return (
      <div key={id}>
        {control}
        <VariationStrip own={own} seedParam={id} />
      </div>
    );
  });
}
