// SPDX-License-Identifier: Apache-2.0
import { Button } from '../controls/Button.js';
import { Progress } from '../controls/Progress.js';
import type { ModelInfo } from '../engine/port.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';

export interface InstallModelProps {
  readonly model: ModelInfo;
  /** Whether the button says what it installs: where it does not stand beside the model. */
  readonly named?: boolean;
}

const selectInstalling = (state: PanelState) => state.installing;

/** Fetches a model that is not here yet; while it comes, how far that is. */
export function InstallModel({ model, named = false }: InstallModelProps) {
  const { store } = usePanel();
  const installing = usePanelState(selectInstalling);
  if (installing?.model === model.id) {
    return (
      <div className="sf-install">
        <Progress phase={installing.phase} fraction={installing.fraction} />
        <Button onPress={() => store.models.cancelInstall()}>{text.models.cancel}</Button>
      </div>
    );
  }
  const size = text.models.megabytes(model.bytes);
  return (
    <div className="sf-install">
      <Button
        kind={named ? 'primary' : 'normal'}
        disabled={installing !== null}
        onPress={() => void store.models.install(model.id)}
      >
        {`${named ? text.models.installIt : text.models.install} (${size})`}
      </Button>
    </div>
  );
}
