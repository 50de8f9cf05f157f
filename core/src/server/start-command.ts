// SPDX-License-Identifier: Apache-2.0
import { writeSecret } from './discovery.js';
import { type EnginePlaces, makePlaces } from './places.js';

/**
 * Writes down how clients that are not made in Node start the engine: `command` is a program with its arguments that
 * returns when the engine answers, as `sfumato engine start` does. Throws FILE_UNWRITABLE.
 */
export async function writeStartCommand(places: EnginePlaces, command: readonly string[]): Promise<void> {
  await makePlaces(places);
  await writeSecret(places.startCommand, `${JSON.stringify({ command }, undefined, 2)}\n`);
}
