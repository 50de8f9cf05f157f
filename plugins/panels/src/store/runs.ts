// SPDX-License-Identifier: Apache-2.0
import { SfumatoError, type ToolDescription } from '../engine/port.js';
import type { HostDocument, HostLayer } from '../host/bridge.js';
import type { Values } from '../params/check.js';
import { text } from '../text/en.js';
import type { ToolState } from './state.js';
import { paramOfKind, placeParams } from './traits.js';

/** One run of a tool, of those that one press of Apply makes. */
export interface Run {
  /** A name for what comes of it. */
  readonly title: string;
  readonly params: Values;
  /** What it works on; without it, the picture as it looks. */
  readonly layer?: HostLayer;
}

/** How many variations a group has: those that were looked at, but not fewer and not more than this. */
const variations = { least: 4, most: 8 };

/**
 * What Apply runs, the one that is to show first: each of the chosen layers, each variation, or the picture alone. Throws
 * INPUT_INVALID when no layer with pixels is chosen.
 */
export function plannedRuns(
  tool: ToolDescription,
  own: ToolState,
  document: HostDocument,
  title: string,
): readonly Run[] {
  const params = placeParams(tool, own.values.present, own.placeAs);
  if (own.workOn === 'layers') {
    const layers = document.layers ?? [];
    if (layers.length === 0) {
      throw new SfumatoError('INPUT_INVALID', text.run.noLayers, { remedy: [text.run.noLayersRemedy] });
    }
    return layers.map((layer) => ({ title: text.run.ofLayer(layer.name, title), params, layer }));
  }
  const seedParam = paramOfKind(tool, 'seed');
  if (own.placeAs !== 'variations' || seedParam === undefined) return [{ title, params }];
  return seedsOf(own, Number(params[seedParam])).map((seed) => ({
    title: text.variations.name(seed),
    params: { ...params, [seedParam]: seed },
  }));
}

function seedsOf(own: ToolState, chosen: number): readonly number[] {
  const seeds = [...new Set([chosen, ...own.variations.map(({ seed }) => seed)])];
  for (let next = chosen + 1; seeds.length < variations.least; next++) {
    if (!seeds.includes(next)) seeds.push(next);
  }
  return seeds.slice(0, variations.most);
}
