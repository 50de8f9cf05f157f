// SPDX-License-Identifier: Apache-2.0
// The Layer objects that plug-ins hold. They name a layer: what they say is what it is when they are asked.
import { type EmulatedDocument, type LayerState, newId } from './document.js';
import { branch, copied, insertedAbove, moved, without } from './layer-order.js';
import type { ModalScopes } from './modal.js';
import { type Bounds, contentOf } from './plane.js';

const nowhere = { left: 0, top: 0, right: 0, bottom: 0 };

export type Where = 'placeBefore' | 'placeAfter' | 'placeInside';

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
    this.#refuseBackground('opacity');
    this.#set('Opacity Change', { opacity });
  }
  get blendMode(): string {
    return this.#state.blendMode;
  }
  set blendMode(blendMode: string) {
    this.#refuseBackground('blendMode');
    this.#set('Blending Change', { blendMode });
  }
  get kind(): string {
    return this.#state.kind;
  }
  get isClippingMask(): boolean {
    return this.#state.clipped === true;
  }
  set isClippingMask(clipped: boolean) {
    const { layers } = this.owner.state;
    const beside = layers.filter(({ parent }) => parent === this.#state.parent);
    if (clipped && beside.at(-1)?.id === this.id) throw new Error('There is no layer below to clip to.');
    this.#set(clipped ? 'Create Clipping Mask' : 'Release Clipping Mask', { clipped });
  }
  get isBackgroundLayer(): boolean {
    return this.#state.background;
  }
  get bounds(): Bounds {
    const { pixels } = this.#state;
    return (pixels && contentOf(pixels)) ?? nowhere;
  }
  get boundsNoEffects(): Bounds {
    return this.bounds;
  }
  get parent(): EmulatedLayer | null {
    const { parent } = this.#state;
    return parent === null ? null : new EmulatedLayer(parent, this.owner, this.modal);
  }
  /** What a group holds; null for other layers. */
  get layers(): EmulatedLayer[] | null {
    if (this.#state.kind !== 'group') return null;
    return this.owner.state.layers
      .filter(({ parent }) => parent === this.id)
      .map(({ id }) => new EmulatedLayer(id, this.owner, this.modal));
  }

  async delete(): Promise<void> {
    this.modal.call('delete');
    const { state } = this.owner;
    const layers = without(state.layers, [this.#state.id]);
    if (layers.length === 0) throw new Error('The only layer of a document cannot be deleted.');
    const active = state.active.filter((id) => layers.some((l) => l.id === id));
    this.owner.change('Delete Layer', { ...state, layers, active });
  }

  async duplicate(relative?: EmulatedLayer, where?: Where, name?: string): Promise<EmulatedLayer> {
    this.modal.call('duplicate');
    const { state } = this.owner;
    const taken = branch(state.layers, this.#state.id);
    const made = copied(taken, newId, (old) => name ?? `${old} copy`);
    const id = made[0]?.id ?? 0;
    const above = insertedAbove(state.layers, made, this.id);
    const layers = relative ? moved(above, id, relative.id, where ?? 'placeBefore') : above;
    this.owner.change('Duplicate Layer', { ...state, layers, active: [id] });
    return new EmulatedLayer(id, this.owner, this.modal);
  }

  move(relative: EmulatedLayer, where: Where): void {
    this.modal.call('move');
    this.#refuseBackground('place');
    const layers = moved(this.owner.state.layers, this.#state.id, relative.id, where);
    this.owner.change('Layer Order', { ...this.owner.state, layers });
  }

  #refuseBackground(what: string): void {
    if (this.#state.background) throw new Error(`The ${what} of the background layer cannot be changed.`);
  }
}
