// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent, PointerEvent } from 'react';
import { within } from '../params/marks.js';
import { text } from '../text/en.js';
import { percent } from './geometry.js';
import type { StartDrag } from './overlay-drag.js';

export interface WipeHandleProps {
  /** 0..1 from the left. */
  readonly wipe: number;
  readonly onChange: (wipe: number, going: boolean) => void;
  readonly startDrag: StartDrag;
}

/** The line between before, on its left, and after. */
export function WipeHandle({ wipe, onChange, startDrag }: WipeHandleProps) {
  function onPointerDown(event: PointerEvent): void {
    let last = wipe;
    startDrag(event, {
      move: (_, by) => {
        last = within(wipe + by.x);
        onChange(last, true);
      },
      end: () => onChange(last, false),
    });
  }
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onChange(within(wipe + by * (event.shiftKey ? 0.1 : 0.01)), false);
  }
  return (
    <button
      type="button"
      className="sf-wipe"
      style={{ left: percent(wipe) }}
      role="slider"
      aria-label={text.view.wipe}
      aria-description={text.view.wipeKeys}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(wipe * 100)}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    >
      <div className="sf-wipe-line" />
      <div className="sf-wipe-grip" />
    </button>
  );
}
