// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useRef } from 'react';
import { classes } from './classes.js';

export interface Option<Id extends string> {
  readonly id: Id;
  readonly title: string;
}

export interface SegmentedProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  /** Two beside each other in place of all in one line. */
  readonly pairs?: boolean;
  readonly disabled?: boolean;
}

/** A few choices, all in sight. Arrow keys go from one to the next. */
export function Segmented<Id extends string>(props: SegmentedProps<Id>) {
  const { label, options, value, onChange, pairs = false, disabled = false } = props;
  const group = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = options.findIndex(({ id }) => id === value);
    const index = (at + by + options.length) % options.length;
    const next = options[index];
    if (!next) return;
    onChange(next.id);
    const button = group.current?.children[index];
    if (button instanceof HTMLElement) button.focus();
  }

  return (
    <div
      ref={group}
      className={classes('sf-segments', pairs && 'sf-segments-pairs')}
      role="radiogroup"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {options.map(({ id, title }) => (
        // biome-ignore lint/a11y/useSemanticElements: UXP draws its own radio buttons, which cannot be segments
        <button
          type="button"
          key={id}
          role="radio"
          aria-checked={id === value}
          disabled={disabled}
          className={classes('sf-segment', id === value && 'sf-segment-on')}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
