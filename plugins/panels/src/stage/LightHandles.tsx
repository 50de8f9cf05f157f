// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent, PointerEvent } from 'react';
import { hexOf } from '../colour/srgb.js';
import { cssOfTemperature } from '../colour/temperature.js';
import { classes } from '../controls/classes.js';
import type { Light } from '../engine/port.js';
import { hasPlace, hasTarget, lightAt, lightDefaults, lightHeight, targetAt } from '../params/lights.js';
import { within, without } from '../params/marks.js';
import { text } from '../text/en.js';
import { percent } from './geometry.js';
import { LightRing } from './LightRing.js';
import { keySteps, type StartDrag } from './overlay-drag.js';

export interface LightHandlesProps {
  readonly lights: readonly Light[];
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onChange: (lights: readonly Light[], going: boolean) => void;
  readonly startDrag: StartDrag;
}

export const lightColour = (light: Light): string =>
  light.temperature !== undefined ? cssOfTemperature(light.temperature) : hexOf(light.colour ?? [1, 1, 1]);

/** Lights may be outside the picture: their handles stay in reach at its edge. */
const shown = (value: number) => percent(within(value, 0.015, 0.985));
const isOutside = ({ x, y }: { x: number; y: number }) => x < 0 || x > 1 || y < 0 || y > 1;
const dotsOfLine = 12;

/** Lights in the picture: drag the light, its ring for the height, and its target. */
export function LightHandles({ lights, selected, onSelect, onChange, startDrag }: LightHandlesProps) {
  const replaced = (index: number, light: Light) => lights.map((one, i) => (i === index ? light : one));

  function drag(event: PointerEvent, index: number, after: (by: { x: number; y: number }) => Light): void {
    onSelect(index);
    let last: readonly Light[] | undefined;
    startDrag(event, {
      move: (_, by) => {
        last = replaced(index, after(by));
        onChange(last, true);
      },
      end: () => {
        if (last) onChange(last, false);
      },
    });
  }

  function onKeyDown(event: KeyboardEvent, index: number, light: Light): void {
    const by = keySteps(event);
    const up = { PageUp: 0.02, PageDown: -0.02 }[event.key];
    if (by) {
      event.preventDefault();
      onChange(replaced(index, lightAt(light, { x: light.x + by.x, y: light.y + by.y })), false);
    } else if (up !== undefined) {
      event.preventDefault();
      onChange(replaced(index, lightHeight(light, light.z + up)), false);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(without(lights, index), false);
    }
  }

  const active = lights[selected];
  const target = active && hasTarget(active) ? (active.target ?? lightDefaults.target) : undefined;
  return (
    <>
      {active && hasPlace(active) && (
        <LightRing
          light={active}
          left={shown(active.x)}
          top={shown(active.y)}
          onChange={(z, going) => onChange(replaced(selected, lightHeight(active, z)), going)}
        />
      )}
      {active &&
        target &&
        Array.from({ length: dotsOfLine }, (_, i) => (i + 1) / (dotsOfLine + 1)).map((share) => (
          <div
            key={share}
            className="sf-light-line"
            style={{
              left: percent(active.x + (target.x - active.x) * share),
              top: percent(active.y + (target.y - active.y) * share),
            }}
          />
        ))}
      {active && target && (
        <button
          type="button"
          className="sf-target"
          style={{ left: shown(target.x), top: shown(target.y) }}
          aria-label={text.lights.target(selected + 1)}
          aria-description={text.lights.targetKeys}
          onPointerDown={(event) =>
            drag(event, selected, (by) => targetAt(active, { x: target.x + by.x, y: target.y + by.y }))
          }
          onKeyDown={(event) => {
            const by = keySteps(event);
            if (!by) return;
            event.preventDefault();
            onChange(replaced(selected, targetAt(active, { x: target.x + by.x, y: target.y + by.y })), false);
          }}
        />
      )}
      {lights.map(
        (light, index) =>
          hasPlace(light) && (
            <button
              type="button"
              // biome-ignore lint/suspicious/noArrayIndexKey: a light has no name but its place in the list
              key={index}
              className={classes(
                'sf-lamp',
                index === selected && 'sf-lamp-on',
                isOutside(light) && 'sf-lamp-outside',
              )}
              style={{ left: shown(light.x), top: shown(light.y), backgroundColor: lightColour(light) }}
              aria-label={text.lights.handle(index + 1, text.lights.kinds[light.kind])}
              aria-description={text.lights.handleKeys}
              onFocus={() => onSelect(index)}
              onPointerDown={(event) =>
                drag(event, index, (by) => lightAt(light, { x: light.x + by.x, y: light.y + by.y }))
              }
              onKeyDown={(event) => onKeyDown(event, index, light)}
            >
              {index + 1}
            </button>
          ),
      )}
    </>
  );
}
