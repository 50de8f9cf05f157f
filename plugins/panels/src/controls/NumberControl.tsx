// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import type { NumberRange } from '../params/number.js';
import { ControlRow } from './ControlRow.js';
import { NumberEntry } from './NumberEntry.js';
import { Track } from './Track.js';

export interface NumberControlProps {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly range: NumberRange;
  readonly onChange: (value: number, going: boolean) => void;
  /** Without it there is no default to go back to. */
  readonly initial?: number | undefined;
}

/** A slider with its number. */
export function NumberControl({ label, help, value, range, onChange, initial }: NumberControlProps) {
  const [message, setMessage] = useState<string | null>(null);
  const onReset =
    initial === undefined
      ? undefined
      : () => {
          setMessage(null);
          onChange(initial, false);
        };
  return (
    <ControlRow
      label={label}
      help={help}
      changed={initial !== undefined && value !== initial}
      onReset={onReset}
      message={message}
      end={
        <NumberEntry
          label={label}
          help={help}
          value={value}
          range={range}
          onChange={(next) => onChange(next, false)}
          onMessage={setMessage}
        />
      }
    >
      <Track
        value={value}
        range={range}
        onChange={(next, going) => {
          setMessage(null);
          onChange(next, going);
        }}
        onReset={onReset}
      />
    </ControlRow>
  );
}
