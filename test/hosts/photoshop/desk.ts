// SPDX-License-Identifier: Apache-2.0
// The documents that are open, and who is told of what happens to them.
import { type DocumentState, EmulatedDocument } from './document.js';

export class Desk {
  #open: readonly EmulatedDocument[] = [];
  #active: EmulatedDocument | null = null;
  /** Told of every event, in the host's words. */
  onEvent: (event: string) => void = () => {};

  get documents(): readonly EmulatedDocument[] {
    return this.#open;
  }

  get active(): EmulatedDocument | undefined {
    return this.#active ?? undefined;
  }

  find(id: number): EmulatedDocument | undefined {
    return this.#open.find((document) => document.id === id);
  }

  /** The new document is in front. */
  open(title: string, state: DocumentState): EmulatedDocument {
    const made = new EmulatedDocument(title, state);
    made.onHistory = () => this.onEvent('historyStateChanged');
    this.#open = [...this.#open, made];
    this.#active = made;
    this.onEvent('open');
    return made;
  }

  close(document: EmulatedDocument): void {
    document.closed = true;
    this.#open = this.#open.filter((d) => d !== document);
    if (this.#active === document) this.#active = this.#open.at(-1) ?? null;
    this.onEvent('close');
  }

  activate(document: EmulatedDocument | null): void {
    this.#active = document;
    this.onEvent('select');
  }
}
