// SPDX-License-Identifier: Apache-2.0
import { cssOfTemperature } from '../colour/temperature.js';
import { CheckControl } from '../controls/CheckControl.js';
import { ChoiceControl } from '../controls/ChoiceControl.js';
import { ColourControl } from '../controls/ColourControl.js';
import { classes } from '../controls/classes.js';
import { NumberControl } from '../controls/NumberControl.js';
import { useHelp } from '../controls/useHelp.js';
import type { Light } from '../engine/port.js';
import {
  hasFalloff,
  hasPlace,
  type LightKind,
  lightDefaults,
  lightRanges,
  withKind,
} from '../params/lights.js';
import { text } from '../text/en.js';

export interface LightFieldsProps {
  readonly light: Light;
  readonly onChange: (light: Light, going: boolean) => void;
}

type Field = Exclude<keyof typeof lightRanges, 'temperature'>;
const { fields, help, kinds } = text.lights;
const kindOptions = (['point', 'spot', 'directional', 'ambient'] as const).map((id) => ({
  id,
  title: kinds[id],
}));
const isKind = (id: string): id is LightKind => id in kinds;

/** How many of the shown unit are 1 of the light's own. */
const scales: Readonly<Record<Field, number>> = {
  x: 100,
  y: 100,
  z: 100,
  intensity: 100,
  size: 100,
  edge: 100,
  falloff: 1,
  angle: 1,
};

function fieldsOf(light: Light): readonly Field[] {
  const place = hasPlace(light) ? (['z', 'size', 'x', 'y'] as const) : [];
  const falloff = hasFalloff(light) ? (['falloff'] as const) : [];
  const cone = light.kind === 'spot' ? (['angle', 'edge'] as const) : [];
  return [...place.slice(0, 2), ...falloff, ...cone, ...place.slice(2)];
}

const fieldValue = (light: Light, field: Field): number => {
  switch (field) {
    case 'size':
    case 'falloff':
    case 'angle':
    case 'edge':
      return light[field] ?? lightDefaults[field];
    default:
      return light[field];
  }
};

/** What makes a light: kind, colour, brightness, and where it is. */
export function LightFields({ light, onChange }: LightFieldsProps) {
  const number = (field: Field) => (
    <NumberControl
      key={field}
      label={fields[field]}
      help={help[field]}
      value={fieldValue(light, field) * scales[field]}
      range={lightRanges[field]}
      onChange={(value, going) => onChange({ ...light, [field]: value / scales[field] }, going)}
    />
  );
  return (
    <div className="sf-light-fields">
      <ChoiceControl
        label={text.lights.kind}
        help={text.lights.kindHelp}
        options={kindOptions}
        value={light.kind}
        onChange={(id) => isKind(id) && onChange(withKind(light, id), false)}
      />
      {number('intensity')}
      <LightColour light={light} onChange={onChange} />
      {fieldsOf(light).map(number)}
      {hasPlace(light) && (
        <CheckControl
          label={fields.shadows}
          help={help.shadows}
          value={light.shadows ?? lightDefaults.shadows}
          onChange={(shadows) => onChange({ ...light, shadows }, false)}
        />
      )}
    </div>
  );
}

function LightColour({ light, onChange }: LightFieldsProps) {
  const helped = useHelp(fields.temperature, help.temperature);
  const { temperature, colour, ...rest } = light;
  const byTemperature = temperature !== undefined;
  return (
    <>
      <ChoiceControl
        label={text.lights.colourBy}
        help={help.temperature}
        options={[
          { id: 'temperature', title: text.lights.byTemperature },
          { id: 'colour', title: text.lights.byColour },
        ]}
        value={byTemperature ? 'temperature' : 'colour'}
        onChange={(by) =>
          onChange(
            by === 'temperature' ? { ...rest, temperature: 5500 } : { ...rest, colour: [1, 1, 1] },
            false,
          )
        }
      />
      {byTemperature ? (
        <>
          <NumberControl
            label={fields.temperature}
            help={help.temperature}
            value={temperature}
            range={lightRanges.temperature}
            onChange={(kelvin, going) => onChange({ ...rest, temperature: kelvin }, going)}
          />
          <div className="sf-kelvins" {...helped}>
            {text.lights.swatches.map(({ kelvin, name }) => (
              <button
                type="button"
                key={kelvin}
                className={classes('sf-kelvin', kelvin === temperature && 'sf-kelvin-on')}
                style={{ backgroundColor: cssOfTemperature(kelvin) }}
                aria-label={text.lights.swatch(name, kelvin)}
                aria-pressed={kelvin === temperature}
                onClick={() => onChange({ ...rest, temperature: kelvin }, false)}
              />
            ))}
          </div>
        </>
      ) : (
        <ColourControl
          label={fields.colour}
          help={help.colour}
          value={colour ?? [1, 1, 1]}
          onChange={(next, going) => onChange({ ...rest, colour: next }, going)}
        />
      )}
    </>
  );
}
