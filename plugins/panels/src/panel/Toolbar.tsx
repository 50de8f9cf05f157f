// SPDX-License-Identifier: Apache-2.0
import { IconButton } from '../controls/IconButton.js';
import type { ToolDescription } from '../engine/port.js';
import { defaultsOf, sameValue } from '../params/check.js';
import type { PanelState, ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';
import { Presets } from './Presets.js';

export interface ToolbarProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

const selectExplain = (state: PanelState) => state.explain;

/** Presets, undo and redo of params, reset of all, and explanations. */
export function Toolbar({ tool, own }: ToolbarProps) {
  const { store } = usePanel();
  const explain = usePanelState(selectExplain);
  const { past, future, present } = own.values;
  return (
    <div className="sf-toolbar">
      <Presets own={own} />
      <div className="sf-toolbar-buttons">
        <IconButton
          icon="undo"
          label={text.control.undo}
          disabled={past.length === 0}
          onPress={store.edits.undo}
        />
        <IconButton
          icon="redo"
          label={text.control.redo}
          disabled={future.length === 0}
          onPress={store.edits.redo}
        />
        <IconButton
          icon="reset"
          label={text.control.resetAll}
          disabled={sameValue(present, defaultsOf(tool))}
          onPress={store.edits.resetAll}
        />
        <IconButton
          icon="help"
          label={text.control.explain}
          pressed={explain}
          onPress={() => store.setExplain(!explain)}
        />
      </div>
    </div>
  );
}
