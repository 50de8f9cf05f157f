// SPDX-License-Identifier: Apache-2.0
// Tiles that were fetched from the engine, and those that are wanted next. Nothing here waits or draws.
import type { Tile } from './pyramid.js';

/**
 * How a tile's numbers become pixels. display: colours as they look. numbers: the samples as grey or colour.
 * alpha: one channel as the alpha of white, to cut and to tint with.
 */
export type TileLook = 'display' | 'numbers' | 'alpha';

export interface WantedTile {
  readonly frame: string;
  readonly look: TileLook;
  readonly tile: Tile;
}

export interface TileStoreOptions<Bitmap> {
  /** Fetches and makes what can be drawn. A rejected tile is not asked for again. */
  readonly fetch: (wanted: WantedTile) => Promise<Bitmap>;
  /** Gives a bitmap's memory back. */
  readonly close: (bitmap: Bitmap) => void;
  /** Called when something arrived. */
  readonly onLoad: () => void;
  /** What the kept tiles may take, in bytes. */
  readonly budget: number;
  /** How many are fetched at once: few, so that what is wanted now never waits long for what was wanted before. */
  readonly parallel: number;
}

export const tileKey = ({ frame, look, tile }: WantedTile): string =>
  `${frame} ${look} ${tile.level} ${tile.column} ${tile.row}`;

const bytesOf = ({ tile }: WantedTile) => tile.size.width * tile.size.height * 4;

export class TileStore<Bitmap> {
  readonly #options: TileStoreOptions<Bitmap>;
  /** In the order of last use. */
  readonly #kept = new Map<string, { readonly bitmap: Bitmap; readonly wanted: WantedTile }>();
  readonly #fetching = new Set<string>();
  readonly #failed = new Set<string>();
  #queue: readonly WantedTile[] = [];
  #bytes = 0;

  constructor(options: TileStoreOptions<Bitmap>) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The tile, if it is here; it then counts as used. */
  get(wanted: WantedTile): Bitmap | undefined {
    const key = tileKey(wanted);
    const entry = this.#kept.get(key);
    if (!entry) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    return entry.bitmap;
  }

  /** Whether asking again would not help. */
  failed(wanted: WantedTile): boolean {
    return this.#failed.has(tileKey(wanted));
  }

  /** What is wanted now, most wanted first: takes the place of all earlier wishes. */
  want(wanted: readonly WantedTile[]): void {
    this.#queue = wanted;
    this.#pump();
  }

  /** Forgets a frame that is gone. */
  forget(frame: string): void {
    for (const [key, { wanted, bitmap }] of [...this.#kept]) {
      if (wanted.frame !== frame) continue;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(wanted);
      this.#options.close(bitmap);
    }
  }

  clear(): void {
    for (const { bitmap } of this.#kept.values()) this.#options.close(bitmap);
    this.#kept.clear();
    this.#failed.clear();
    this.#queue = [];
    this.#bytes = 0;
  }

  #pump(): void {
    for (const wanted of this.#queue) {
      if (this.#fetching.size >= this.#options.parallel) return;
      const key = tileKey(wanted);
      if (this.#kept.has(key) || this.#fetching.has(key) || this.#failed.has(key)) continue;
      this.#fetching.add(key);
      void this.#fetch(key, wanted);
    }
  }

  async #fetch(key: string, wanted: WantedTile): Promise<void> {
    try {
      const bitmap = await this.#options.fetch(wanted);
      this.#kept.set(key, { bitmap, wanted });
      this.#bytes += bytesOf(wanted);
      this.#evict();
    } catch {
      // The frame is gone, or the connection: whoever owns the frame hears of it and shows another.
      this.#failed.add(key);
    } finally {
      this.#fetching.delete(key);
    }
    this.#options.onLoad();
    this.#pump();
  }

  #evict(): void {
    for (const [key, { bitmap, wanted }] of this.#kept) {
      if (this.#bytes <= this.#options.budget || this.#kept.size === 1) return;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(wanted);
      this.#options.close(bitmap);
    }
  }
}
