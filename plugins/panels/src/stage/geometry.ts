// SPDX-License-Identifier: Apache-2.0
import type { Point, Rect } from '../engine/port.js';
import type { ViewState } from '../store/state.js';

/** A part of a picture: 0..1 from its left and top. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const wholePart: Part = { x: 0, y: 0, width: 1, height: 1 };

/** The part of a picture that a stage of that many pixels shows. */
export function visiblePart(
  { zoom, centre }: Pick<ViewState, 'zoom' | 'centre'>,
  picture: { readonly width: number; readonly height: number },
  stage: { readonly width: number; readonly height: number },
): Part {
  if (zoom === 'fit') return wholePart;
  const width = Math.min(1, stage.width / picture.width);
  const height = Math.min(1, stage.height / picture.height);
  const start = (middle: number, size: number) => Math.min(1 - size, Math.max(0, middle - size / 2));
  return { x: start(centre.x, width), y: start(centre.y, height), width, height };
}

/** That part in pixels of a frame that shows the whole picture at any size. */
export function partRect(part: Part, frame: { readonly width: number; readonly height: number }): Rect {
  const x = Math.min(frame.width - 1, Math.round(part.x * frame.width));
  const y = Math.min(frame.height - 1, Math.round(part.y * frame.height));
  return {
    x,
    y,
    width: Math.max(1, Math.min(frame.width - x, Math.round(part.width * frame.width))),
    height: Math.max(1, Math.min(frame.height - y, Math.round(part.height * frame.height))),
  };
}

/** How the whole picture lies over a stage that shows one part of it: CSS percentages of the stage. */
export const overStage = (part: Part) => ({
  left: `${(-part.x / part.width) * 100}%`,
  top: `${(-part.y / part.height) * 100}%`,
  width: `${100 / part.width}%`,
  height: `${100 / part.height}%`,
});

/** A place on the screen as a place in the picture that `box` shows. */
export function placeIn(
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  clientX: number,
  clientY: number,
): Point {
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}

export const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
