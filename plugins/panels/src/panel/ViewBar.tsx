// SPDX-License-Identifier: Apache-2.0
import { CheckControl } from '../controls/CheckControl.js';
import { choiceLayout } from '../controls/ChoiceControl.js';
import { Segmented } from '../controls/Segmented.js';
import { Select } from '../controls/Select.js';
import type { ToolDescription } from '../engine/port.js';
import type { PanelState, ToolState } from '../store/state.js';
import { viewModes } from '../store/traits.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';

export interface ViewBarProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

const selectPreview = (state: PanelState) => state.preview;

/** How the picture is looked at. */
export function ViewBar({ tool, own }: ViewBarProps) {
  const { store, width } = usePanel();
  const preview = usePanelState(selectPreview);
  const options = viewModes(tool).map((id) => ({ id, title: text.view.modes[id] }));
  const modes = {
    label: text.view.title,
    options,
    value: own.view.mode,
    onChange: (mode: (typeof options)[number]['id']) => store.setView({ mode }),
  };
  const fits = choiceLayout(options, width - 24) === 'line';
  return (
    <div className="sf-view">
      {fits ? <Segmented {...modes} /> : <Select {...modes} />}
      <div className="sf-view-line">
        <CheckControl
          label={text.view.preview}
          help={text.view.previewHelp}
          value={preview}
          onChange={store.setPreview}
          inline
        />
        {!store.bridge.capabilities.ownViewer && (
          <div className="sf-zoom">
            <Segmented
              label={text.view.zoom}
              options={[
                { id: 'fit', title: text.view.fit },
                { id: 'pixels', title: text.view.pixels },
              ]}
              value={own.view.zoom}
              onChange={(zoom) => store.setView({ zoom })}
            />
          </div>
        )}
      </div>
    </div>
  );
}
