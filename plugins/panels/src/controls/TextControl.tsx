// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { text } from '../text/en.js';
import { ControlRow } from './ControlRow.js';

export interface TextControlProps {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly initial: string;
  readonly maxLength: number;
  readonly onChange: (value: string) => void;
}

/** From this share of the length on, it is said how much is left. */
const nearlyFull = 0.8;

/** Words. They are taken when the field is left or Enter is pressed, so that no draft is made of half a word. */
export function TextControl({ label, help, value, initial, maxLength, onChange }: TextControlProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value;
  const take = () => {
    setTyped(null);
    if (typed !== null && typed !== value) onChange(typed);
  };
  const left = maxLength - shown.length;
  return (
    <ControlRow
      label={label}
      help={help}
      changed={value !== initial}
      onReset={() => onChange(initial)}
      message={shown.length > maxLength * nearlyFull ? text.control.charactersLeft(left) : null}
    >
      <div className="sf-entry-box">
        <input
          type="text"
          className="sf-text-input"
          aria-label={label}
          aria-description={help}
          maxLength={maxLength}
          value={shown}
          onChange={(event) => setTyped(event.target.value.slice(0, maxLength))}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take();
            if (event.key === 'Escape') setTyped(null);
          }}
        />
      </div>
    </ControlRow>
  );
}
