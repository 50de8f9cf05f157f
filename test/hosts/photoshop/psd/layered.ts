// SPDX-License-Identifier: Apache-2.0
// A document that has one of everything that a PSD file keeps.
import { type DocumentState, type LayerState, type Mode, newId, newState } from '../document.js';
import { pattern } from '../pictures.js';
import type { Bounds, Depth } from '../plane.js';

export const size = { width: 23, height: 17 };
export const canvas: Bounds = { left: 0, top: 0, right: size.width, bottom: size.height };

/** A background, a group with a masked and a clipped layer, one that reaches beyond the canvas, and a channel. */
export function layered(mode: Mode, depth: Depth): DocumentState {
  const empty = newState({ ...size, mode, depth });
  const [background] = empty.layers;
  if (!background) throw new Error('no layer');
  const components = mode === 'Grayscale' ? 2 : 4;
  const layer = (name: string, fields: Partial<LayerState> = {}): LayerState => ({
    ...background,
    id: newId(),
    name,
    background: false,
    pixels: pattern(canvas, components, depth, true, name.length),
    ...fields,
  });
  const wide = { left: -4, top: 5, right: 30, bottom: 12 };
  const group = layer('Relight “é”', { kind: 'group', pixels: null, blendMode: 'passThrough' });
  const maskArea = { left: 3, top: 2, right: 20, bottom: 11 };
  const masked = layer('Light 1', {
    parent: group.id,
    blendMode: 'linearDodge',
    opacity: 80,
    mask: pattern(maskArea, 1, depth, true, 5),
  });
  const layers = [
    layer('Hidden', { visible: false, blendMode: 'screen', pixels: pattern(wide, components, depth, true) }),
    group,
    layer('Clipped', { parent: group.id, clipped: true, blendMode: 'multiply' }),
    masked,
    layer('Empty', { pixels: null }),
    { ...background, pixels: pattern(canvas, components, depth, false, 9) },
  ];
  const channels = [{ id: newId(), name: 'Subject', plane: pattern(canvas, 1, depth, true, 3) }];
  return { ...empty, layers, channels, active: layers[0] ? [layers[0].id] : [] };
}

/** Modes and depths that Photoshop has together. */
export const kinds = (['RGB', 'Grayscale', 'Lab'] as const).flatMap((mode) =>
  ([8, 16, 32] as const).flatMap((depth) => (mode === 'Lab' && depth === 32 ? [] : [{ mode, depth }])),
);
