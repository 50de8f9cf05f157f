// SPDX-License-Identifier: Apache-2.0
// require('photoshop').action: batchPlay, notifications, and recording steps of an Action.
import { commands, type Descriptor, failed } from './commands.js';
import type { Desk } from './desk.js';
import type { ModalScopes } from './modal.js';
import { answer } from './questions.js';

/** Who wants to know of events, and the brightness of the interface. */
export interface Notifications {
  readonly listeners: Map<string, Set<(event: string) => void>>;
  brightness: string;
  /** Dialogs that were shown. */
  readonly alerts: string[];
}

/** A step of the Action that is being recorded: played by calling the plug-in's global function of that name. */
export interface RecordedStep {
  readonly name: string;
  readonly methodName: string;
  readonly info: object;
}

/** Commands that fail resolve with an error descriptor; what is not a descriptor rejects. */
export function createAction(desk: Desk, modal: ModalScopes, notifications: Notifications) {
  const recorded: RecordedStep[] = [];

  function play(command: Descriptor): Descriptor {
    if (command._obj === 'get') return answer(command, desk, notifications.brightness);
    if (!desk.active) return failed('The object “current document” is not currently available.');
    const known = commands[String(command._obj)];
    if (!known) return failed(`The command “${String(command._obj)}” is not known to the emulator.`);
    return known(desk.active, command, desk);
  }

  return {
    recorded,
    async batchPlay(
      list: readonly Descriptor[],
      options: { readonly continueOnError?: boolean } = {},
    ): Promise<Descriptor[]> {
      if (!Array.isArray(list)) {
        const message = `Argument 1 has an invalid type. Expected type: array actual type: ${typeof list}`;
        throw new Error(message);
      }
      if (list.some((c) => typeof c?._obj !== 'string')) {
        throw new Error('Argument 1 has an invalid type. Expected an array of action descriptors.');
      }
      // Questions change nothing: they are free everywhere, but for a scope that was cancelled.
      if (list.some(({ _obj }) => _obj !== 'get')) modal.call('batchPlay');
      else modal.question();
      const answers: Descriptor[] = [];
      for (const command of list) {
        const one = play(command);
        answers.push(one);
        if (one._obj === 'error' && !options.continueOnError) break;
      }
      return answers;
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
    async recordAction(step: { name: string; methodName: string }, info?: object): Promise<void> {
      if (typeof step.methodName !== 'string') throw new Error('Unsupported napi type');
      if (info === undefined) throw new Error('Failed Error: Argument 2 is missing');
      recorded.push({ name: step.name, methodName: step.methodName, info });
    },
  };
}
