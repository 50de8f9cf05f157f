// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { classes } from './classes.js';
import { Icon } from './Icon.js';
import type { Option } from './Segmented.js';

export interface SelectProps<Id extends string> {
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly disabled?: boolean;
}

/**
 * One of many. The list opens in place and moves what is below it: UXP draws text fields over everything, so a list
 * that floats would have them in front.
 */
export function Select<Id extends string>({ label, options, value, onChange, disabled }: SelectProps<Id>) {
  const [open, setOpen] = useState(false);
  const list = useId();
  const root = useRef<HTMLDivElement>(null);
  const chosen = options.find(({ id }) => id === value);

  function choose(id: Id): void {
    setOpen(false);
    if (id !== value) onChange(id);
    root.current?.querySelector('button')?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
      root.current?.querySelector('button')?.focus();
    } else if (by !== undefined) {
      event.preventDefault();
      if (open) focusNext(by);
      else setOpen(true);
    }
  }

  function focusNext(by: number): void {
    const buttons = [...(root.current?.querySelectorAll('button') ?? [])];
    const focused = document.activeElement;
    const at = focused instanceof HTMLButtonElement ? buttons.indexOf(focused) : -1;
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are those of the buttons in it
    <div ref={root} className="sf-select" onKeyDown={onKeyDown}>
      <button
        type="button"
        className="sf-select-button"
        aria-label={`${label}: ${chosen?.title ?? ''}`}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        <div className="sf-select-value">{chosen?.title ?? ''}</div>
        <Icon name="open" tone={disabled ? 'disabled' : 'quiet'} />
      </button>
      {open && (
        <div className="sf-select-list" role="listbox" aria-label={label} id={list}>
          {options.map(({ id, title }) => (
            <button
              type="button"
              key={id}
              role="option"
              aria-selected={id === value}
              className={classes('sf-option', id === value && 'sf-option-on')}
              onClick={() => choose(id)}
            >
              {title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
