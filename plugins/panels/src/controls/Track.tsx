// SPDX-License-Identifier: Apache-2.0
import { type PointerEvent, useRef } from 'react';
import { type NumberRange, trackShare, valueAtShare } from '../params/number.js';
import { percent } from '../stage/geometry.js';
import { followPointer } from './drag.js';

export interface TrackProps {
  readonly value: number;
  readonly range: NumberRange;
  /** `going`: more follows until the pointer is let go. */
  readonly onChange: (value: number, going: boolean) => void;
  readonly onReset?: (() => void) | undefined;
}

/**
 * The pointer's half of a slider: drag anywhere on it; double-click goes back to the default. It does not follow the
 * wheel, because panels scroll. Screen readers and keys use the number beside it.
 */
export function Track({ value, range, onChange, onReset }: TrackProps) {
  const line = useRef<HTMLDivElement>(null);
  const latest = useRef(value);
  const share = trackShare(value, range);
  const zero = trackShare(Math.min(range.max, Math.max(range.min, 0)), range);
  const [from, to] = share < zero ? [share, zero] : [zero, share];

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || !line.current) return;
    const box = line.current.getBoundingClientRect();
    const at = (clientX: number) => valueAtShare((clientX - box.left) / box.width, range);
    const set = (clientX: number, going: boolean) => {
      latest.current = at(clientX);
      onChange(latest.current, going);
    };
    set(event.clientX, true);
    followPointer(event, {
      move: (moved) => set(moved.clientX, true),
      end: () => onChange(latest.current, false),
    });
  }

  return (
    <div className="sf-track" aria-hidden="true" onPointerDown={onPointerDown} onDoubleClick={onReset}>
      <div className="sf-track-line" ref={line}>
        <div className="sf-track-fill" style={{ left: percent(from), width: percent(to - from) }} />
        <div className="sf-thumb" style={{ left: percent(share) }} />
      </div>
    </div>
  );
}
