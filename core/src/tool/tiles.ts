// SPDX-License-Identifier: Apache-2.0
import { blendTile, convertPixels, cutTile, type KernelOptions } from '@sfumato/native';
import { Frame } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';

/** What tiles must be, along either axis. */
export interface TileNeeds {
  /** The largest side that a tile may have, in pixels. */
  readonly maxSide: number;
  /** Pixels at each side of a tile that are context only: at least the model's receptive field. */
  readonly halo: number;
  /** Pixels that neighbours share beyond their halos, where they fade into each other. */
  readonly overlap: number;
  /** Sides of tiles, and where they start in the picture, are multiples of this. */
  readonly align: number;
}

/** A stretch of one axis that a tile gives, in pixels of the picture; the tile is cut from start - halo. */
export interface TileSpan {
  readonly start: number;
  readonly length: number;
}

/** Tiles along one axis. All have the same side, so that a model sees one shape; the last may give less of it. */
export interface TileAxis {
  readonly side: number;
  readonly halo: number;
  readonly spans: readonly TileSpan[];
}

/**
 * The fewest equal tiles that cover `length` pixels, spread evenly: no sliver at the end, neighbours share at least
 * `overlap` pixels, and all start at multiples of `align`, so that a model that works on blocks of pixels finds the
 * same blocks in every tile. A picture that fits one tile becomes one tile without halo, if `whole` says that nothing
 * lies beyond its ends. Undefined when not even `halo` and `overlap` fit `maxSide`.
 */
export function tileAxis(length: number, needs: TileNeeds, whole = true): TileAxis | undefined {
  const { align } = needs;
  const blocks = (n: number) => Math.ceil(n / align);
  const [total, shared, around] = [blocks(length), blocks(needs.overlap), blocks(needs.halo)];
  const most = Math.floor(needs.maxSide / align);
  if (whole && total <= most) return { side: total * align, halo: 0, spans: [{ start: 0, length }] };
  const usable = most - 2 * around;
  if (usable < total && usable <= shared) return undefined;
  const count = usable >= total ? 1 : Math.ceil((total - shared) / (usable - shared));
  const kept = count === 1 ? total : Math.ceil((total + (count - 1) * shared) / count);
  const spans = Array.from({ length: count }, (_, i) => {
    const start = count === 1 ? 0 : Math.round((i * (total - kept)) / (count - 1)) * align;
    return { start, length: Math.min(kept * align, length - start) };
  });
  return { side: (kept + 2 * around) * align, halo: around * align, spans };
}

/**
 * A model on one tile: a frame of the same width and height, of any format (the same for every tile). `origin` is where
 * the tile begins in the picture, its halo included.
 */
export type TileModel = (
  tile: Frame,
  options: KernelOptions,
  origin: { readonly x: number; readonly y: number },
) => Promise<Frame>;

export interface TileOptions {
  readonly signal: AbortSignal;
  /** Told 0..1 after every tile. */
  readonly progress?: (fraction: number) => void;
  /** Bytes that the tiles and the model may take, beyond the two frames and the model's weights. */
  readonly memoryBudget: number;
  /** What the model takes for each pixel of a tile, in bytes. */
  readonly bytesPerPixel: number;
  readonly halo: number;
  /** Default: 32. */
  readonly overlap?: number;
  /** Default: 1. */
  readonly align?: number;
  /** The largest side that the model takes. Default: as the budget allows. */
  readonly maxSide?: number;
  /** Whether a picture that fits one tile gets a mirrored halo too, so that it comes out as in many. Default: false. */
  readonly haloAlways?: boolean;
}

/** How the work went: for reports and tests. */
export interface TileReport {
  readonly tiles: number;
  /** The side of the first tile, and how often it had to be halved for lack of memory. */
  readonly side: { readonly width: number; readonly height: number };
  readonly halvings: number;
}

const defaultOverlap = 32;

/** The largest square tile for a budget: the model's bytes, and the float strip across the picture that is blended. */
function affordableSide(source: Frame, into: Frame, options: TileOptions): number {
  const strip = source.width * into.channels * 4 * 2;
  const { bytesPerPixel: model, memoryBudget: budget } = options;
  return Math.floor((Math.sqrt(strip * strip + 4 * model * budget) - strip) / (2 * model));
}

/**
 * Runs `model` over `source` by tiles and writes `into`, of the same size and any format. Tiles at the border see the
 * picture mirrored; neighbours fade into each other along raised cosines, in float, rounded once: a model that gives
 * its input back gives every bit of the picture back. When memory runs short (the model throws MEMORY_SHORT) the tile
 * is halved, and rows that are done stay done; when it cannot be halved any more, the error is thrown on.
 */
export async function runTiled(
  source: Frame,
  into: Frame,
  model: TileModel,
  options: TileOptions,
): Promise<TileReport> {
  if (source.width !== into.width || source.height !== into.height) {
    throw new RangeError(
      `Expected a result of ${source.width}x${source.height} but received ${into.width}x${into.height}`,
    );
  }
  const { halo, align = 1, overlap = defaultOverlap } = options;
  const run = new TiledRun(source, into, model, options);
  let maxSide = Math.min(options.maxSide ?? Number.POSITIVE_INFINITY, affordableSide(source, into, options));
  let first: TileReport['side'] | undefined;
  for (let halvings = 0; ; halvings++) {
    const needs: TileNeeds = { maxSide, halo, overlap, align };
    const whole = !options.haloAlways;
    const columns = tileAxis(source.width, needs, whole);
    const rows = tileAxis(source.height - run.done, needs, whole && run.done === 0);
    if (!columns || !rows) {
      throw (
        run.shortage ??
        new SfumatoError(
          'MEMORY_SHORT',
          `A tile needs more than ${2 * halo + overlap + align} pixels a side, and the memory budget of ${Math.ceil(options.memoryBudget / 1e6)} MB allows ${Math.max(0, maxSide)}.`,
        )
      );
    }
    first ??= { width: columns.side, height: rows.side };
    if (await run.rows(columns, rows)) return { tiles: run.tiles, side: first, halvings };
    maxSide = Math.floor(Math.max(columns.side, rows.side) / 2);
  }
}

/** What stays when the tile size changes: the rows that are done and the band that the next row fades in over. */
class TiledRun {
  /** Rows of the result that are final. */
  done = 0;
  tiles = 0;
  shortage: unknown;
  /** The last row of tiles from `done` downwards, whole width: what the next row of tiles fades in over. */
  private band: Frame | undefined;
  private readonly kernel: KernelOptions;

  constructor(
    private readonly source: Frame,
    private readonly into: Frame,
    private readonly model: TileModel,
    private readonly options: TileOptions,
  ) {
    this.kernel = { signal: options.signal };
  }

  /** Works through the rows of a layout that starts at `done`. False when memory ran short. */
  async rows(columns: TileAxis, rows: TileAxis): Promise<boolean> {
    const top = this.done;
    const total = rows.spans.length * columns.spans.length;
    for (const [i, { start, length }] of rows.spans.entries()) {
      const y = top + start;
      const next = rows.spans[i + 1];
      const band = { y, height: length, halo: rows.halo, side: rows.side };
      const strip = await this.strip(columns, band, (count) => {
        const share = (i * columns.spans.length + count) / total;
        this.options.progress?.((top + share * (this.source.height - top)) / this.source.height);
      });
      if (!strip) return false;
      await this.finish(strip, y, next === undefined ? this.source.height : top + next.start);
    }
    return true;
  }

  /** One row of tiles, blended along x, whole width. Undefined when memory ran short. */
  private async strip(
    columns: TileAxis,
    { y, height, halo, side }: { y: number; height: number; halo: number; side: number },
    progress: (count: number) => void,
  ): Promise<Frame | undefined> {
    const { source, into } = this;
    let end = 0;
    try {
      const strip = Frame.allocate({ width: source.width, height, channels: into.channels, dtype: 'f32' });
      const tile = Frame.allocate({ ...source.format(), width: columns.side, height: side });
      for (const [i, { start: x, length: width }] of columns.spans.entries()) {
        this.options.signal.throwIfAborted();
        const origin = { x: x - columns.halo, y: y - halo };
        await cutTile(source, tile, origin, this.kernel);
        const made = await this.model(tile, this.kernel, origin);
        if (made.width !== tile.width || made.height !== tile.height || made.channels !== into.channels) {
          throw new TypeError(
            `Expected ${tile.width}x${tile.height} pixels of ${into.channels} channels from the model but received ${made.width}x${made.height} of ${made.channels}`,
          );
        }
        const kept = made.crop({ x: columns.halo, y: halo, width, height });
        await blendTile(kept, strip.crop({ x, y: 0, width, height }), { ...this.kernel, left: end - x });
        end = x + width;
        this.tiles++;
        progress(i + 1);
      }
      return strip;
    } catch (error) {
      if (!(error instanceof SfumatoError) || error.code !== 'MEMORY_SHORT') throw error;
      this.shortage = error;
      return undefined;
    }
  }

  /** Blends a strip with the band above it, writes rows y..end of the result and keeps the rest as the new band. */
  private async finish(strip: Frame, y: number, end: number): Promise<void> {
    const { width } = strip;
    const rows = (from: Frame, start: number, height: number) => from.crop({ x: 0, y: start, width, height });
    if (this.band) {
      const height = Math.min(this.band.height, strip.height);
      const shared = rows(strip, 0, height);
      const band = rows(this.band, 0, height);
      await blendTile(shared, band, { ...this.kernel, top: height });
      await convertPixels(band, shared, this.kernel);
    }
    await convertPixels(rows(strip, 0, end - y), rows(this.into, y, end - y), this.kernel);
    const left = strip.height - (end - y);
    this.band = left > 0 ? rows(strip, end - y, left) : undefined;
    this.done = end;
  }
}
