// SPDX-License-Identifier: Apache-2.0
import { type PointerEvent, useRef, useState } from 'react';
import { percent } from '../stage/geometry.js';
import { ControlRow } from './ControlRow.js';
import { followPointer } from './drag.js';
import { NumberEntry } from './NumberEntry.js';

export interface AngleControlProps {
  readonly label: string;
  readonly help: string;
  /** Degrees, clockwise from the right. */
  readonly value: number;
  readonly initial: number;
  readonly onChange: (value: number, going: boolean) => void;
}

const range = { min: -360, max: 360, step: 1, unit: '°' } as const;

/** Whole degrees from the middle of a box to a place: 0 is right, 90 is down, -180..180. */
export function angleTo(
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  x: number,
  y: number,
): number {
  const radians = Math.atan2(y - box.top - box.height / 2, x - box.left - box.width / 2);
  return Math.round((radians * 180) / Math.PI);
}

/** A dial with its number. */
export function AngleControl({ label, help, value, initial, onChange }: AngleControlProps) {
  const [message, setMessage] = useState<string | null>(null);
  const dial = useRef<HTMLDivElement>(null);
  const latest = useRef(value);
  const radians = (value * Math.PI) / 180;

  function onPointerDown(event: PointerEvent): void {
    const box = dial.current?.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    const set = (x: number, y: number) => {
      latest.current = angleTo(box, x, y);
      onChange(latest.current, true);
    };
    set(event.clientX, event.clientY);
    followPointer(event, {
      move: (moved) => set(moved.clientX, moved.clientY),
      end: () => onChange(latest.current, false),
    });
  }

  return (
    <ControlRow
      label={label}
      help={help}
      changed={value !== initial}
      onReset={() => onChange(initial, false)}
      message={message}
      end={
        <div className="sf-colour">
          <div
            ref={dial}
            className="sf-dial"
            aria-hidden="true"
            onPointerDown={onPointerDown}
            onDoubleClick={() => onChange(initial, false)}
          >
            <div
              className="sf-dial-hand"
              style={{
                left: percent(0.5 + 0.34 * Math.cos(radians)),
                top: percent(0.5 + 0.34 * Math.sin(radians)),
              }}
            />
          </div>
          <NumberEntry
            label={label}
            help={help}
            value={value}
            range={range}
            onChange={(next) => onChange(next, false)}
            onMessage={setMessage}
          />
        </div>
      }
    />
  );
}
