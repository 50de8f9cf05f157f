// SPDX-License-Identifier: Apache-2.0
// require('photoshop').action: the commands that bridges play.
import type { EmulatedDocument } from './document.js';
import type { ModalScopes } from './modal.js';
import { blank, type Plane, white } from './plane.js';

type Descriptor = Readonly<Record<string, unknown>>;

const failed = (message: string): Descriptor => ({ _obj: 'error', message, result: -25922 });

/** Commands that fail resolve with an error descriptor; what is not a descriptor rejects. */
export function createAction(documents: () => EmulatedDocument | undefined, modal: ModalScopes) {
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
      modal.call('batchPlay');
      return commands.map(play);
    },
    async addNotificationListener(): Promise<void> {},
    async removeNotificationListener(): Promise<void> {},
  };
}
