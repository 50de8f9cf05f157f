// SPDX-License-Identifier: Apache-2.0
import { memo } from 'react';
import { classes } from '../controls/classes.js';
import type { Point, Stroke } from '../engine/port.js';
import { dotsOf } from '../params/marks.js';
import { percent } from './geometry.js';

/** Where a dot of that radius, in parts of the longer side, lies over a picture of that aspect. */
export function dotStyle(at: Point, radius: number, aspect: number) {
  const width = 2 * radius * (aspect >= 1 ? 1 : 1 / aspect);
  const height = 2 * radius * (aspect >= 1 ? aspect : 1);
  return {
    left: percent(at.x - width / 2),
    top: percent(at.y - height / 2),
    width: percent(width),
    height: percent(height),
  };
}

const OneStroke = memo(({ stroke, aspect }: { readonly stroke: Stroke; readonly aspect: number }) => (
  <div className={classes('sf-stroke', `sf-stroke-${stroke.label}`)}>
    {dotsOf(stroke, aspect).map((dot, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: dots are drawn in their order and never moved
      <div key={i} className="sf-dot" style={dotStyle(dot, stroke.radius, aspect)} />
    ))}
  </div>
));
OneStroke.displayName = 'OneStroke';

/** Brush strokes as rows of dots, one veil for each: there is no canvas everywhere. */
export function StrokeMarks({
  strokes,
  aspect,
}: {
  readonly strokes: readonly Stroke[];
  readonly aspect: number;
}) {
  return strokes.map((stroke, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a stroke has no name but its place in the list
    <OneStroke key={i} stroke={stroke} aspect={aspect} />
  ));
}
