// SPDX-License-Identifier: Apache-2.0
import { type CSSProperties, type PointerEvent, type RefObject, useRef, useState } from 'react';
import { classes } from '../controls/classes.js';
import type { Point, ToolDescription } from '../engine/port.js';
import { usePanelState, useTool } from '../panel/context.js';
import { lightPlacedAt } from '../params/lights.js';
import { addPoint, boxBetween, extendStroke, isWorthABox } from '../params/marks.js';
import { isLights, isPoints, isStrokes } from '../params/shape.js';
import type { PanelStore } from '../store/panel-store.js';
import type { MarkTool, PanelState, ToolState } from '../store/state.js';
import { markTools, paramOfKind } from '../store/traits.js';
import { placeIn } from './geometry.js';
import { dragsOver } from './overlay-drag.js';
import { dotStyle } from './StrokeMarks.js';

const selectDocument = (state: PanelState) => state.document;
const kindOf = { point: 'points', box: 'box', stroke: 'strokes' } as const satisfies Record<MarkTool, string>;

/** How far a pointer may move in a click, in parts of the picture. */
const clickReach = 0.01;

/** What a press on the picture itself does: a point, a box, a stroke, a light, or moving what is seen at 1:1. */
export function useDrawing(store: PanelStore, root: RefObject<HTMLDivElement | null>) {
  const [pointer, setPointer] = useState<Point | null>(null);
  const pressed = useRef<Point | null>(null);
  const document = usePanelState(selectDocument);
  const now = useTool();
  const aspect = document ? document.width / document.height : 1;
  const marks = now ? markTools(now.tool) : [];
  const marking = now && marks.includes(now.own.markTool) ? now.own.markTool : undefined;

  function onPointerDown(event: PointerEvent): void {
    if (!now || !root.current) return;
    const at = placeIn(root.current.getBoundingClientRect(), event.clientX, event.clientY);
    const pans = now.own.view.zoom === 'pixels' && !store.bridge.capabilities.ownViewer;
    if (marking && !(pans && event.shiftKey)) draw(event, now.tool, now.own, marking, at);
    else if (pans) pan(event, now.own);
    // The host's own viewer may pan by the same press: only where nothing moved is it a click.
    pressed.current = event.button === 0 && event.target === root.current ? at : null;
  }

  /** A click puts the chosen light there, or another one: the first, or with Alt. */
  function onPointerUp(event: PointerEvent): void {
    const from = pressed.current;
    pressed.current = null;
    const param = now && !marking ? paramOfKind(now.tool, 'lights') : undefined;
    if (!now || !from || !root.current || param === undefined) return;
    const at = placeIn(root.current.getBoundingClientRect(), event.clientX, event.clientY);
    const value = now.own.values.present[param];
    if (Math.hypot(at.x - from.x, at.y - from.y) > clickReach || !isLights(value)) return;
    const placed = lightPlacedAt(value, now.own.light, at, event.altKey);
    if (!placed) return;
    store.setMarking({ light: placed.index });
    store.edits.set(param, placed.lights);
  }

  function draw(event: PointerEvent, tool: ToolDescription, own: ToolState, mark: MarkTool, at: Point): void {
    const param = paramOfKind(tool, kindOf[mark]);
    if (param === undefined || event.button !== 0) return;
    const value = own.values.present[param];
    const label = event.altKey ? 'remove' : own.markLabel;
    const drag = dragsOver(root);
    if (mark === 'point') {
      event.stopPropagation();
      store.edits.set(param, addPoint(isPoints(value) ? value : [], at, label));
    } else if (mark === 'box') {
      let box = boxBetween(at, at);
      drag(event, {
        move: (to) => {
          box = boxBetween(at, to);
          if (isWorthABox(box)) store.edits.set(param, box, true);
        },
        end: () => {
          if (isWorthABox(box)) store.edits.set(param, box);
        },
      });
    } else {
      const before = isStrokes(value) ? value : [];
      let stroke = extendStroke({ points: [], radius: own.brush, label }, at, aspect);
      store.edits.set(param, [...before, stroke], true);
      drag(event, {
        move: (to) => {
          const longer = extendStroke(stroke, to, aspect);
          if (longer === stroke) return;
          stroke = longer;
          store.edits.set(param, [...before, stroke], true);
        },
        end: () => store.edits.set(param, [...before, stroke]),
      });
    }
  }

  function pan(event: PointerEvent, own: ToolState): void {
    const { centre } = own.view;
    dragsOver(root)(event, {
      move: (_, by) => {
        const keep = (value: number) => Math.min(1, Math.max(0, value));
        store.setView({ centre: { x: keep(centre.x - by.x), y: keep(centre.y - by.y) } }, true);
      },
      end: () => store.setView({}, false),
    });
  }

  const painting = marking === 'stroke';
  const brush: CSSProperties | undefined =
    painting && pointer && now ? dotStyle(pointer, now.own.brush, aspect) : undefined;
  return {
    aspect,
    brush,
    className: classes('sf-overlay', marking && `sf-overlay-${marking}`),
    onPointerDown,
    onPointerUp,
    onPointerMove(event: PointerEvent): void {
      if (!painting || !root.current) return;
      setPointer(placeIn(root.current.getBoundingClientRect(), event.clientX, event.clientY));
    },
    onPointerLeave: () => setPointer(null),
  };
}
