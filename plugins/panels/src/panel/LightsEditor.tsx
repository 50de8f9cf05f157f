// SPDX-License-Identifier: Apache-2.0
import { classes } from '../controls/classes.js';
import { Icon } from '../controls/Icon.js';
import { IconButton } from '../controls/IconButton.js';
import type { Light, Param } from '../engine/port.js';
import { duplicateOf, type LightKind, newLight } from '../params/lights.js';
import { without } from '../params/marks.js';
import { isLights, maxLights } from '../params/shape.js';
import { lightColour } from '../stage/LightHandles.js';
import type { ToolState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel } from './context.js';
import { LightFields } from './LightFields.js';

export interface LightsEditorProps {
  readonly id: string;
  readonly param: Extract<Param, { kind: 'lights' }>;
  readonly own: ToolState;
}

const kinds: readonly LightKind[] = ['point', 'spot', 'directional', 'ambient'];

/** The lights as a list, and the fields of the one that is chosen. */
export function LightsEditor({ id, param, own }: LightsEditorProps) {
  const { store } = usePanel();
  const value = own.values.present[id];
  const lights = isLights(value) ? value : param.default;
  const index = Math.min(own.light, lights.length - 1);
  const chosen = lights[index];
  const full = lights.length >= maxLights;

  const set = (next: readonly Light[], going = false) => store.edits.set(id, next, going);
  function add(light: Light): void {
    set([...lights, light]);
    store.setMarking({ light: lights.length });
  }

  return (
    <div>
      <div className="sf-light-tools">
        <div className="sf-light-kinds">
          {kinds.map((kind) => (
            <IconButton
              key={kind}
              icon={kind}
              label={`${text.lights.add}: ${text.lights.kinds[kind]}`}
              help={text.lights.kindHelp}
              disabled={full}
              onPress={() => add(newLight(kind, lights.length))}
            />
          ))}
        </div>
        <IconButton
          icon="copy"
          label={text.lights.duplicate}
          disabled={!chosen || full}
          onPress={() => chosen && add(duplicateOf(chosen))}
        />
        <IconButton
          icon="clear"
          label={text.lights.remove}
          disabled={!chosen}
          onPress={() => {
            set(without(lights, index));
            store.setMarking({ light: Math.max(0, index - 1) });
          }}
        />
      </div>
      {lights.length === 0 ? (
        <div className="sf-hint">{text.lights.none}</div>
      ) : (
        <div className="sf-light-list" role="listbox" aria-label={text.lights.list}>
          {lights.map((light, i) => (
            <button
              type="button"
              // biome-ignore lint/suspicious/noArrayIndexKey: a light has no name but its place in the list
              key={i}
              role="option"
              aria-selected={i === index}
              className={classes('sf-light-item', i === index && 'sf-light-item-on')}
              onClick={() => store.setMarking({ light: i })}
            >
              <div className="sf-light-chip" style={{ backgroundColor: lightColour(light) }} />
              <div className="sf-light-name">{text.lights.name(i + 1)}</div>
              <div className="sf-light-kind">{text.lights.kinds[light.kind]}</div>
              <Icon name={light.kind} tone="quiet" />
            </button>
          ))}
        </div>
      )}
      {!full && <div className="sf-hint">{text.lights.place}</div>}
      {full && <div className="sf-hint">{text.lights.full(maxLights)}</div>}
      {chosen && (
        <LightFields
          light={chosen}
          onChange={(light, going) =>
            set(
              lights.map((one, i) => (i === index ? light : one)),
              going,
            )
          }
        />
      )}
    </div>
  );
}
