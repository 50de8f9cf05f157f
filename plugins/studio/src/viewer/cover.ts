// SPDX-License-Identifier: Apache-2.0
// Which tiles show a source in a view, which of them are here, and what stands in for the others.
import { type Rect, type Size, type View, visibleRect } from './geometry.js';
import { coarsestLevel, levelFor, parentOf, type Tile, tilesIn, within } from './pyramid.js';
import type { Source } from './scene.js';
import type { TileStore, WantedTile } from './tile-store.js';

/** A part of a bitmap and the whole device pixels that it goes to. */
export interface Piece<Bitmap> {
  readonly bitmap: Bitmap;
  readonly from: Rect;
  readonly to: Rect;
}

export interface Cover<Bitmap> {
  readonly pieces: readonly Piece<Bitmap>[];
  /** Tiles that are missing, most wanted first. */
  readonly missing: readonly WantedTile[];
  /** Whether every tile is here at the level that the view asks for. */
  readonly complete: boolean;
  /** Whether there is something to draw everywhere, if only coarser tiles. */
  readonly whole: boolean;
}

/** The view of a frame that covers `place` of the document. */
export function frameView(view: View, { frame, place }: Source): View & { readonly scaleY: number } {
  return {
    scale: (view.scale * place.width) / frame.width,
    scaleY: (view.scale * place.height) / frame.height,
    x: view.x + place.x * view.scale,
    y: view.y + place.y * view.scale,
  };
}

/** Finds what of a source is to be drawn where, with coarser tiles in place of those that are still to come. */
export function coverOf<Bitmap>(
  source: Source,
  view: View,
  stage: Size,
  store: TileStore<Bitmap>,
): Cover<Bitmap> {
  const { frame, look } = source;
  const onStage = frameView(view, source);
  const area = visibleRect(onStage, frame, stage);
  if (!area) return { pieces: [], missing: [], complete: true, whole: true };
  const level = levelFor(onStage.scale, frame);
  const coarsest = coarsestLevel(frame);
  const centre = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  const pieces: Piece<Bitmap>[] = [];
  const missing: WantedTile[] = [];
  let bare = false;
  for (const tile of tilesIn(frame, level, area, centre)) {
    const wanted = { frame: frame.frame, look, tile };
    const to = onDevice(tile.rect, onStage);
    const bitmap = store.get(wanted);
    if (bitmap) {
      pieces.push({ bitmap, from: { x: 0, y: 0, ...tile.size }, to });
      continue;
    }
    missing.push(wanted);
    const piece = standIn(wanted, level, coarsest, frame, to, store);
    if (piece) pieces.push(piece);
    else bare = true;
  }
  const complete = missing.every((tile) => store.failed(tile));
  if (!bare || level === coarsest) return { pieces, missing, complete, whole: !bare };
  // One small tile of the whole frame first, so that something is there at once.
  const whole = tilesIn(frame, coarsest, { x: 0, y: 0, width: 1, height: 1 }, centre);
  const first = whole.map((tile: Tile) => ({ frame: frame.frame, look, tile }));
  return { pieces, missing: [...first, ...missing], complete, whole: false };
}

function standIn<Bitmap>(
  { frame: id, look, tile }: WantedTile,
  level: number,
  coarsest: number,
  frame: Size,
  to: Rect,
  store: TileStore<Bitmap>,
): Piece<Bitmap> | undefined {
  for (let above = level + 1; above <= coarsest; above++) {
    const parent = parentOf(frame, tile, above);
    const bitmap = store.get({ frame: id, look, tile: parent });
    if (bitmap) return { bitmap, from: within(tile, parent), to };
  }
  return undefined;
}

/** Edges on whole pixels, the same for neighbours, so that no seam shows between them. */
function onDevice(rect: Rect, view: View & { readonly scaleY: number }): Rect {
  const left = Math.round(view.x + rect.x * view.scale);
  const top = Math.round(view.y + rect.y * view.scaleY);
  const right = Math.round(view.x + (rect.x + rect.width) * view.scale);
  const bottom = Math.round(view.y + (rect.y + rect.height) * view.scaleY);
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
