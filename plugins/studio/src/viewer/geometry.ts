// SPDX-License-Identifier: Apache-2.0
// Where the picture lies in the viewer. All lengths are device pixels unless they say document pixels, so that 100 %
// shows one pixel of the picture in one pixel of the screen.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Place, Size {}

/**
 * How the document is shown: `scale` device pixels a document pixel, the document's point 0, 0 at `x`, `y` of the stage.
 * A canvas is what of the document's plane is shown: its corner is not 0, 0 when a picture was expanded to the left.
 */
export interface View extends Place {
  readonly scale: number;
}

export const maxScale = 16;
/** Above this scale pixels are shown as squares; nothing is fitted beyond it. */
export const pixelScale = 2;

/** The scales that + and − step through. */
const steps = [
  1 / 64,
  1 / 48,
  1 / 32,
  1 / 24,
  1 / 16,
  1 / 12,
  1 / 8,
  1 / 6,
  1 / 4,
  1 / 3,
  1 / 2,
  2 / 3,
  1,
  1.5,
  2,
  3,
  4,
  6,
  8,
  12,
  16,
];

/** The scale at which the whole canvas fits, `margin` kept free on every side; small pictures are enlarged a little. */
export function fitScale(canvas: Size, stage: Size, margin = 0): number {
  const width = Math.max(1, stage.width - 2 * margin);
  const height = Math.max(1, stage.height - 2 * margin);
  return Math.min(pixelScale, width / canvas.width, height / canvas.height);
}

/** The canvas in the middle of the stage at a scale. */
export function centred(canvas: Rect, stage: Size, scale: number): View {
  return {
    scale,
    x: Math.round((stage.width - canvas.width * scale) / 2 - canvas.x * scale),
    y: Math.round((stage.height - canvas.height * scale) / 2 - canvas.y * scale),
  };
}

export const fitted = (canvas: Rect, stage: Size, margin = 0): View =>
  centred(canvas, stage, fitScale(canvas, stage, margin));

/** The view at another scale, with the document's point under `at` kept where it is. */
export function zoomedAt(view: View, at: Place, scale: number, smallest: number): View {
  const next = Math.min(maxScale, Math.max(smallest, scale));
  const ratio = next / view.scale;
  return {
    scale: next,
    x: Math.round(at.x - (at.x - view.x) * ratio),
    y: Math.round(at.y - (at.y - view.y) * ratio),
  };
}

/** The next scale of the list above or below. */
export function stepped(scale: number, direction: 1 | -1): number {
  const slack = 1 + 1e-6;
  if (direction === 1) return steps.find((s) => s > scale * slack) ?? maxScale;
  return steps.findLast((s) => s < scale / slack) ?? (steps[0] as number);
}

/** The view moved so that the canvas cannot be lost: at least `keep` of it stays on the stage on each axis. */
export function clamped(view: View, canvas: Rect, stage: Size, keep = 64): View {
  const axis = (at: number, from: number, length: number, room: number) => {
    const visible = Math.min(keep, length);
    const start = Math.min(room - visible, Math.max(visible - length, at + from));
    return Math.round(start - from);
  };
  const { scale } = view;
  return {
    scale,
    x: axis(view.x, canvas.x * scale, canvas.width * scale, stage.width),
    y: axis(view.y, canvas.y * scale, canvas.height * scale, stage.height),
  };
}

/** A rectangle of the document as it lies on the stage. */
export const onStage = (view: View, { x, y, width, height }: Rect): Rect => ({
  x: view.x + x * view.scale,
  y: view.y + y * view.scale,
  width: width * view.scale,
  height: height * view.scale,
});

/** What of a picture with its corner at 0, 0 is on the stage, in its own pixels; null when nothing is. */
export function visibleRect(view: View, picture: Size, stage: Size): Rect | null {
  const left = Math.max(0, -view.x / view.scale);
  const top = Math.max(0, -view.y / view.scale);
  const right = Math.min(picture.width, (stage.width - view.x) / view.scale);
  const bottom = Math.min(picture.height, (stage.height - view.y) / view.scale);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
