// SPDX-License-Identifier: Apache-2.0
// The emulated Photoshop: what require('photoshop') gives, and the other side that tests hold.
import { createAction, type Notifications } from './action.js';
import { type DocumentOptions, EmulatedDocument } from './document.js';
import { EmulatedDom } from './dom.js';
import type { MemoryMeter } from './image-data.js';
import { createImaging, type ImagingFaults } from './imaging.js';
import { type ExecutionContext, ModalScopes } from './modal.js';

export interface EmulatedPhotoshop {
  /** What plug-ins get from require('photoshop'). */
  readonly module: ReturnType<typeof moduleOf>;
  readonly modal: ModalScopes;
  readonly memory: MemoryMeter;
  readonly faults: ImagingFaults;
  readonly notifications: Notifications;
  open(options: DocumentOptions): EmulatedDocument;
  close(document: EmulatedDocument): void;
  /** The document in front. */
  document(): EmulatedDocument | undefined;
  activate(document: EmulatedDocument | null): void;
}

interface Parts {
  documents(): readonly EmulatedDocument[];
  active(): EmulatedDocument | undefined;
  readonly modal: ModalScopes;
  readonly memory: MemoryMeter;
  readonly faults: ImagingFaults;
  readonly notifications: Notifications;
}

function moduleOf({ documents, active, modal, memory, faults, notifications }: Parts) {
  const dom = (document: EmulatedDocument) => new EmulatedDom(document, modal);
  return {
    app: {
      get activeDocument() {
        const document = active();
        return document ? dom(document) : null;
      },
      get documents() {
        return documents().map(dom);
      },
    },
    core: {
      isModal: () => modal.isModal,
      showAlert: async ({ message }: { message: string }) => {
        notifications.alerts.push(message);
      },
      executeAsModal: <T>(
        work: (context: ExecutionContext, descriptor?: object) => Promise<T>,
        options?: { commandName?: string; descriptor?: object },
      ) => modal.execute(work, options),
    },
    action: createAction(active, modal, notifications),
    imaging: createImaging({
      document(id) {
        const document = id === undefined ? active() : documents().find((d) => d.id === id);
        if (!document) throw new Error('The document does not exist.');
        return document;
      },
      modal,
      memory,
      faults,
    }),
  };
}

export function createPhotoshop(options: { memoryLimit?: number } = {}): EmulatedPhotoshop {
  let open: readonly EmulatedDocument[] = [];
  let active: EmulatedDocument | null = null;
  const modal = new ModalScopes(() => open);
  const memory: MemoryMeter = { live: 0, liveBytes: 0, limit: options.memoryLimit ?? 600e6, warnings: [] };
  const faults: ImagingFaults = { depthConversionFails: false, unnamedProfileInverts: false };
  const notifications: Notifications = {
    listeners: new Map(),
    brightness: 'kPanelBrightnessDarkGray',
    alerts: [],
  };
  const tell = (event: string) => {
    // A plug-in's own changes in a modal scope are not told to it.
    if (modal.isModal) return;
    for (const listener of notifications.listeners.get(event) ?? []) listener(event);
  };
  const parts = { documents: () => open, active: () => active ?? undefined };
  return {
    module: moduleOf({ ...parts, modal, memory, faults, notifications }),
    notifications,
    modal,
    memory,
    faults,
    open(document) {
      const made = new EmulatedDocument(document);
      open = [...open, made];
      active = made;
      made.onHistory = () => tell('historyStateChanged');
      tell('open');
      return made;
    },
    document: parts.active,
    close(document) {
      document.closed = true;
      open = open.filter((d) => d !== document);
      if (active === document) active = open.at(-1) ?? null;
      tell('close');
    },
    activate(document) {
      active = document;
      tell('select');
    },
  };
}
