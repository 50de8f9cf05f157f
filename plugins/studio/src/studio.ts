// SPDX-License-Identifier: Apache-2.0
// All that the page holds: the engine, the open documents, what is going on and what went wrong. No browser in it.
import { createSource, type Observable } from '@sfumato/panels';
import type { DocumentStore, SourceFile } from './document/document-store.js';
import { newId } from './document/ids.js';
import { openDocument } from './document/open.js';
import { lostRuns, remake, reopen } from './document/remake.js';
import {
  type ErrorReport,
  reportOf,
  type SavedFile,
  type SaveRequest,
  SfumatoError,
  type StudioEngine,
} from './engine/protocol.js';
import { FrameRecord, recorded } from './engine/recording.js';

/** Something that takes a while, for the status line. */
export interface Work {
  readonly label: string;
  /** 0..1; null: not known. */
  readonly fraction: number | null;
  readonly cancel?: () => void;
}

/** What the person is told. Problems stay until they are closed. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly report?: ErrorReport;
}

export interface StudioState {
  readonly documents: readonly DocumentStore[];
  readonly active: string | null;
  readonly work: Work | null;
  readonly notices: readonly Notice[];
}

/** Documents, beyond which the engine's memory would be the next limit. */
const maxDocuments = 8;

export class Studio {
  /** The engine, with a record of what results were made from. Panels get this one. */
  readonly engine: StudioEngine;
  readonly record = new FrameRecord();
  readonly document: Observable<DocumentStore | null>;
  /** Others that need frames which documents give up, such as a panel's list of results. */
  readonly holders: ((frame: string) => boolean)[] = [];
  readonly #state = createSource<StudioState>({ documents: [], active: null, work: null, notices: [] });
  #session: number | undefined;
  #recovery: AbortController | undefined;

  constructor(engine: StudioEngine) {
    this.engine = recorded(
      engine,
      this.record,
      (frame) => this.holds(frame) || this.holders.some((holds) => holds(frame)),
    );
    this.document = {
      get: () => this.state.documents.find(({ id }) => id === this.state.active) ?? null,
      subscribe: this.#state.subscribe,
    };
    engine.subscribe(() => this.#connectionChanged());
    this.#connectionChanged();
  }

  get state(): StudioState {
    return this.#state.get();
  }

  subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);

  /** Opens files one after another; each that cannot be opened says why and does not stop the others. */
  async open(
    files: readonly { readonly name: string; arrayBuffer(): Promise<ArrayBuffer> }[],
  ): Promise<void> {
    for (const file of files) {
      try {
        if (this.state.documents.length >= maxDocuments) throw tooMany();
        await this.#openOne({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      } catch (error) {
        this.report(error, `${file.name} was not opened.`);
      }
    }
  }

  activate(id: string): void {
    this.#set({ active: id });
  }

  activateNext(): void {
    const { documents, active } = this.state;
    const next = documents[documents.findIndex(({ id }) => id === active) + 1] ?? documents[0];
    if (next) this.activate(next.id);
  }

  /** The document as a file; null when it could not be had, which the person is told. */
  async save(document: DocumentStore, request: SaveRequest): Promise<SavedFile | null> {
    const stop = new AbortController();
    this.work({ label: 'Writing the file', fraction: null, cancel: () => stop.abort() });
    try {
      const file = await this.engine.saveFile(request, { signal: stop.signal });
      document.markSaved();
      for (const { text } of file.notes) this.notify(text);
      return file;
    } catch (error) {
      this.report(error, 'The file was not written.');
      return null;
    } finally {
      this.work(null);
    }
  }

  close(id: string): void {
    const { documents, active } = this.state;
    const index = documents.findIndex((document) => document.id === id);
    const closing = documents[index];
    if (!closing) return;
    const rest = documents.filter((document) => document !== closing);
    const neighbour = rest[Math.min(index, rest.length - 1)]?.id ?? null;
    this.#set({ documents: rest, active: active === id ? neighbour : active });
    this.engine.drop(closing.frames());
  }

  /** Makes again what was lost with the engine, in the order it was made. */
  async remake(document: DocumentStore): Promise<void> {
    if (this.#recovery || lostRuns(document).length === 0) return;
    const recovery = new AbortController();
    this.#recovery = recovery;
    const cancel = () => recovery.abort();
    try {
      let label = 'Making results again';
      await remake(this.engine, document, {
        signal: recovery.signal,
        onStep: (title, index, count) => {
          label = count === 1 ? `Making ${title} again` : `Making ${title} again (${index} of ${count})`;
          this.work({ label, fraction: null, cancel });
        },
        onProgress: (_, fraction) => this.work({ label, fraction, cancel }),
      });
    } finally {
      this.#recovery = undefined;
      this.work(null);
    }
  }

  work(work: Work | null): void {
    this.#set({ work });
  }

  notify(text: string, report?: ErrorReport): void {
    const notice = { id: newId('notice'), text, ...(report && { report }) };
    // The same problem twice is told once, as the newer one.
    const others = this.state.notices.filter((n) => n.text !== text || n.report?.code !== report?.code);
    this.#set({ notices: [...others, notice].slice(-3) });
  }

  /** Tells of a failure, unless the person caused it by cancelling. */
  report(error: unknown, text: string): void {
    const report = reportOf(error);
    if (report.code !== 'CANCELLED') this.notify(text, report);
  }

  dismiss(id: string): void {
    this.#set({ notices: this.state.notices.filter((notice) => notice.id !== id) });
  }

  async #openOne(file: SourceFile): Promise<void> {
    const stop = new AbortController();
    const label = `Opening ${file.name}`;
    const cancel = () => stop.abort();
    this.work({ label, fraction: 0, cancel });
    try {
      const { document, notes } = await openDocument(this.engine, file, {
        signal: stop.signal,
        // Decoding follows the transfer and says nothing of how far it is.
        onProgress: (sent) => this.work({ label, fraction: sent < 1 ? sent : null, cancel }),
      });
      this.#set({ documents: [...this.state.documents, document], active: document.id });
      for (const { text } of notes) this.notify(text);
    } finally {
      this.work(null);
    }
  }

  #connectionChanged(): void {
    const { state } = this.engine;
    if (state.phase === 'ready') {
      const first = this.#session === undefined;
      const changed = this.#session !== state.session;
      this.#session = state.session;
      if (changed && !first) void this.#recover();
    } else if (this.#session !== undefined) {
      // Frames died with the connection, whether or not the engine did.
      this.record.clear();
      for (const document of this.state.documents) document.lose();
    }
  }

  async #recover(): Promise<void> {
    this.record.clear();
    const { documents } = this.state;
    for (const document of documents) document.lose();
    for (const document of documents) {
      try {
        this.work({ label: `Opening ${document.file.name} again`, fraction: null });
        await reopen(this.engine, document);
        await this.remake(document);
      } catch (error) {
        this.report(error, `${document.file.name} could not be opened again.`);
      } finally {
        this.work(null);
      }
    }
  }

  /** Whether a document needs a frame. */
  holds(frame: string): boolean {
    return this.state.documents.some((document) => document.frames().includes(frame));
  }

  #set(change: Partial<StudioState>): void {
    this.#state.set({ ...this.state, ...change });
  }
}

const tooMany = () =>
  new SfumatoError('LIMIT_EXCEEDED', `${maxDocuments} pictures are open already.`, {
    remedy: ['Close one of them first.'],
  });
