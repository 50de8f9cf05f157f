// SPDX-License-Identifier: Apache-2.0
// Commands that have no method of their own in Photoshop's interface.
import { SfumatoError } from '@sfumato/core/protocol';
import type { Photoshop } from './port.js';

export const refused = (cause: string, remedy: readonly string[] = []) =>
  new SfumatoError('NOT_SUPPORTED', cause, { remedy });

/**
 * Plays a command. Failures of commands do not reject there, they come as a descriptor: here they throw NOT_SUPPORTED with
 * what was to be done and the `likely` cause, a sentence.
 */
export async function play(
  photoshop: Photoshop,
  what: string,
  command: Readonly<Record<string, unknown>>,
  likely = '',
): Promise<void> {
  const [answer] = await photoshop.action.batchPlay([command], {});
  if (answer?._obj !== 'error') return;
  const said = [String(answer.message ?? ''), likely].filter(Boolean).join(' ');
  throw refused(`Photoshop could not ${what}. ${said}`.trim());
}

/** Makes these layers the active ones: what is made next comes above the topmost of them. */
export async function selectLayers(photoshop: Photoshop, layers: readonly number[]): Promise<void> {
  let first = true;
  for (const id of layers) {
    await play(photoshop, 'select a layer', {
      _obj: 'select',
      _target: [{ _ref: 'layer', _id: id }],
      makeVisible: false,
      ...(!first && {
        selectionModifier: { _enum: 'selectionModifierType', _value: 'addToSelection' },
      }),
    });
    first = false;
  }
}
