// SPDX-License-Identifier: Apache-2.0
import { Button } from '../controls/Button.js';
import { Progress } from '../controls/Progress.js';
import { Select } from '../controls/Select.js';
import type { ToolDescription } from '../engine/port.js';
import type { PanelState, ToolState } from '../store/state.js';
import { placesOf } from '../store/traits.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';

export interface RunBarProps {
  readonly tool: ToolDescription;
  readonly own: ToolState;
}

const selectJob = (state: PanelState) => state.job;
const selectMessage = (state: PanelState) => state.message;
const selectReady = (state: PanelState) => state.connection.phase === 'ready';
const selectOpen = (state: PanelState) => state.document !== null && !state.document.problem;
const selectLayers = (state: PanelState) => state.document?.layers;

/** Where the result goes and the button that makes it; while it is made, how far that is. */
export function RunBar({ tool, own }: RunBarProps) {
  const { store } = usePanel();
  const job = usePanelState(selectJob);
  const message = usePanelState(selectMessage);
  const ready = usePanelState(selectReady);
  const open = usePanelState(selectOpen);
  const layers = usePanelState(selectLayers);
  if (job) {
    return (
      <div className="sf-run">
        <Progress phase={job.cancelling ? text.run.cancelling : job.phase} fraction={job.fraction} />
        <Button
          wide
          disabled={job.cancelling || job.phase === text.run.placing}
          onPress={() => store.apply.cancel()}
        >
          {text.run.cancel}
        </Button>
      </div>
    );
  }
  const places = placesOf(tool, store.bridge.capabilities.place, own.workOn);
  return (
    <div className="sf-run">
      {own.hint !== null && (
        <div className="sf-message" role="status">
          {own.hint}
        </div>
      )}
      {layers && (
        <div className="sf-place">
          <div className="sf-place-label">{text.run.on}</div>
          <div className="sf-grow">
            <Select
              label={text.run.on}
              options={[
                { id: 'picture', title: text.run.works.picture },
                { id: 'layers', title: text.run.works.layers(layers.length) },
              ]}
              value={own.workOn}
              onChange={store.setWorkOn}
            />
          </div>
        </div>
      )}
      {own.placeAs !== null && (
        <div className="sf-place">
          <div className="sf-place-label">{text.run.as}</div>
          <div className="sf-grow">
            <Select
              label={text.run.as}
              options={places.map((id) => ({ id, title: text.run.places[id] }))}
              value={own.placeAs}
              onChange={store.setPlaceAs}
            />
          </div>
        </div>
      )}
      <Button
        kind="primary"
        wide
        disabled={!ready || !open}
        help={tool.makes === 'synthesised' ? text.run.synthesised : tool.help}
        onPress={() => void store.apply.run()}
      >
        {text.run.applyTool(tool.title)}
      </Button>
      {message !== null && (
        <div className="sf-done" role="status">
          {message}
        </div>
      )}
    </div>
  );
}
