// SPDX-License-Identifier: Apache-2.0
// The emulated Photoshop: what require('photoshop') gives, and the other side that tests hold.
import { createAction, type Notifications } from './action.js';
import { Desk } from './desk.js';
import { type DocumentOptions, type EmulatedDocument, newState } from './document.js';
import { EmulatedDom, modeOfName } from './dom.js';
import type { MemoryMeter } from './image-data.js';
import { createImaging, type ImagingFaults, type JpegEncoder } from './imaging.js';
import { type Clock, type ExecutionContext, ModalScopes, realClock } from './modal.js';
import type { Depth } from './plane.js';

export interface EmulatedPhotoshop {
  /** What plug-ins get from require('photoshop'). */
  readonly module: ReturnType<typeof moduleOf>;
  readonly desk: Desk;
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

/** What `app.createDocument` takes, as far as it is emulated. */
interface CreateOptions {
  readonly name?: string;
  readonly width: number;
  readonly height: number;
  readonly mode: string;
  readonly depth: Depth;
  readonly fill?: 'white' | 'transparent';
  readonly profile?: string;
}

interface Parts {
  readonly desk: Desk;
  readonly modal: ModalScopes;
  readonly memory: MemoryMeter;
  readonly faults: ImagingFaults;
  readonly notifications: Notifications;
  readonly jpeg: JpegEncoder | undefined;
}

function moduleOf({ desk, modal, memory, faults, notifications, jpeg }: Parts) {
  const dom = (document: EmulatedDocument) => new EmulatedDom(document, modal, desk);
  return {
    app: {
      get activeDocument() {
        return desk.active ? dom(desk.active) : null;
      },
      set activeDocument(document: EmulatedDom | null) {
        modal.call('select');
        desk.activate(document?.owner ?? null);
      },
      get documents() {
        return desk.documents.map(dom);
      },
      async createDocument(options: CreateOptions): Promise<EmulatedDom> {
        modal.call('make');
        const mode = modeOfName(options.mode);
        const state = newState({ ...options, mode });
        const clear = options.fill === 'transparent';
        const layers = state.layers.map((l) => (clear ? { ...l, background: false, pixels: null } : l));
        return dom(desk.open(options.name ?? 'Untitled-1', { ...state, layers }));
      },
    },
    core: {
      isModal: () => modal.isModal,
      showAlert: async ({ message }: { message: string }) => {
        notifications.alerts.push(message);
      },
      executeAsModal: <T>(
        work: (context: ExecutionContext, descriptor?: object) => Promise<T>,
        options?: { commandName?: string; descriptor?: object; interactive?: boolean },
      ) => modal.execute(work, options),
    },
    action: createAction(desk, modal, notifications),
    imaging: createImaging({
      document(id) {
        const document = id === undefined || id < 0 ? desk.active : desk.find(id);
        if (!document) throw new Error('The document does not exist.');
        return document;
      },
      modal,
      memory,
      faults,
      jpeg,
    }),
  };
}

export function createPhotoshop(
  options: { memoryLimit?: number; jpeg?: JpegEncoder; clock?: Clock } = {},
): EmulatedPhotoshop {
  const desk = new Desk();
  const modal = new ModalScopes(desk, options.clock ?? realClock);
  const memory: MemoryMeter = { live: 0, liveBytes: 0, limit: options.memoryLimit ?? 600e6, warnings: [] };
  const faults: ImagingFaults = { depthConversionFails: false, unnamedProfileInverts: false };
  const notifications: Notifications = {
    listeners: new Map(),
    brightness: 'kPanelBrightnessDarkGray',
    alerts: [],
  };
  const tell = (event: string) => {
    for (const listener of notifications.listeners.get(event) ?? []) listener(event);
  };
  // What happens in a modal scope is not told, unless the scope is an interactive one.
  desk.onEvent = (event) => {
    if (!modal.isSilent) tell(event);
  };
  modal.onEvent = tell;
  return {
    module: moduleOf({ desk, modal, memory, faults, notifications, jpeg: options.jpeg }),
    desk,
    notifications,
    modal,
    memory,
    faults,
    open: (document) => desk.open(document.title ?? 'Untitled-1', newState(document)),
    document: () => desk.active,
    close: (document) => desk.close(document),
    activate: (document) => desk.activate(document),
  };
}
