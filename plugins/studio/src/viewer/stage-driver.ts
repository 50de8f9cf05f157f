// SPDX-License-Identifier: Apache-2.0
// Keeps the canvas up to date: draws at most once a screen refresh, and only when something changed.
import type { EngineConnection } from '../engine/protocol.js';
import { Painter, type PaintOptions, type TileBitmap } from './painter.js';
import type { Scene } from './scene.js';
import { TileStore, type WantedTile } from './tile-store.js';

export interface StageDriverOptions {
  readonly canvas: HTMLCanvasElement;
  readonly engine: EngineConnection;
  /** What is to be shown now; null: nothing. Called before every drawing. */
  readonly scene: () => Scene | null;
  readonly look: () => PaintOptions;
}

/** How long the last picture stays while the next one's tiles come, so that drafts do not flicker. */
const patienceMs = 250;
const tileBudget = 384 * 2 ** 20;

export class StageDriver {
  readonly #options: StageDriverOptions;
  readonly #context: CanvasRenderingContext2D;
  readonly #tiles: TileStore<TileBitmap>;
  readonly #painter: Painter;
  /** How many pictures were shown one after another: told on the canvas, so that drafts a second can be measured. */
  #pictures = 0;
  #shown: Scene | null = null;
  #next: { readonly scene: Scene; readonly since: number } | undefined;
  #due: number | undefined;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(options: StageDriverOptions) {
    this.#options = options;
    const context = options.canvas.getContext('2d');
    if (!context) throw new Error('Expected a 2D canvas but the browser gives none');
    this.#context = context;
    this.#tiles = new TileStore<TileBitmap>({
      fetch: (wanted) => fetchTile(options.engine, wanted),
      close: (bitmap) => bitmap.close(),
      onLoad: () => this.schedule(),
      budget: tileBudget,
      parallel: 4,
    });
    this.#painter = new Painter(this.#tiles);
  }

  schedule(): void {
    this.#due ??= requestAnimationFrame(() => {
      this.#due = undefined;
      this.#draw();
    });
  }

  /** Frames are gone: their names may come again with other pixels. */
  reset(): void {
    this.#tiles.clear();
    this.#shown = null;
    this.#next = undefined;
    this.schedule();
  }

  stop(): void {
    if (this.#due !== undefined) cancelAnimationFrame(this.#due);
    clearTimeout(this.#late);
    this.#tiles.clear();
  }

  #draw(): void {
    const { canvas, scene, look } = this.#options;
    const options = look();
    const { width, height } = options.stage;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const wished = scene();
    if (!wished) {
      this.#shown = null;
      this.#next = undefined;
      this.#context.clearRect(0, 0, width, height);
      this.#tiles.want([]);
      return;
    }
    const now = performance.now();
    if (wished !== this.#shown && !this.#next) this.#next = { scene: wished, since: now };
    this.#advance(wished, options, now);
    const shown = this.#shown ?? wished;
    this.#painter.paint(this.#context, shown, options);
    const coming = this.#next?.scene ?? shown;
    const { wanted, complete } = this.#painter.missing(coming, options);
    // Told, so that what is on the stage can be measured: everything that is wished for is there, at its best.
    canvas.dataset.complete = String(complete && coming === shown);
    this.#tiles.want(wanted);
  }

  /** Shows what waits once its tiles are here, or when they take too long; then the newest wish waits. */
  #advance(wished: Scene, options: PaintOptions, now: number): void {
    while (this.#next) {
      const { scene, since } = this.#next;
      const { complete } = this.#painter.missing(scene, options);
      if (!complete && this.#shown && now - since < patienceMs) {
        clearTimeout(this.#late);
        this.#late = setTimeout(() => this.schedule(), patienceMs - (now - since));
        return;
      }
      this.#shown = scene;
      this.#options.canvas.dataset.pictures = String(++this.#pictures);
      this.#next = scene === wished ? undefined : { scene: wished, since: now };
    }
  }
}

async function fetchTile(engine: EngineConnection, { frame, look, tile }: WantedTile): Promise<TileBitmap> {
  const { rect, size } = tile;
  const as = look === 'display' ? 'display' : 'numbers';
  const { width, height, rgba } = await engine.view(frame, { rect, ...size, as });
  const pixels = new Uint8ClampedArray(
    rgba.buffer,
    rgba.byteOffset,
    rgba.byteLength,
  ) as Uint8ClampedArray<ArrayBuffer>;
  if (look === 'alpha') greyToAlpha(pixels);
  return createImageBitmap(new ImageData(pixels, width, height), { colorSpaceConversion: 'none' });
}

/** Grey becomes the alpha of white. */
function greyToAlpha(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    pixels[i + 3] = pixels[i] ?? 0;
    pixels[i] = pixels[i + 1] = pixels[i + 2] = 255;
  }
}
