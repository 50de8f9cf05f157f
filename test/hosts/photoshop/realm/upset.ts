// SPDX-License-Identifier: Apache-2.0
// What a person may do to a document while a plug-in works on it.
import type { EmulatedDocument } from '../document.js';
import { inBits, inMode } from '../mode-change.js';

const change = (document: EmulatedDocument, name: string, next: Partial<EmulatedDocument['state']>) =>
  document.change(name, { ...document.state, ...next });

export const upset = {
  resize: (d: EmulatedDocument) => change(d, 'Crop', { width: d.state.width - 10 }),
  mode: (d: EmulatedDocument) => change(d, 'Lab Color', inMode(d.state, 'Lab')),
  depth: (d: EmulatedDocument) => change(d, '8 Bits/Channel', inBits(d.state, 8)),
  paint: (d: EmulatedDocument) => d.changeLayer('Brush Tool', d.state.active[0] ?? 0, { opacity: 50 }),
  deleteLayer: (d: EmulatedDocument) =>
    change(d, 'Delete Layer', { layers: d.state.layers.slice(1), active: [d.state.layers[1]?.id ?? 0] }),
} as const;
