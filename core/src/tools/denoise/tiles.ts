// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';

/** A tile of a picture: the part that it gives, and the part around it that is read for it. */
export interface Tile {
  readonly inner: Rect;
  readonly outer: Rect;
}

/**
 * Cuts a picture into tiles of nearly equal sides, at most `size`, that start at multiples of `align`; each reads
 * `halo` pixels further where there are any. With a halo of at least the model's reach, tiles meet without a seam.
 */
export function cutTiles(width: number, height: number, size: number, halo: number, align: number): Tile[] {
  const cuts = (length: number) => {
    const count = Math.ceil(length / size);
    const step = Math.ceil(length / count / align) * align;
    return Array.from({ length: Math.ceil(length / step) }, (_, i) => {
      const from = i * step;
      const to = Math.min(length, from + step);
      const first = Math.max(0, from - Math.ceil(halo / align) * align);
      return { from, to, first, last: Math.min(length, to + halo) };
    });
  };
  const columns = cuts(width);
  return cuts(height).flatMap((row) =>
    columns.map((column) => ({
      inner: { x: column.from, y: row.from, width: column.to - column.from, height: row.to - row.from },
      outer: {
        x: column.first,
        y: row.first,
        width: column.last - column.first,
        height: row.last - row.first,
      },
    })),
  );
}
