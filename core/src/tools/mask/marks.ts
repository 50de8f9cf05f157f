// SPDX-License-Identifier: Apache-2.0
import { mark } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import type { Box, LabelledPoint, Stroke } from '../../tool/index.js';

/** What a person pointed at: positions 0..1 of the picture, y down. */
export interface Pointing {
  readonly points: readonly LabelledPoint[];
  readonly box: Box | null;
  readonly strokes: readonly Stroke[];
}

/** A click's radius, in parts of the longer side. */
const clickRadius = 0.006;

export const hasPointing = ({ points, box, strokes }: Pointing): boolean =>
  points.length > 0 || strokes.length > 0 || box !== null;

/**
 * The pointing as a picture of `mark` bytes: beyond the box `limits`, under strokes and clicks `inside` or `outside`,
 * later ones over earlier ones and clicks over strokes. The box holds against what was pointed at outside it.
 */
export function drawMarks(pointing: Pointing, width: number, height: number): Frame {
  const bytes = new Uint8Array(width * height);
  const longer = Math.max(width, height);
  const labels = { add: mark.inside, remove: mark.outside } as const;
  for (const { points, radius, label } of pointing.strokes) {
    const reach = Math.max(0.5, radius * longer);
    points.forEach((to, i) => {
      const from = points[i - 1] ?? to;
      const length = Math.hypot((to.x - from.x) * width, (to.y - from.y) * height);
      const steps = Math.min(10_000, Math.max(1, Math.ceil(length / Math.max(0.5, reach / 2))));
      for (let k = 0; k <= steps; k++) {
        const t = k / steps;
        const x = from.x + (to.x - from.x) * t;
        const y = from.y + (to.y - from.y) * t;
        drawDisc(bytes, width, height, x * width, y * height, reach, labels[label]);
      }
    });
  }
  for (const { x, y, label } of pointing.points) {
    drawDisc(bytes, width, height, x * width, y * height, Math.max(1, clickRadius * longer), labels[label]);
  }
  if (pointing.box) limitToBox(bytes, width, height, pointing.box);
  return Frame.over(bytes, { width, height, channels: 1, dtype: 'u8', colour: noColour });
}

function drawDisc(
  bytes: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
  value: number,
): void {
  const top = Math.max(0, Math.floor(y - radius));
  const bottom = Math.min(height - 1, Math.floor(y + radius));
  for (let row = top; row <= bottom; row++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (row + 0.5 - y) ** 2));
    const left = Math.max(0, Math.round(x - half));
    const right = Math.min(
      width,
      Math.max(Math.round(x + half), Math.floor(x) + (row === Math.floor(y) ? 1 : 0)),
    );
    if (left < right) bytes.fill(value, row * width + left, row * width + right);
  }
}

/** Never leaves less than one pixel of the picture inside. */
function limitToBox(bytes: Uint8Array, width: number, height: number, box: Box): void {
  const left = Math.min(width - 1, Math.max(0, Math.round(box.x * width)));
  const top = Math.min(height - 1, Math.max(0, Math.round(box.y * height)));
  const right = Math.max(left + 1, Math.min(width, Math.round((box.x + box.width) * width)));
  const bottom = Math.max(top + 1, Math.min(height, Math.round((box.y + box.height) * height)));
  for (let y = 0; y < height; y++) {
    const row = bytes.subarray(y * width, (y + 1) * width);
    if (y < top || y >= bottom) row.fill(mark.limits);
    else {
      row.fill(mark.limits, 0, left);
      row.fill(mark.limits, right);
    }
  }
}
