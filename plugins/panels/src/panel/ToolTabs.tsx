// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, useRef } from 'react';
import { classes } from '../controls/classes.js';
import type { ToolDescription } from '../engine/port.js';
import { text } from '../text/en.js';

export interface ToolTabsProps {
  readonly tools: readonly ToolDescription[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** The tools, one beside the other. */
export function ToolTabs({ tools, value, onChange }: ToolTabsProps) {
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = (tools.findIndex(({ id }) => id === value) + by + tools.length) % tools.length;
    const next = tools[index];
    if (!next) return;
    onChange(next.id);
    const tab = list.current?.children[index];
    if (tab instanceof HTMLElement) tab.focus();
  }
  return (
    <div ref={list} className="sf-tabs" role="tablist" aria-label={text.tools} onKeyDown={onKeyDown}>
      {tools.map(({ id, title }) => (
        <button
          type="button"
          key={id}
          role="tab"
          aria-selected={id === value}
          className={classes('sf-tab', id === value && 'sf-tab-on')}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
