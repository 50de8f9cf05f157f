// SPDX-License-Identifier: Apache-2.0
// Tiles of a frame at halved sizes. Level 0 is the frame itself, level n has sides divided by 2^n, rounded up.
import type { Place, Rect, Size } from './geometry.js';

export const tileSide = 512;

/** A tile: `rect` in the frame's own pixels, and the size that it is asked for at. */
export interface Tile {
  readonly level: number;
  readonly column: number;
  readonly row: number;
  readonly rect: Rect;
  readonly size: Size;
}

/** The coarsest level that has at least as many pixels as the screen shows; `scale` in device pixels a frame pixel. */
export function levelFor(scale: number, frame: Size): number {
  const wanted = scale >= 1 ? 0 : Math.floor(Math.log2(1 / scale) + 1e-9);
  return Math.min(wanted, coarsestLevel(frame));
}

/** The level at which the whole frame is one tile. */
export const coarsestLevel = ({ width, height }: Size): number =>
  Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / tileSide)));

/** The tile at a column and row. Tiles at the right and bottom edges are smaller. */
export function tileAt(frame: Size, level: number, column: number, row: number): Tile {
  const factor = 2 ** level;
  const span = tileSide * factor;
  const x = column * span;
  const y = row * span;
  const width = Math.min(span, frame.width - x);
  const height = Math.min(span, frame.height - y);
  const size = {
    width: Math.max(1, Math.ceil(width / factor)),
    height: Math.max(1, Math.ceil(height / factor)),
  };
  return { level, column, row, rect: { x, y, width, height }, size };
}

/** The tiles of a level that touch `area` (frame pixels), nearest to `centre` first. */
export function tilesIn(frame: Size, level: number, area: Rect, centre: Place): Tile[] {
  const span = tileSide * 2 ** level;
  const last = (length: number, end: number) =>
    Math.min(Math.ceil(length / span) - 1, Math.ceil(end / span) - 1);
  const tiles: Tile[] = [];
  for (
    let row = Math.max(0, Math.floor(area.y / span));
    row <= last(frame.height, area.y + area.height);
    row++
  )
    for (
      let column = Math.max(0, Math.floor(area.x / span));
      column <= last(frame.width, area.x + area.width);
      column++
    )
      tiles.push(tileAt(frame, level, column, row));
  const distance = ({ rect }: Tile) =>
    (rect.x + rect.width / 2 - centre.x) ** 2 + (rect.y + rect.height / 2 - centre.y) ** 2;
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** The part of `parent`'s picture (its own pixels) that shows what `tile` shows. */
export function within(tile: Tile, parent: Tile): Rect {
  const sx = parent.size.width / parent.rect.width;
  const sy = parent.size.height / parent.rect.height;
  return {
    x: (tile.rect.x - parent.rect.x) * sx,
    y: (tile.rect.y - parent.rect.y) * sy,
    width: tile.rect.width * sx,
    height: tile.rect.height * sy,
  };
}

/** The tile of a coarser level that holds this one. */
export function parentOf(frame: Size, tile: Tile, level: number): Tile {
  const shift = 2 ** (level - tile.level);
  return tileAt(frame, level, Math.floor(tile.column / shift), Math.floor(tile.row / shift));
}
