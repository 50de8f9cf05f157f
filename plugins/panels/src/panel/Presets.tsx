// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from '../controls/Button.js';
import { IconButton } from '../controls/IconButton.js';
import { Select } from '../controls/Select.js';
import type { ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';
import { NameForm } from './NameForm.js';

const noPreset = '';
type Doing = 'nothing' | 'menu' | 'save' | 'rename';

/** Choosing, saving, renaming, deleting and sharing presets. */
export function Presets({ own }: { readonly own: ToolState }) {
  const { store } = usePanel();
  const [doing, setDoing] = useState<Doing>('nothing');
  const { presets, preset } = own;
  const actions = store.presets;
  const options = [
    { id: noPreset, title: text.presets.none },
    ...presets.map(({ name }) => ({ id: name, title: name })),
  ];
  const act = (action: () => Promise<unknown>) => () => {
    setDoing('nothing');
    void action();
  };

  return (
    <div className="sf-presets">
      <div className="sf-presets-line">
        <div className="sf-grow">
          <Select
            label={text.presets.choose}
            options={presets.length === 0 ? [{ id: noPreset, title: text.presets.title }] : options}
            value={preset ?? noPreset}
            disabled={presets.length === 0}
            onChange={(name) => (name === noPreset ? store.edits.resetAll() : actions.choose(name))}
          />
        </div>
        <IconButton
          icon="more"
          label={`${text.presets.title}: ${text.control.more}`}
          expanded={doing === 'menu'}
          onPress={() => setDoing(doing === 'menu' ? 'nothing' : 'menu')}
        />
      </div>
      {doing === 'menu' && (
        <div className="sf-menu">
          <Button kind="quiet" wide onPress={() => setDoing('save')}>
            {text.presets.saveNew}
          </Button>
          {preset !== null && (
            <>
              <Button kind="quiet" wide onPress={() => setDoing('rename')}>
                {text.presets.rename}
              </Button>
              <Button kind="quiet" wide onPress={act(() => actions.remove(preset))}>
                {text.presets.remove}
              </Button>
            </>
          )}
          {store.bridge.files && (
            <>
              <Button
                kind="quiet"
                wide
                disabled={presets.length === 0}
                onPress={act(() => actions.exportAll())}
              >
                {text.presets.export}
              </Button>
              <Button kind="quiet" wide onPress={act(() => actions.importFile())}>
                {text.presets.import}
              </Button>
            </>
          )}
        </div>
      )}
      {doing === 'save' && (
        <NameForm
          initial=""
          onCancel={() => setDoing('nothing')}
          onName={(name) => act(() => actions.save(name))()}
        />
      )}
      {doing === 'rename' && preset !== null && (
        <NameForm
          initial={preset}
          onCancel={() => setDoing('nothing')}
          onName={(name) => act(() => actions.rename(preset, name))()}
        />
      )}
    </div>
  );
}
