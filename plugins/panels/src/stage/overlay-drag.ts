// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { followPointer } from '../controls/drag.js';
import type { Point } from '../engine/port.js';
import { placeIn } from './geometry.js';

export interface OverlayDragHandlers {
  /** Where the pointer is in the picture, how far it has come, and the event. */
  move(at: Point, by: Point, event: globalThis.PointerEvent): void;
  end(): void;
}

/** Follows a pointer in the coordinates of the picture that the overlay lies over. */
export type StartDrag = (event: PointerEvent, handlers: OverlayDragHandlers) => void;

/** Drags over `overlay`. The event goes no further: what is below must not take it for a click of its own. */
export const dragsOver =
  (overlay: RefObject<HTMLElement | null>): StartDrag =>
  (event, handlers) => {
    if (event.button !== 0 || !overlay.current) return;
    event.stopPropagation();
    const box = overlay.current.getBoundingClientRect();
    const from = placeIn(box, event.clientX, event.clientY);
    followPointer(event, {
      move(moved) {
        const at = placeIn(box, moved.clientX, moved.clientY);
        handlers.move(at, { x: at.x - from.x, y: at.y - from.y }, moved);
      },
      end: () => handlers.end(),
    });
  };

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** How far an arrow key moves a handle: half a hundredth of the picture, with shift five. */
export function keySteps(event: KeyboardEvent): Point | undefined {
  const to = directions[event.key];
  const step = event.shiftKey ? 0.05 : 0.005;
  return to && { x: to.x * step, y: to.y * step };
}
