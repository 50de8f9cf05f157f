// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { text } from '../text/en.js';
import { ControlRow } from './ControlRow.js';
import { IconButton } from './IconButton.js';
import { NumberEntry } from './NumberEntry.js';

export interface SeedControlProps {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly initial: number;
  readonly onChange: (value: number) => void;
}

const range = { min: 0, max: 0xffffffff, step: 1 } as const;
/** Random ones stay short enough to be read out. */
const longest = 9999;

/** Which of many equally good results. */
export function SeedControl({ label, help, value, initial, onChange }: SeedControlProps) {
  const [message, setMessage] = useState<string | null>(null);
  return (
    <ControlRow
      label={label}
      help={help}
      changed={value !== initial}
      onReset={() => onChange(initial)}
      message={message}
      end={
        <div className="sf-colour">
          <IconButton
            icon="previous"
            label={text.variations.previous}
            disabled={value <= 0}
            onPress={() => onChange(value - 1)}
          />
          <IconButton
            icon="next"
            label={text.variations.next}
            disabled={value >= range.max}
            onPress={() => onChange(value + 1)}
          />
          <IconButton
            icon="shuffle"
            label={text.variations.random}
            onPress={() => onChange(1 + Math.floor(Math.random() * longest))}
          />
          <NumberEntry
            label={label}
            help={help}
            value={value}
            range={range}
            onChange={onChange}
            onMessage={setMessage}
          />
        </div>
      }
    />
  );
}
