// SPDX-License-Identifier: Apache-2.0
// require('photoshop').action: the commands that bridges play.
import type { EmulatedDocument } from './document.js';
import type { ModalScopes } from './modal.js';
import { blank, type Plane, white } from './plane.js';

/** Who wants to know of events, and the brightness of the interface. */
export interface Notifications {
  readonly listeners: Map<string, Set<(event: string) => void>>;
  brightness: string;
  /** Dialogs that were shown. */
  readonly alerts: string[];
}

type Descriptor = Readonly<Record<string, unknown>>;

const failed = (message: string): Descriptor => ({ _obj: 'error', message, result: -25922 });

/** Commands that fail resolve with an error descriptor; what is not a descriptor rejects. */
export function createAction(
  documents: () => EmulatedDocument | undefined,
  modal: ModalScopes,
  notifications: Notifications,
) {
  function makeMask(document: EmulatedDocument, reveal: unknown): Descriptor {
    const layer = document.state.active.map((id) => document.layer(id)).find((l) => l !== undefined);
    if (!layer) return failed('The command “Make” is not currently available.');
    if (layer.mask || layer.background) return failed('The command “Make” is not currently available.');
    const { selection } = document.state;
    let mask: Plane;
    if (reveal === 'revealSelection' && selection) mask = selection;
    else mask = blank(document.canvas, 1, document.depth, reveal === 'hideAll' ? 0 : white[document.depth]);
    const layers = document.state.layers.map((l) => (l.id === layer.id ? { ...l, mask } : l));
    // Making a mask uses the selection up.
    document.change('Add Layer Mask', { ...document.state, layers, selection: null });
    return {};
  }

  function select(document: EmulatedDocument, target: unknown): Descriptor {
    const id = Array.isArray(target) ? (target[0] as { _id?: number })?._id : undefined;
    if (id === undefined || !document.layer(id)) {
      return failed('The object “layer” is not currently available.');
    }
    document.change('Layer Selection', { ...document.state, active: [id] });
    return {};
  }

  function play(command: Descriptor): Descriptor {
    const [property] = Array.isArray(command._target) ? (command._target as { _property?: string }[]) : [];
    if (command._obj === 'get' && property?._property === 'kuiBrightnessLevel') {
      return {
        kuiBrightnessLevel: { _enum: 'uiBrightnessLevelEnumType', _value: notifications.brightness },
      };
    }
    const document = documents();
    if (!document) return failed('There is no open document.');
    const using = command.using as { _value?: string } | undefined;
    if (command._obj === 'make' && (command.new as Descriptor | undefined)?._class === 'channel') {
      return makeMask(document, using?._value);
    }
    if (command._obj === 'select') return select(document, command._target);
    return failed(`The command “${String(command._obj)}” is not known to the emulator.`);
  }

  return {
    async batchPlay(commands: readonly Descriptor[], _options?: object): Promise<Descriptor[]> {
      if (!Array.isArray(commands) || commands.some((c) => typeof c?._obj !== 'string')) {
        throw new Error('Argument 1 has an invalid type. Expected an array of action descriptors.');
      }
      // Questions change nothing: they are free everywhere.
      if (commands.some(({ _obj }) => _obj !== 'get')) modal.call('batchPlay');
      return commands.map(play);
    },
    async addNotificationListener(
      events: readonly string[],
      listener: (event: string) => void,
    ): Promise<void> {
      for (const event of events) {
        const known = notifications.listeners.get(event) ?? new Set();
        notifications.listeners.set(event, known.add(listener));
      }
    },
    async removeNotificationListener(events: readonly string[], listener: (event: string) => void) {
      for (const event of events) notifications.listeners.get(event)?.delete(listener);
    },
  };
}
