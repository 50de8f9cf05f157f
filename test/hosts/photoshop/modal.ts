// SPDX-License-Identifier: Apache-2.0
// Modal scopes: who may change documents, and what becomes of history when a scope ends.
import type { EmulatedDocument } from './document.js';

/** What a test can make go wrong, or look at. */
export interface ModalMeter {
  /** How many of the next attempts find another plug-in in a modal state. */
  busy: number;
  /** The person presses Escape before this many more host calls in a scope were made; null: never. */
  cancelAfter: number | null;
  /** Longest scope so far, in milliseconds. */
  longestMs: number;
  scopes: number;
  /** Called when a scope begins and ends: to find out what went on meanwhile. */
  onScope?: (open: boolean) => void;
}

export interface ExecutionContext {
  isCancelled: boolean;
  onCancel: (() => void) | undefined;
  reportProgress(progress: { value?: number; commandName?: string }): void;
  readonly hostControl: {
    suspendHistory(options: { documentID: number; name: string }): Promise<number>;
    resumeHistory(suspension: number | { id: number; finalName?: string }, commit?: boolean): Promise<void>;
    registerAutoCloseDocument(id: number): Promise<void>;
    unregisterAutoCloseDocument(id: number): Promise<void>;
  };
}

class HostError extends Error {
  constructor(
    message: string,
    readonly number: number,
  ) {
    super(message);
  }
}

export class ModalScopes {
  readonly meter: ModalMeter = { busy: 0, cancelAfter: null, longestMs: 0, scopes: 0 };
  readonly #documents: () => readonly EmulatedDocument[];
  #open: ExecutionContext | null = null;
  #depth = 0;

  constructor(documents: () => readonly EmulatedDocument[]) {
    this.#documents = documents;
  }

  get isModal(): boolean {
    return this.#open !== null;
  }

  /** Every host call that may change something, or reads pixels, goes through here. */
  call(event: string): void {
    const { meter } = this;
    if (!this.#open) {
      throw new Error(
        `Event: ${event} may modify the state of Photoshop. Such events are only allowed from inside a modal scope.`,
      );
    }
    if (meter.cancelAfter !== null && meter.cancelAfter-- <= 0) {
      meter.cancelAfter = null;
      this.#open.isCancelled = true;
      this.#open.onCancel?.();
    }
    if (this.#open.isCancelled) throw new HostError('User cancelled the operation.', 8);
  }

  async execute<T>(
    work: (context: ExecutionContext, descriptor?: object) => Promise<T>,
    options: { commandName?: string; descriptor?: object } | undefined,
  ): Promise<T> {
    if (!options?.commandName) throw new Error('executeAsModal: commandName is required');
    if (this.meter.busy > 0) {
      this.meter.busy--;
      throw new HostError('host is in a modal state', 9);
    }
    if (this.#open && this.#depth > 0) return work(this.#open, options.descriptor);
    const began = performance.now();
    this.meter.scopes++;
    const context = this.#context();
    this.#open = context;
    this.#depth++;
    this.meter.onScope?.(true);
    let commit = false;
    try {
      const result = await work(context, options.descriptor);
      commit = true;
      return result;
    } finally {
      for (const document of this.#documents()) if (document.suspension !== null) document.resume(commit);
      this.#depth--;
      this.#open = null;
      this.meter.longestMs = Math.max(this.meter.longestMs, performance.now() - began);
      this.meter.onScope?.(false);
    }
  }

  #context(): ExecutionContext {
    const find = (id: number) => {
      const document = this.#documents().find((d) => d.id === id);
      if (!document) throw new Error('The document is not open.');
      return document;
    };
    return {
      isCancelled: false,
      onCancel: undefined,
      reportProgress: () => {},
      hostControl: {
        suspendHistory: async ({ documentID, name }) => find(documentID).suspend(name),
        resumeHistory: async (suspension, commit = true) => {
          const { id, finalName } =
            typeof suspension === 'number' ? { id: suspension, finalName: undefined } : suspension;
          const document = this.#documents().find((d) => d.suspension === id);
          if (!document) throw new Error('The suspension is not known.');
          document.resume(commit, finalName);
        },
        registerAutoCloseDocument: async () => {},
        unregisterAutoCloseDocument: async () => {},
      },
    };
  }
}
