// SPDX-License-Identifier: Apache-2.0
// The emulated document: an immutable state for each moment, and the history that remembers them.
import { type Bounds, blank, type Depth, type Plane, white } from './plane.js';

export type Mode = 'RGB' | 'Grayscale' | 'Lab' | 'CMYK' | 'Indexed' | 'Duotone' | 'Bitmap' | 'Multichannel';
export type LayerKind = 'pixel' | 'group' | 'smartObject' | 'adjustment';

export interface LayerState {
  readonly id: number;
  readonly name: string;
  readonly kind: LayerKind;
  /** The group's id. */
  readonly parent: number | null;
  readonly visible: boolean;
  /** 0..100. */
  readonly opacity: number;
  readonly blendMode: string;
  /** Clipped to the next layer below that is not. */
  readonly clipped?: boolean;
  readonly background: boolean;
  /** Colour and alpha; null for what has no pixels yet or never. */
  readonly pixels: Plane | null;
  readonly mask: Plane | null;
  /** What a smart object holds: a document of its own, whose upper left corner lies at `pixels`' or at the origin. */
  readonly contents?: DocumentState;
}

export interface ChannelState {
  readonly id: number;
  readonly name: string;
  readonly plane: Plane;
}

export interface DocumentState {
  readonly mode: Mode;
  readonly depth: Depth;
  readonly profile: string;
  /** The profile's own bytes, of a document that came with them. */
  readonly icc?: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Topmost first, groups before what they hold. */
  readonly layers: readonly LayerState[];
  readonly selection: Plane | null;
  readonly channels: readonly ChannelState[];
  readonly active: readonly number[];
}

export interface HistoryState {
  readonly id: number;
  readonly name: string;
  readonly state: DocumentState;
}

export interface DocumentOptions {
  readonly title?: string;
  readonly mode?: Mode;
  readonly depth?: Depth;
  readonly profile?: string;
  readonly width: number;
  readonly height: number;
}

let ids = 100;
export const newId = () => ++ids;

export const colourComponents: Record<Mode, number> = {
  RGB: 3,
  Grayscale: 1,
  Lab: 3,
  CMYK: 4,
  Indexed: 1,
  Duotone: 1,
  Bitmap: 1,
  Multichannel: 3,
};

const usualProfiles: Partial<Record<Mode, string>> = {
  RGB: 'sRGB IEC61966-2.1',
  Grayscale: 'Gray Gamma 2.2',
  Lab: 'Lab D50',
};

/** What a document goes by that came with no profile. */
export const usualProfileOf = (mode: Mode, depth: Depth): string =>
  mode === 'Grayscale' && depth === 32 ? 'Linear Grayscale Profile' : (usualProfiles[mode] ?? 'untagged');

/** What a running Action answers to a plug-in that wants to suspend history: the Action holds it already. */
export const suspendedByAction = 0xffffffff;

/** White, or nothing but one background layer. */
export function newState(options: DocumentOptions): DocumentState {
  const { mode = 'RGB', depth = 8, width, height } = options;
  const bounds = { left: 0, top: 0, right: width, bottom: height };
  const background: LayerState = {
    id: newId(),
    name: 'Background',
    kind: 'pixel',
    parent: null,
    visible: true,
    opacity: 100,
    blendMode: 'normal',
    background: true,
    pixels: blank(bounds, colourComponents[mode] + 1, depth, white[depth]),
    mask: null,
  };
  return {
    mode,
    depth,
    profile: options.profile ?? usualProfileOf(mode, depth),
    width,
    height,
    layers: [background],
    selection: null,
    channels: [],
    active: [background.id],
  };
}

interface Suspension {
  readonly id: number;
  readonly name: string;
  readonly before: DocumentState;
}

export class EmulatedDocument {
  readonly id = newId();
  readonly title: string;
  closed = false;
  /** Told of every new history state. */
  onHistory: (() => void) | undefined;
  /** Where saving goes; undefined: nowhere, as for a document that was never saved. */
  onSave: (() => void) | undefined;
  /** A person's Action runs and holds this document's history. */
  inAction = false;
  #history: HistoryState[];
  #at: number;
  /** While history is suspended, changes gather here. */
  #suspended: Suspension | null = null;
  #state: DocumentState;

  constructor(title: string, state: DocumentState) {
    this.title = title;
    this.#state = state;
    this.#history = [{ id: newId(), name: 'New', state }];
    this.#at = 0;
  }

  get mode(): Mode {
    return this.#state.mode;
  }

  get depth(): Depth {
    return this.#state.depth;
  }

  /** Components of a layer's pixels: the mode's colours, and alpha. */
  get components(): number {
    return colourComponents[this.mode] + 1;
  }

  /** The profile as imaging calls want it. */
  get profile(): string {
    return this.#state.profile;
  }

  /** As the host tells it: of 32-bit documents with a suffix that imaging calls do not know. */
  get profileName(): string {
    const listed = this.mode === 'RGB' && this.depth === 32;
    return listed ? `${this.profile} (Linear RGB Profile)` : this.profile;
  }

  get canvas(): Bounds {
    return { left: 0, top: 0, right: this.#state.width, bottom: this.#state.height };
  }

  get state(): DocumentState {
    return this.#state;
  }

  get history(): readonly HistoryState[] {
    return this.#history;
  }

  get activeHistory(): HistoryState {
    const at = this.#history[this.#at];
    if (!at) throw new Error('no history');
    return at;
  }

  layer(id: number): LayerState | undefined {
    return this.#state.layers.find((layer) => layer.id === id);
  }

  /** A change by a person or a plug-in: one history state, unless history is suspended. */
  change(name: string, next: DocumentState): void {
    if (next === this.#state) return;
    this.#state = next;
    if (!this.#suspended) this.#record(name);
  }

  changeLayer(name: string, id: number, fields: Partial<LayerState>): void {
    const layers = this.#state.layers.map((layer) => (layer.id === id ? { ...layer, ...fields } : layer));
    this.change(name, { ...this.#state, layers });
  }

  undo(): void {
    this.#at = Math.max(0, this.#at - 1);
    this.#state = this.activeHistory.state;
    this.onHistory?.();
  }

  suspend(name: string): number {
    if (this.inAction) return suspendedByAction;
    if (this.#suspended) throw new Error('history is suspended already');
    this.#suspended = { id: newId(), name, before: this.#state };
    return this.#suspended.id;
  }

  get suspension(): number | null {
    return this.#suspended?.id ?? null;
  }

  /** No state when nothing was changed; none of it stays without `commit`. */
  resume(commit: boolean, finalName?: string): void {
    const held = this.#suspended;
    if (!held) throw new Error('history is not suspended');
    this.#suspended = null;
    if (!commit) this.#state = held.before;
    else if (this.#state !== held.before) this.#record(finalName ?? held.name);
  }

  #record(name: string): void {
    this.#history = [...this.#history.slice(0, this.#at + 1), { id: newId(), name, state: this.#state }];
    this.#at = this.#history.length - 1;
    this.onHistory?.();
  }
}
