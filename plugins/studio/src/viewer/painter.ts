// SPDX-License-Identifier: Apache-2.0
// Draws a scene on a canvas from the tiles that are here, and says which are missing.
import { coverOf } from './cover.js';
import { onStage, pixelScale, type Rect, type Size, type View } from './geometry.js';
import { blendLinear } from './linear-blend.js';
import type { Backdrop, Entry, Scene, Source, Stack } from './scene.js';
import { sourcesOf } from './scene.js';
import type { TileStore, WantedTile } from './tile-store.js';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
export type TileBitmap = ImageBitmap;

/** Covered parts of a matte: the red of rubylith film, half see-through. */
const rubylith = 'rgb(230 30 40 / 55%)';
const checkerSquare = 8;

export interface PaintOptions {
  readonly view: View;
  readonly stage: Size;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly checker: readonly [light: string, dark: string];
}

/** The same with what of the document is shown. */
interface ScenePaint extends PaintOptions {
  readonly canvas: Rect;
}

export class Painter {
  readonly #store: TileStore<TileBitmap>;
  readonly #scratch = new Map<string, OffscreenCanvasRenderingContext2D>();

  constructor(store: TileStore<TileBitmap>) {
    this.#store = store;
  }

  /** The tiles that a scene lacks in this view, and whether it can be shown without any that are coarse. */
  missing(scene: Scene, { view, stage }: PaintOptions): { wanted: WantedTile[]; complete: boolean } {
    const stacks = scene.before ? [scene.stack, scene.before.stack] : [scene.stack];
    const covers = stacks.flatMap(sourcesOf).map((source) => coverOf(source, view, stage, this.#store));
    return {
      wanted: covers.flatMap(({ missing }) => missing),
      complete: covers.every(({ complete }) => complete),
    };
  }

  /** Draws the scene; the canvas is transparent where the document is not. */
  paint(context: CanvasRenderingContext2D, scene: Scene, look: PaintOptions): void {
    const { stage, view } = look;
    const options = { ...look, canvas: scene.canvas };
    context.clearRect(0, 0, stage.width, stage.height);
    const whole = wholePixels(onStage(view, scene.canvas), stage);
    if (whole.width <= 0 || whole.height <= 0) return;
    if (!scene.before) {
      this.#clipped(context, whole, () => this.#stack(context, scene.stack, whole, options));
      return;
    }
    const { wipe, stack } = scene.before;
    const canvas = onStage(view, scene.canvas);
    const at = Math.round(canvas.x + canvas.width * wipe);
    const middle = Math.min(whole.x + whole.width, Math.max(whole.x, at));
    const left = { ...whole, width: middle - whole.x };
    const right = { ...whole, x: middle, width: whole.x + whole.width - middle };
    if (left.width > 0) this.#clipped(context, left, () => this.#stack(context, stack, left, options));
    if (right.width > 0)
      this.#clipped(context, right, () => this.#stack(context, scene.stack, right, options));
  }

  #clipped(context: Context, { x, y, width, height }: Rect, draw: () => void): void {
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    draw();
    context.restore();
  }

  #stack(context: Context, stack: Stack, area: Rect, options: ScenePaint): void {
    const { matte } = stack;
    if (matte?.look === 'grey') {
      fill(context, area, 'black');
      this.#source(context, matte.source, options);
      return;
    }
    if (matte?.look === 'cutout') {
      this.#backdrop(context, stack.backdrop, area, options);
      const cut = this.#layer('cutout', options.stage);
      this.#entries(cut, stack.entries, area, options);
      cut.globalCompositeOperation = 'destination-in';
      const mask = this.#layer('mask', options.stage);
      this.#source(mask, matte.source, options);
      cut.drawImage(mask.canvas, 0, 0);
      context.drawImage(cut.canvas, 0, 0);
      return;
    }
    const entries = this.#seen(stack.entries, options);
    if (!this.#hides(entries[0], options)) this.#backdrop(context, stack.backdrop, area, options);
    this.#entries(context, entries, area, options);
    if (!matte) return;
    const tint = this.#layer('mask', options.stage);
    this.#source(tint, matte.source, options);
    tint.globalCompositeOperation = 'source-in';
    fill(tint, area, rubylith);
    context.drawImage(tint.canvas, 0, 0);
  }

  /** Without what is wholly hidden by what lies over it. */
  #seen(entries: readonly Entry[], options: ScenePaint): readonly Entry[] {
    const top = entries.findLastIndex((entry) => this.#hides(entry, options));
    return top <= 0 ? entries : entries.slice(top);
  }

  /** Whether nothing below an entry can be seen: it is opaque, there is no more of the canvas, and all of it is here. */
  #hides(entry: Entry | undefined, { view, stage, canvas }: ScenePaint): boolean {
    if (!entry || entry.opacity < 1 || entry.blend !== 'normal' || entry.source.frame.alpha !== 'none')
      return false;
    const { place } = entry.source;
    const whole =
      place.x <= canvas.x &&
      place.y <= canvas.y &&
      place.x + place.width >= canvas.x + canvas.width &&
      place.y + place.height >= canvas.y + canvas.height;
    return whole && coverOf(entry.source, view, stage, this.#store).whole;
  }

  #entries(context: Context, entries: readonly Entry[], area: Rect, options: ScenePaint): void {
    for (const { source, opacity, blend } of entries) {
      if (opacity === 0) continue;
      if (blend === 'normal' && opacity === 1) {
        this.#source(context, source, options);
        continue;
      }
      const over = this.#layer('over', options.stage);
      this.#source(over, source, options);
      if (blend === 'normal') {
        context.globalAlpha = opacity;
        context.drawImage(over.canvas, 0, 0);
        context.globalAlpha = 1;
        continue;
      }
      const { x, y, width, height } = area;
      const under = context.getImageData(x, y, width, height);
      blendLinear(under.data, over.getImageData(x, y, width, height).data, blend, opacity);
      const blended = this.#layer('over', options.stage);
      blended.putImageData(under, x, y);
      context.drawImage(blended.canvas, 0, 0);
    }
  }

  #source(context: Context, source: Source, { view, stage }: PaintOptions): void {
    const enlarged = view.scale > pixelScale && source.frame.width >= source.place.width;
    context.imageSmoothingEnabled = !enlarged;
    context.imageSmoothingQuality = 'high';
    for (const { bitmap, from, to } of coverOf(source, view, stage, this.#store).pieces) {
      context.drawImage(bitmap, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
    }
  }

  #backdrop(context: Context, backdrop: Backdrop, area: Rect, { ratio, checker }: PaintOptions): void {
    if (backdrop !== 'checker') {
      fill(context, area, backdrop);
      return;
    }
    const side = Math.round(checkerSquare * ratio);
    const [light, dark] = checker;
    fill(context, area, light);
    context.fillStyle = dark;
    // Squares stay where they are on the screen: they are no part of the picture.
    const top = Math.floor(area.y / side);
    const left = Math.floor(area.x / side);
    for (let row = top; row * side < area.y + area.height; row++)
      for (
        let column = left + ((row + left) % 2 === 0 ? 0 : 1);
        column * side < area.x + area.width;
        column += 2
      )
        context.fillRect(column * side, row * side, side, side);
  }

  /** A transparent canvas of the stage's size, kept for the next time. */
  #layer(name: string, { width, height }: Size): OffscreenCanvasRenderingContext2D {
    const kept = this.#scratch.get(name);
    if (kept && kept.canvas.width === width && kept.canvas.height === height) {
      kept.globalCompositeOperation = 'source-over';
      kept.globalAlpha = 1;
      kept.clearRect(0, 0, width, height);
      return kept;
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: name === 'over',
    });
    if (!context) throw new Error('Expected a 2D canvas but the browser gives none');
    this.#scratch.set(name, context);
    return context;
  }
}

function fill(context: Context, { x, y, width, height }: Rect, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
}

/** Whole pixels of a rectangle that lie on the stage. */
function wholePixels({ x, y, width, height }: Rect, stage: Size): Rect {
  const left = Math.max(0, Math.round(x));
  const top = Math.max(0, Math.round(y));
  const right = Math.min(stage.width, Math.round(x + width));
  const bottom = Math.min(stage.height, Math.round(y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
