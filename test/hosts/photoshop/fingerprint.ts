// SPDX-License-Identifier: Apache-2.0
// A document's every sample, name and number in one short text: equal only where nothing at all has changed.
import type { DocumentState, EmulatedDocument } from './document.js';
import type { Plane, Samples } from './plane.js';

/** FNV-1a over bytes, twice with different starts: 64 bits together. */
function digest(data: Samples): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x85ebca6b);
  }
  return `${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}

const plain = (state: DocumentState): string =>
  JSON.stringify(state, (_key, value: unknown) => {
    if (value instanceof Uint8Array || value instanceof Uint16Array || value instanceof Float32Array)
      return digest(value);
    return value;
  });

/** Layers with pixels and masks, selection, channels, what is active, mode, depth and profile; and the history with its states. */
export function fingerprint(document: EmulatedDocument): string {
  const history = document.history.map(({ id, name }) => `${id} ${name}`);
  const parts = [document.title, history, document.activeHistory.id, document.suspension, document.closed];
  return `${JSON.stringify(parts)}\n${plain(document.state)}`;
}

/** Pixels alone. */
export const digestOf = ({ bounds, components, data }: Plane): string =>
  `${JSON.stringify(bounds)} ${components} ${digest(data)}`;
