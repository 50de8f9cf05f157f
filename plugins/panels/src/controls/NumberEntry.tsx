// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useState } from 'react';
import { formatNumber, type NumberRange, nudge, parseEntry } from '../params/number.js';
import { text } from '../text/en.js';

export interface NumberEntryProps {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly range: NumberRange;
  readonly onChange: (value: number) => void;
  /** Told when what was typed could not be taken as it is; null when all is well again. */
  readonly onMessage: (message: string | null) => void;
}

const stepsOf = (event: KeyboardEvent): number => {
  const size = event.shiftKey ? 10 : 1;
  if (event.key === 'ArrowUp') return size;
  if (event.key === 'ArrowDown') return -size;
  if (event.key === 'PageUp') return 10;
  return event.key === 'PageDown' ? -10 : 0;
};

/** A number by keyboard: the accessible half of a slider, and the only half that UXP can focus. */
export function NumberEntry({ label, help, value, range, onChange, onMessage }: NumberEntryProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = formatNumber(value, range);

  function take(): void {
    if (typed === null) return;
    setTyped(null);
    if (typed === shown) return;
    const entry = parseEntry(typed, range);
    onMessage(entry.message ?? null);
    if (entry.ok) onChange(entry.value);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const steps = stepsOf(event);
    if (steps !== 0) {
      event.preventDefault();
      const base = typed === null ? undefined : parseEntry(typed, range);
      setTyped(null);
      onMessage(null);
      onChange(nudge(base?.ok ? base.value : value, steps, range));
    } else if (event.key === 'Enter') {
      take();
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
      onMessage(null);
    }
  }

  return (
    <div className="sf-entry">
      <div className="sf-entry-box">
        <input
          type="text"
          className="sf-entry-input"
          role="spinbutton"
          aria-label={label}
          aria-description={`${help} ${text.number.keys}`}
          aria-valuenow={value}
          aria-valuemin={range.min}
          aria-valuemax={range.max}
          aria-valuetext={text.number.withUnit(shown, range.unit)}
          value={typed ?? shown}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={take}
          onKeyDown={onKeyDown}
        />
        {range.unit !== undefined && <div className="sf-entry-unit">{range.unit}</div>}
      </div>
    </div>
  );
}
