// SPDX-License-Identifier: Apache-2.0
// The Document objects that plug-ins hold, as far as bridges use them.
import type { Desk } from './desk.js';
import { type DocumentState, type EmulatedDocument, type LayerState, type Mode, newId } from './document.js';
import { EmulatedLayer } from './dom-layer.js';
import { EmulatedSelection } from './dom-selection.js';
import { moved as inserted, insertedAbove } from './layer-order.js';
import type { ModalScopes } from './modal.js';
import { inBits, inMode, inOtherProfile } from './mode-change.js';
import { type Bounds, blank, cut, type Depth, moved, type Plane, union, white } from './plane.js';

const modeNames: Readonly<Record<Mode, string>> = {
  RGB: 'RGBColorMode',
  Grayscale: 'grayscaleMode',
  Lab: 'labColorMode',
  CMYK: 'CMYKColorMode',
  Indexed: 'indexedColorMode',
  Duotone: 'duotoneMode',
  Bitmap: 'bitmapMode',
  Multichannel: 'multichannelMode',
};
/** The mode that the host calls so. */
export function modeOfName(name: string): Mode {
  const mode = (Object.keys(modeNames) as Mode[]).find((known) => modeNames[known] === name);
  if (!mode) throw new Error(`Invalid value for mode: ${name}`);
  return mode;
}
const bitNames = { 8: 'bitDepth8', 16: 'bitDepth16', 32: 'bitDepth32' } as const;
const kinds: Readonly<Record<string, 'pixel' | 'group'>> = { pixel: 'pixel', group: 'group' };

/** Constants.SaveOptions. */
const saveChanges = 2;
const promptToSave = 1;

interface LayerOptions {
  readonly name?: string;
  readonly opacity?: number;
  readonly blendMode?: string;
  readonly fromLayers?: readonly EmulatedLayer[];
}

export class EmulatedDom {
  readonly typename = 'Document';
  readonly selection: EmulatedSelection;

  constructor(
    readonly owner: EmulatedDocument,
    readonly modal: ModalScopes,
    readonly desk: Desk,
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
    return modeNames[this.#state.mode];
  }
  get bitsPerChannel(): string {
    return bitNames[this.#state.depth];
  }
  set bitsPerChannel(name: string) {
    this.modal.call('convertMode');
    const depth = Object.entries(bitNames).find(([, known]) => known === name)?.[0];
    if (!depth) throw new Error(`Invalid value for bitsPerChannel: ${name}`);
    this.owner.change(`${depth} Bits/Channel`, inBits(this.#state, Number(depth) as Depth));
  }
  get colorProfileName(): string {
    return this.owner.profileName;
  }
  get layers(): EmulatedLayer[] {
    return this.#state.layers.filter(({ parent }) => parent === null).map(({ id }) => this.#layer(id));
  }
  get activeLayers(): EmulatedLayer[] {
    return this.#state.active.map((id) => this.#layer(id));
  }
  get channels(): { id: number; name: string }[] {
    return this.#state.channels.map(({ id, name }) => ({ id, name }));
  }
  get activeHistoryState(): { id: number; name: string } {
    const { id, name } = this.owner.activeHistory;
    return { id, name };
  }
  get historyStates(): { id: number; name: string }[] {
    return this.owner.history.map(({ id, name }) => ({ id, name }));
  }

  #layer(id: number): EmulatedLayer {
    return new EmulatedLayer(id, this.owner, this.modal);
  }

  async createLayer(kind = 'pixel', options: LayerOptions = {}): Promise<EmulatedLayer> {
    const made = kinds[kind];
    if (!made) throw new Error(`The emulator makes no layers of the kind ${kind}.`);
    return this.#create(made, options);
  }

  async createPixelLayer(options: LayerOptions = {}): Promise<EmulatedLayer> {
    return this.#create('pixel', options);
  }

  async createLayerGroup(options: LayerOptions = {}): Promise<EmulatedLayer> {
    const inside = new Set((options.fromLayers ?? []).map(({ id }) => id));
    const roots = this.#state.layers.filter(({ id }) => inside.has(id));
    const group = this.#create('group', options, roots[0]?.id);
    let { layers } = this.#state;
    for (const { id } of roots.toReversed()) layers = inserted(layers, id, group.id, 'placeInside');
    if (roots.length > 0) this.owner.change('Group Layers', { ...this.#state, layers });
    return group;
  }

  /** Above the active layer, unless `above` is given. */
  #create(kind: 'pixel' | 'group', options: LayerOptions, above?: number): EmulatedLayer {
    this.modal.call('make');
    const { layers, active } = this.#state;
    const layer: LayerState = {
      id: newId(),
      name: options.name ?? (kind === 'group' ? 'Group 1' : 'Layer 1'),
      kind,
      parent: null,
      visible: true,
      opacity: options.opacity ?? 100,
      blendMode: options.blendMode ?? (kind === 'group' ? 'passThrough' : 'normal'),
      background: false,
      pixels: null,
      mask: null,
    };
    const next = insertedAbove(layers, [layer], above ?? active[0]);
    const name = kind === 'group' ? 'New Group' : 'New Layer';
    this.owner.change(name, { ...this.#state, layers: next, active: [layer.id] });
    return this.#layer(layer.id);
  }

  async duplicateLayers(layers: readonly EmulatedLayer[]): Promise<EmulatedLayer[]> {
    const made: EmulatedLayer[] = [];
    for (const layer of layers) made.push(await layer.duplicate());
    return made;
  }

  /** The copy is in front. */
  async duplicate(name?: string): Promise<EmulatedDom> {
    this.modal.call('duplicate');
    const copy = this.desk.open(name ?? `${this.owner.title} copy`, this.#state);
    return new EmulatedDom(copy, this.modal, this.desk);
  }

  async changeMode(mode: string): Promise<void> {
    this.modal.call('convertMode');
    const to = modeOfName(mode);
    this.owner.change(`${to} Color`, inMode(this.#state, to));
  }

  async convertProfile(profile: string, intent?: string): Promise<void> {
    this.modal.call('convertProfile');
    if (!intent) throw new Error('Argument 2 is missing.');
    this.owner.change('Convert to Profile', inOtherProfile(this.#state, profile));
  }

  /** Documents that were never saved ask where: that is a dialog, which the emulator refuses. */
  async save(): Promise<void> {
    this.modal.call('save');
    if (!this.owner.onSave) throw new Error('The emulator shows no dialog to save a new document.');
    this.owner.onSave();
  }

  async close(options = promptToSave): Promise<void> {
    this.modal.call('close');
    if (options === saveChanges) await this.save();
    else if (options === promptToSave && this.owner.history.length > 1)
      throw new Error('The emulator shows no dialog to save changes.');
    this.desk.close(this.owner);
  }

  closeWithoutSaving(): void {
    this.modal.call('close');
    this.desk.close(this.owner);
  }

  /** Grows or shrinks the canvas; `anchor` says which corner stays. */
  async resizeCanvas(width: number, height: number, anchor = 'MIDDLECENTER'): Promise<void> {
    this.modal.call('canvasSize');
    const state = this.#state;
    const share = (low: string, high: string) => (anchor.includes(low) ? 0 : anchor.includes(high) ? 1 : 0.5);
    const dx = Math.round((width - state.width) * share('LEFT', 'RIGHT'));
    const dy = Math.round((height - state.height) * share('TOP', 'BOTTOM'));
    const move = (plane: Plane | null) => plane && moved(plane, dx, dy);
    const canvas = { left: 0, top: 0, right: width, bottom: height };
    const layers = state.layers.map((layer) => {
      const pixels = move(layer.pixels);
      // The background always covers the canvas.
      const covered = layer.background && pixels ? cover(pixels, canvas, state.depth) : pixels;
      return { ...layer, pixels: covered, mask: move(layer.mask) };
    });
    const channels = state.channels.map((c) => ({ ...c, plane: cut(moved(c.plane, dx, dy), canvas) }));
    const selection = move(state.selection);
    this.owner.change('Canvas Size', { ...state, width, height, layers, channels, selection });
  }
}

function cover(pixels: Plane, canvas: Bounds, depth: Depth): Plane {
  const all = blank(union(pixels.bounds, canvas), pixels.components, depth, white[depth]);
  return cut(cut(pixels, all.bounds, white[depth]), canvas, white[depth]);
}
