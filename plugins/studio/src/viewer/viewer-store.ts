// SPDX-License-Identifier: Apache-2.0
// How the picture is looked at: zoom, place and what is laid over it. Plain, without a browser.
import type { ViewerContent } from '@sfumato/panels';
import {
  clamped,
  fitScale,
  fitted,
  type Place,
  type Rect,
  type Size,
  stepped,
  type View,
  zoomedAt,
} from './geometry.js';
import type { Backdrop, MatteLook } from './scene.js';

export interface ViewerState {
  /** The stage in device pixels, and how many of them a CSS pixel has. */
  readonly stage: Size;
  readonly ratio: number;
  /** Where the document's picture lies: marks are placed on it. */
  readonly canvas: Rect | null;
  /** What is to fit on the stage: more than the canvas while a result reaches beyond it. */
  readonly shown: Rect | null;
  readonly view: View;
  /** Whether the view follows the size of the stage. */
  readonly fitting: boolean;
  readonly matteLook: MatteLook;
  readonly backdrop: Backdrop;
  /** Whether points, boxes, strokes and lights are shown. */
  readonly marks: boolean;
  /** Where before meets after, 0..1; null: no comparison. */
  readonly wipe: number | null;
  /** What a panel shows instead of the document. */
  readonly content: ViewerContent | null;
}

const margin = 24;

export class ViewerStore {
  readonly #listeners = new Set<() => void>();
  readonly #views = new Map<string, Pick<ViewerState, 'view' | 'fitting'>>();
  #document: string | null = null;
  #state: ViewerState = {
    stage: { width: 1, height: 1 },
    ratio: 1,
    canvas: null,
    shown: null,
    view: { scale: 1, x: 0, y: 0 },
    fitting: true,
    matteLook: 'overlay',
    backdrop: 'checker',
    marks: true,
    wipe: null,
    content: null,
  };

  get = (): ViewerState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  resize(stage: Size, ratio: number): void {
    const { stage: before, ratio: was } = this.#state;
    if (before.width === stage.width && before.height === stage.height && was === ratio) return;
    this.#set({ stage, ratio });
    this.#settle();
  }

  /** Which document is looked at; each keeps its own zoom and place. */
  open(document: string | null, canvas: Rect | null, shown: Rect | null = canvas): void {
    if (document !== this.#document) {
      if (this.#document) this.#views.set(this.#document, this.#state);
      this.#document = document;
      const { view, fitting } = (document && this.#views.get(document)) || {
        view: this.#state.view,
        fitting: true,
      };
      this.#set({ view, fitting, wipe: null, content: null, canvas, shown });
    } else {
      if (alike(canvas, this.#state.canvas) && alike(shown, this.#state.shown)) return;
      this.#set({ canvas, shown });
    }
    this.#settle();
  }

  zoomAt(at: Place, scale: number): void {
    const { view } = this.#state;
    this.#free(zoomedAt(view, at, scale, this.smallestScale));
  }

  zoomStep(direction: 1 | -1): void {
    this.zoomAt(this.#middle(), stepped(this.#state.view.scale, direction));
  }

  /** 100 %: a pixel of the picture on a pixel of the screen. */
  actual(at: Place = this.#middle()): void {
    this.zoomAt(at, 1);
  }

  fit(): void {
    this.#set({ fitting: true });
    this.#settle();
  }

  panBy(x: number, y: number): void {
    const { view } = this.#state;
    this.#free({ ...view, x: view.x + x, y: view.y + y });
  }

  setMatteLook(matteLook: MatteLook): void {
    this.#set({ matteLook });
  }

  setBackdrop(backdrop: Backdrop): void {
    this.#set({ backdrop });
  }

  setMarks(marks: boolean): void {
    this.#set({ marks });
  }

  setWipe(wipe: number | null): void {
    this.#set({ wipe: wipe === null ? null : Math.min(1, Math.max(0, wipe)) });
  }

  /** What a panel wants shown; null: the document. */
  show(content: ViewerContent | null): void {
    this.#set({ content });
  }

  /** Half of what fits, so that a picture can be looked at from afar. */
  get smallestScale(): number {
    const { shown, stage } = this.#state;
    return shown ? Math.min(1 / 64, fitScale(shown, stage, margin) / 2) : 1 / 64;
  }

  #free(view: View): void {
    const { shown, stage } = this.#state;
    this.#set({ fitting: false, view: shown ? clamped(view, shown, stage) : view });
  }

  #settle(): void {
    const { shown, stage, fitting, view, ratio } = this.#state;
    if (!shown) return;
    this.#set({ view: fitting ? fitted(shown, stage, margin * ratio) : clamped(view, shown, stage) });
  }

  #middle(): Place {
    const { width, height } = this.#state.stage;
    return { x: width / 2, y: height / 2 };
  }

  #set(change: Partial<ViewerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

const alike = (a: Rect | null, b: Rect | null): boolean =>
  a?.x === b?.x && a?.y === b?.y && a?.width === b?.width && a?.height === b?.height;
