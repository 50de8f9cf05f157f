// SPDX-License-Identifier: Apache-2.0
// Points, boxes and strokes as a person edits them. Positions are 0..1 from the picture's left and top.
import type { Box, LabelledPoint, Point, Stroke } from '../engine/port.js';

export const within = (value: number, min = 0, max = 1) => Math.min(max, Math.max(min, value));

const onPicture = (point: Point): Point => ({ x: within(point.x), y: within(point.y) });

export const addPoint = (
  points: readonly LabelledPoint[],
  at: Point,
  label: LabelledPoint['label'],
): readonly LabelledPoint[] => [...points, { ...onPicture(at), label }];

export const movePoint = (
  points: readonly LabelledPoint[],
  index: number,
  to: Point,
): readonly LabelledPoint[] =>
  points.map((point, i) => (i === index ? { ...point, ...onPicture(to) } : point));

export const flipPoint = (points: readonly LabelledPoint[], index: number): readonly LabelledPoint[] =>
  points.map((point, i) =>
    i === index ? { ...point, label: point.label === 'add' ? 'remove' : 'add' } : point,
  );

export const without = <T>(list: readonly T[], index: number): readonly T[] =>
  list.filter((_, i) => i !== index);

/** The box between two corners, in any order, cut off at the picture's edges. */
export function boxBetween(a: Point, b: Point): Box {
  const [from, to] = [onPicture(a), onPicture(b)];
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
}

/** A click is no box. */
export const isWorthABox = (box: Box) => box.width > 0.005 && box.height > 0.005;

/** The box moved by a share of the picture, kept inside. */
export const movedBox = (box: Box, by: Point): Box => ({
  ...box,
  x: within(box.x + by.x, 0, Math.max(0, 1 - box.width)),
  y: within(box.y + by.y, 0, Math.max(0, 1 - box.height)),
});

/**
 * Adds a place to a stroke unless it is so near the last that it changes nothing. `aspect` is width by height:
 * distances are parts of the longer side, as the radius is.
 */
export function extendStroke(stroke: Stroke, to: Point, aspect: number): Stroke {
  const last = stroke.points.at(-1);
  const at = onPicture(to);
  if (last && partOfLongSide(last, at, aspect) < stroke.radius / 3) return stroke;
  return { ...stroke, points: [...stroke.points, at] };
}

/** The distance of two places in parts of the picture's longer side. */
export function partOfLongSide(a: Point, b: Point, aspect: number): number {
  const dx = (a.x - b.x) * (aspect >= 1 ? 1 : aspect);
  const dy = (a.y - b.y) * (aspect >= 1 ? 1 / aspect : 1);
  return Math.hypot(dx, dy);
}

/** A stroke as evenly spaced dots that cover its path: enough to draw it without a canvas. */
export function dotsOf(stroke: Stroke, aspect: number): readonly Point[] {
  const spacing = Math.max(stroke.radius * 0.5, 0.002);
  const dots: Point[] = [];
  stroke.points.forEach((point, i) => {
    const from = stroke.points[i - 1];
    if (!from) {
      dots.push(point);
      return;
    }
    const count = Math.max(1, Math.ceil(partOfLongSide(from, point, aspect) / spacing));
    for (let k = 1; k <= count; k++) {
      const share = k / count;
      dots.push({ x: from.x + (point.x - from.x) * share, y: from.y + (point.y - from.y) * share });
    }
  });
  return dots;
}
