// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent, PointerEvent } from 'react';
import { classes } from '../controls/classes.js';
import type { LabelledPoint, Point } from '../engine/port.js';
import { flipPoint, movePoint, without } from '../params/marks.js';
import { text } from '../text/en.js';
import { percent } from './geometry.js';
import { keySteps, type StartDrag } from './overlay-drag.js';

export interface PointMarksProps {
  readonly points: readonly LabelledPoint[];
  readonly onChange: (points: readonly LabelledPoint[], going: boolean) => void;
  readonly startDrag: StartDrag;
}

/** Clicked places, as handles that move by pointer and by keys. */
export function PointMarks({ points, onChange, startDrag }: PointMarksProps) {
  function onPointerDown(event: PointerEvent, index: number, from: Point): void {
    if (event.altKey) {
      event.stopPropagation();
      onChange(flipPoint(points, index), false);
      return;
    }
    let last = points;
    startDrag(event, {
      move: (_, by) => {
        last = movePoint(points, index, { x: from.x + by.x, y: from.y + by.y });
        onChange(last, true);
      },
      end: () => {
        if (last !== points) onChange(last, false);
      },
    });
  }

  function onKeyDown(event: KeyboardEvent, index: number, point: LabelledPoint): void {
    const by = keySteps(event);
    if (by) {
      event.preventDefault();
      onChange(movePoint(points, index, { x: point.x + by.x, y: point.y + by.y }), false);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(without(points, index), false);
    } else if (
      (event.key === '+' && point.label === 'remove') ||
      (event.key === '-' && point.label === 'add')
    ) {
      onChange(flipPoint(points, index), false);
    }
  }

  return points.map((point, index) => (
    <button
      type="button"
      // biome-ignore lint/suspicious/noArrayIndexKey: a point has no name but its place in the list
      key={index}
      className={classes('sf-point', `sf-point-${point.label}`)}
      style={{ left: percent(point.x), top: percent(point.y) }}
      aria-label={text.marks.pointName(index + 1, point.label)}
      aria-description={text.marks.pointKeys}
      onPointerDown={(event) => onPointerDown(event, index, point)}
      onKeyDown={(event) => onKeyDown(event, index, point)}
    >
      <div className="sf-point-bar" />
      {point.label === 'add' && <div className="sf-point-bar sf-point-upright" />}
    </button>
  ));
}
