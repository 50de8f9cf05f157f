// SPDX-License-Identifier: Apache-2.0
// Document.selection, as far as bridges use it.
import { type EmulatedDocument, newId } from './document.js';
import type { ModalScopes } from './modal.js';
import { type Bounds, contentOf, cut } from './plane.js';

export class EmulatedSelection {
  constructor(
    readonly owner: EmulatedDocument,
    readonly modal: ModalScopes,
  ) {}

  /** null when nothing is selected. */
  get bounds(): Bounds | null {
    const { selection } = this.owner.state;
    return selection && contentOf(selection);
  }

  async deselect(): Promise<void> {
    this.modal.call('set');
    this.owner.change('Deselect', { ...this.owner.state, selection: null });
  }

  /** As an alpha channel. */
  async save(name?: string): Promise<void> {
    this.modal.call('duplicate');
    const { state } = this.owner;
    if (!state.selection) throw new Error('There is no selection.');
    const plane = cut(state.selection, this.owner.canvas);
    const channel = { id: newId(), name: name ?? `Alpha ${state.channels.length + 1}`, plane };
    this.owner.change('Save Selection', { ...state, channels: [...state.channels, channel] });
  }
}
