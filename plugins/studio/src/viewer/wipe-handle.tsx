// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';

export interface WipeHandleProps {
  /** 0..1 from the left of the picture. */
  readonly wipe: number;
  /** How much of the picture is above and below the stage, in CSS pixels: the handle stays in sight. */
  readonly above: number;
  readonly below: number;
  readonly onChange: (wipe: number) => void;
}

/** The line between before and after. */
export function WipeHandle({ wipe, above, below, onChange }: WipeHandleProps) {
  const line = useRef<HTMLDivElement>(null);
  const follow = (event: PointerEvent) => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (box && event.buttons === 1) onChange((event.clientX - box.left) / box.width);
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -0.01,
      ArrowRight: 0.01,
      PageUp: 0.1,
      PageDown: -0.1,
    };
    const step = steps[event.key];
    if (event.key === 'Home') onChange(0);
    else if (event.key === 'End') onChange(1);
    else if (step !== undefined) onChange(wipe + step * (event.shiftKey ? 5 : 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={line}
      className="wipe"
      style={{ left: `${wipe * 100}%`, top: above, bottom: below }}
      role="slider"
      tabIndex={0}
      aria-label="Before and after"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(wipe * 100)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={follow}
      onKeyDown={onKey}
    >
      <span className="wipe-label wipe-before">Before</span>
      <span className="wipe-grip" />
      <span className="wipe-label wipe-after">After</span>
    </div>
  );
}
