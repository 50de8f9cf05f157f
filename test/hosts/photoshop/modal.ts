// SPDX-License-Identifier: Apache-2.0
// Modal scopes: who may change documents, and what becomes of history when a scope ends.
import type { Desk } from './desk.js';
import { type EmulatedDocument, suspendedByAction } from './document.js';

/** Time as the host sees it; tests bring their own. */
export interface Clock {
  now(): number;
  wait(ms: number): Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** What a test can make go wrong, or look at. */
export interface ModalMeter {
  /** How many of the next attempts find another plug-in in a modal state, for longer than the host waits. */
  busy: number;
  /** Another plug-in stays modal until then, by the clock. */
  busyUntil: number;
  /** The person presses Escape before this many more host calls in a scope were made; null: never. */
  cancelAfter: number | null;
  /** Longest scope so far, in milliseconds. */
  longestMs: number;
  scopes: number;
  /** Host calls in scopes so far. */
  calls: number;
  /** What the progress dialog showed, if it was up. */
  readonly progress: { value?: number; commandName?: string }[];
  /** Called when a scope begins and ends: to find out what went on meanwhile. */
  onScope?: (open: boolean) => void;
  /** Called for each host call of a scope, with its number. */
  onCall?: (calls: number, event: string) => void;
}

export interface Suspension {
  readonly id: number;
  /** Set it to name the state otherwise than was said at first. */
  finalName?: string;
}

export interface ExecutionContext {
  isCancelled: boolean;
  onCancel: (() => void) | undefined;
  reportProgress(progress: { value?: number; commandName?: string }): void;
  readonly hostControl: {
    suspendHistory(options: { documentID: number; name: string }): Promise<Suspension | number>;
    resumeHistory(suspension: Suspension | number, commit?: boolean): Promise<void>;
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

/** How long the host waits for another plug-in's scope to end. `timeOut`, whose unit nobody wrote down, is not offered. */
const patience = 1000;
/** A scope that takes longer shows a progress dialog. */
const dialogAfter = 2000;

export class ModalScopes {
  readonly meter: ModalMeter = {
    busy: 0,
    busyUntil: 0,
    cancelAfter: null,
    longestMs: 0,
    scopes: 0,
    calls: 0,
    progress: [],
  };
  /** Told when a scope begins and ends, in the host's words. */
  onEvent: (event: string) => void = () => {};
  readonly #desk: Desk;
  readonly #clock: Clock;
  #open: ExecutionContext | null = null;
  #silent = false;

  constructor(desk: Desk, clock: Clock) {
    this.#desk = desk;
    this.#clock = clock;
  }

  get isModal(): boolean {
    return this.#open !== null;
  }

  /** Whether notifications are held back. */
  get isSilent(): boolean {
    return this.#open !== null && this.#silent;
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
    this.question();
    meter.calls++;
    meter.onCall?.(meter.calls, event);
  }

  /** Calls that are free everywhere are not so in a cancelled scope. */
  question(): void {
    if (this.#open?.isCancelled) throw new HostError('User cancelled the operation.', 8);
  }

  async execute<T>(
    work: (context: ExecutionContext, descriptor?: object) => Promise<T>,
    options: { commandName?: string; descriptor?: object; interactive?: boolean } | undefined,
  ): Promise<T> {
    if (!options?.commandName) throw new Error('executeAsModal: commandName is required');
    if (this.#open) return work(this.#open, options.descriptor);
    await this.#turn();
    const began = this.#clock.now();
    this.meter.scopes++;
    const closing = new Set<number>();
    this.#silent = options.interactive !== true;
    this.onEvent('modalJavaScriptScopeEnter');
    this.#open = this.#context(began, closing);
    this.meter.onScope?.(true);
    let commit = false;
    try {
      const result = await work(this.#open, options.descriptor);
      commit = true;
      return result;
    } finally {
      const { documents } = this.#desk;
      for (const document of documents) if (document.suspension !== null) document.resume(commit);
      for (const document of documents) if (closing.has(document.id)) this.#desk.close(document);
      this.#open = null;
      this.meter.longestMs = Math.max(this.meter.longestMs, this.#clock.now() - began);
      this.meter.onScope?.(false);
      this.onEvent('modalJavaScriptScopeExit');
    }
  }

  /** Waits for its turn, though not for long. */
  async #turn(): Promise<void> {
    const refused = () => new HostError('Plugin: com.example.other is running a modal command', 9);
    if (this.meter.busy > 0) {
      this.meter.busy--;
      throw refused();
    }
    const left = this.meter.busyUntil - this.#clock.now();
    if (left <= 0) return;
    await this.#clock.wait(Math.min(left, patience));
    if (left > patience) throw refused();
  }

  #context(began: number, closing: Set<number>): ExecutionContext {
    const find = (id: number): EmulatedDocument => {
      const document = this.#desk.find(id);
      if (!document) throw new Error('The document is not open.');
      return document;
    };
    return {
      isCancelled: false,
      onCancel: undefined,
      reportProgress: (progress) => {
        // The dialog is there after a while, or at once with a value to show.
        if (progress.value !== undefined || this.#clock.now() - began >= dialogAfter)
          this.meter.progress.push(progress);
      },
      hostControl: {
        suspendHistory: async ({ documentID, name }) => {
          const id = find(documentID).suspend(name);
          return id === suspendedByAction ? id : { id };
        },
        resumeHistory: async (suspension, commit = true) => {
          const { id, finalName }: Suspension =
            typeof suspension === 'number' ? { id: suspension } : suspension;
          if (id === suspendedByAction) throw new Error('The suspension belongs to the running Action.');
          const document = this.#desk.documents.find((d) => d.suspension === id);
          if (!document) throw new Error('The suspension is not known.');
          document.resume(commit, finalName);
        },
        registerAutoCloseDocument: async (id) => {
          closing.add(find(id).id);
        },
        unregisterAutoCloseDocument: async (id) => {
          closing.delete(id);
        },
      },
    };
  }
}
