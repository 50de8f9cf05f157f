// SPDX-License-Identifier: Apache-2.0
// The Document, Layer and Selection objects that plug-ins hold, as far as bridges use them.
import { type DocumentState, type EmulatedDocument, type LayerState, newId } from './document.js';
import type { ModalScopes } from './modal.js';
import { type Bounds, blank, cut, type Plane, trimmed, union, white } from './plane.js';

const modeNames: Record<string, string> = {
  RGB: 'RGBColorMode',
  Grayscale: 'grayscaleMode',
  Lab: 'labColorMode',
  CMYK: 'CMYKColorMode',
  Indexed: 'indexedColorMode',
  Duotone: 'duotoneMode',
  Bitmap: 'bitmapMode',
  Multichannel: 'multichannelMode',
};
const bitNames = { 8: 'bitDepth8', 16: 'bitDepth16', 32: 'bitDepth32' } as const;

interface LayerOptions {
  readonly name?: string;
  readonly opacity?: number;
  readonly blendMode?: string;
  readonly fromLayers?: readonly EmulatedLayer[];
}

const outermost = { left: 0, top: 0, right: 0, bottom: 0 };

export class EmulatedLayer {
  readonly typename = 'Layer';
  constructor(
    readonly id: number,
    readonly owner: EmulatedDocument,
    readonly modal: ModalScopes,
  ) {}

  get #state(): LayerState {
    const state = this.owner.layer(this.id);
    if (!state) throw new Error('The layer was deleted.');
    return state;
  }

  #set(what: string, fields: Partial<LayerState>): void {
    this.modal.call('set');
    this.owner.changeLayer(what, this.#state.id, fields);
  }

  get name(): string {
    return this.#state.name;
  }
  set name(name: string) {
    this.#set('Rename Layer', { name });
  }
  get visible(): boolean {
    return this.#state.visible;
  }
  set visible(visible: boolean) {
    this.#set(visible ? 'Show Layer' : 'Hide Layer', { visible });
  }
  get opacity(): number {
    return this.#state.opacity;
  }
  set opacity(opacity: number) {
    this.#set('Opacity Change', { opacity });
  }
  get blendMode(): string {
    return this.#state.blendMode;
  }
  set blendMode(blendMode: string) {
    this.#set('Blending Change', { blendMode });
  }
  get kind(): string {
    return this.#state.kind;
  }
  get isBackgroundLayer(): boolean {
    return this.#state.background;
  }
  get bounds(): Bounds {
    const { pixels } = this.#state;
    return (pixels && trimmed(pixels)?.bounds) ?? outermost;
  }
  get boundsNoEffects(): Bounds {
    return this.bounds;
  }
  get parent(): EmulatedLayer | null {
    const { parent } = this.#state;
    return parent === null ? null : new EmulatedLayer(parent, this.owner, this.modal);
  }

  async delete(): Promise<void> {
    this.modal.call('delete');
    const { state } = this.owner;
    const layers = state.layers.filter(({ id, parent }) => id !== this.id && parent !== this.id);
    this.owner.change('Delete Layer', { ...state, layers });
  }
}

class EmulatedSelection {
  constructor(
    readonly owner: EmulatedDocument,
    readonly modal: ModalScopes,
  ) {}

  get bounds(): Bounds | null {
    const { selection } = this.owner.state;
    return (selection && trimmed(selection)?.bounds) ?? null;
  }

  async deselect(): Promise<void> {
    this.modal.call('set');
    this.owner.change('Deselect', { ...this.owner.state, selection: null });
  }

  async save(name?: string): Promise<{ id: number; name: string }> {
    this.modal.call('duplicate');
    const { state } = this.owner;
    if (!state.selection) throw new Error('There is no selection.');
    const plane = cut(state.selection, this.owner.canvas);
    const channel = { id: newId(), name: name ?? `Alpha ${state.channels.length + 1}`, plane };
    this.owner.change('Save Selection', { ...state, channels: [...state.channels, channel] });
    return channel;
  }
}

export class EmulatedDom {
  readonly typename = 'Document';
  readonly selection: EmulatedSelection;

  constructor(
    readonly owner: EmulatedDocument,
    readonly modal: ModalScopes,
  ) {
    this.selection = new EmulatedSelection(owner, modal);
  }

  get #state(): DocumentState {
    if (this.owner.closed) throw new Error('The document is closed.');
    return this.owner.state;
  }

  get id(): number {
    return this.owner.id;
  }
  get title(): string {
    return this.owner.title;
  }
  get name(): string {
    return this.owner.title;
  }
  get width(): number {
    return this.#state.width;
  }
  get height(): number {
    return this.#state.height;
  }
  get mode(): string {
    return modeNames[this.owner.mode] ?? this.owner.mode;
  }
  get bitsPerChannel(): string {
    return bitNames[this.owner.depth];
  }
  get colorProfileName(): string {
    return this.owner.profileName;
  }
  get layers(): EmulatedLayer[] {
    return this.#state.layers
      .filter(({ parent }) => parent === null)
      .map(({ id }) => new EmulatedLayer(id, this.owner, this.modal));
  }
  get activeLayers(): EmulatedLayer[] {
    return this.#state.active.map((id) => new EmulatedLayer(id, this.owner, this.modal));
  }
  get activeHistoryState(): { id: number; name: string } {
    const { id, name } = this.owner.activeHistory;
    return { id, name };
  }
  get historyStates(): { id: number; name: string }[] {
    return this.owner.history.map(({ id, name }) => ({ id, name }));
  }

  async createPixelLayer(options: LayerOptions = {}): Promise<EmulatedLayer> {
    return this.#create('pixel', options);
  }

  async createLayerGroup(options: LayerOptions = {}): Promise<EmulatedLayer> {
    const group = this.#create('group', options);
    const inside = new Set((options.fromLayers ?? []).map(({ id }) => id));
    if (inside.size > 0) {
      const { layers } = this.#state;
      const held = layers.filter(({ id }) => inside.has(id)).map((l) => ({ ...l, parent: group.id }));
      const others = layers.filter(({ id }) => !inside.has(id));
      const at = others.findIndex(({ id }) => id === group.id) + 1;
      const next = [...others.slice(0, at), ...held, ...others.slice(at)];
      this.owner.change('Group Layers', { ...this.#state, layers: next });
    }
    return group;
  }

  #create(kind: 'pixel' | 'group', options: LayerOptions): EmulatedLayer {
    this.modal.call('make');
    const { layers, active } = this.#state;
    const layer: LayerState = {
      id: newId(),
      name: options.name ?? (kind === 'group' ? 'Group 1' : 'Layer 1'),
      kind,
      parent: layers.find(({ id }) => id === active[0])?.parent ?? null,
      visible: true,
      opacity: options.opacity ?? 100,
      blendMode: options.blendMode ?? (kind === 'group' ? 'passThrough' : 'normal'),
      background: false,
      pixels: null,
      mask: null,
    };
    const above = Math.max(
      0,
      layers.findIndex(({ id }) => id === active[0]),
    );
    const next = [...layers.slice(0, above), layer, ...layers.slice(above)];
    const name = kind === 'group' ? 'New Group' : 'New Layer';
    this.owner.change(name, { ...this.#state, layers: next, active: [layer.id] });
    return new EmulatedLayer(layer.id, this.owner, this.modal);
  }

  async duplicateLayers(layers: readonly EmulatedLayer[]): Promise<EmulatedLayer[]> {
    this.modal.call('duplicate');
    return layers.map(({ id }) => {
      const from = this.owner.layer(id);
      if (!from) throw new Error('The layer was deleted.');
      const copy = { ...from, id: newId(), name: `${from.name} copy`, background: false };
      const at = this.#state.layers.findIndex((l) => l.id === id);
      const next = [...this.#state.layers.slice(0, at), copy, ...this.#state.layers.slice(at)];
      this.owner.change('Duplicate Layer', { ...this.#state, layers: next, active: [copy.id] });
      return new EmulatedLayer(copy.id, this.owner, this.modal);
    });
  }

  /** Grows or shrinks the canvas; `anchor` says which corner stays. */
  async resizeCanvas(width: number, height: number, anchor = 'MIDDLECENTER'): Promise<void> {
    this.modal.call('canvasSize');
    const { state } = this.owner;
    const share = (low: string, high: string) => (anchor.includes(low) ? 0 : anchor.includes(high) ? 1 : 0.5);
    const dx = Math.round((width - state.width) * share('LEFT', 'RIGHT'));
    const dy = Math.round((height - state.height) * share('TOP', 'BOTTOM'));
    const move = (plane: Plane | null) => {
      if (!plane) return null;
      const { left, top, right, bottom } = plane.bounds;
      return {
        ...plane,
        bounds: { left: left + dx, top: top + dy, right: right + dx, bottom: bottom + dy },
      };
    };
    const canvas = { left: 0, top: 0, right: width, bottom: height };
    const layers = state.layers.map((layer) => {
      const pixels = move(layer.pixels);
      // The background always covers the canvas.
      const covered = layer.background && pixels ? this.#cover(pixels, canvas) : pixels;
      return { ...layer, pixels: covered, mask: move(layer.mask) };
    });
    this.owner.change('Canvas Size', { ...state, width, height, layers, selection: move(state.selection) });
  }

  #cover(pixels: Plane, canvas: Bounds): Plane {
    const all = blank(
      union(pixels.bounds, canvas),
      pixels.components,
      this.owner.depth,
      white[this.owner.depth],
    );
    const under = cut(pixels, all.bounds, white[this.owner.depth]);
    return cut(under, canvas, white[this.owner.depth]);
  }
}
