// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Box, Point } from '../engine/port.js';
import { boxBetween, movedBox } from '../params/marks.js';
import { text } from '../text/en.js';
import { percent } from './geometry.js';
import { keySteps, type StartDrag } from './overlay-drag.js';

export interface BoxMarkProps {
  readonly box: Box;
  readonly onChange: (box: Box | null, going: boolean) => void;
  readonly startDrag: StartDrag;
}

const corners = [
  { id: 'top-left', x: 0, y: 0 },
  { id: 'top-right', x: 1, y: 0 },
  { id: 'bottom-left', x: 0, y: 1 },
  { id: 'bottom-right', x: 1, y: 1 },
] as const;

const cornerOf = ({ x, y, width, height }: Box, corner: Point): Point => ({
  x: x + width * corner.x,
  y: y + height * corner.y,
});

/** The box: drag it to move it, its corners to change its size. */
export function BoxMark({ box, onChange, startDrag }: BoxMarkProps) {
  function drag(event: PointerEvent, boxAfter: (at: Point, by: Point) => Box): void {
    let last: Box | undefined;
    startDrag(event, {
      move: (at, by) => {
        last = boxAfter(at, by);
        onChange(last, true);
      },
      end: () => {
        if (last) onChange(last, false);
      },
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const by = keySteps(event);
    if (by) {
      event.preventDefault();
      const far = cornerOf(box, { x: 1, y: 1 });
      const next = event.altKey ? boxBetween(box, { x: far.x + by.x, y: far.y + by.y }) : movedBox(box, by);
      onChange(next, false);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(null, false);
    }
  }

  return (
    <>
      <button
        type="button"
        className="sf-box"
        style={{
          left: percent(box.x),
          top: percent(box.y),
          width: percent(box.width),
          height: percent(box.height),
        }}
        aria-label={text.marks.boxName}
        aria-description={text.marks.boxKeys}
        onPointerDown={(event) => drag(event, (_, by) => movedBox(box, by))}
        onKeyDown={onKeyDown}
      />
      {corners.map((corner) => {
        const at = cornerOf(box, corner);
        const opposite = cornerOf(box, { x: 1 - corner.x, y: 1 - corner.y });
        return (
          <div
            key={corner.id}
            className="sf-corner"
            aria-hidden="true"
            style={{ left: percent(at.x), top: percent(at.y) }}
            onPointerDown={(event) => drag(event, (to) => boxBetween(opposite, to))}
          />
        );
      })}
    </>
  );
}
