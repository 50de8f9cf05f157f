// SPDX-License-Identifier: Apache-2.0
import type { ToolDescription } from '../engine/port.js';
import type { HostBridge } from '../host/bridge.js';
import { defaultsOf, type Values } from '../params/check.js';
import type { Preset, ToolState, ViewState } from './state.js';
import { markTools, placesOf, startsAtPixels, viewModes } from './traits.js';
import { timelineOf } from './undo.js';

export const firstView = (tool: ToolDescription): ViewState => ({
  mode: viewModes(tool)[0] ?? 'original',
  wipe: 0.5,
  zoom: startsAtPixels(tool) ? 'pixels' : 'fit',
  centre: { x: 0.5, y: 0.5 },
});

/** A tool as it is before anybody has done anything with it. */
export const firstToolState = (
  tool: ToolDescription,
  capabilities: HostBridge['capabilities'],
  kept: {
    readonly values?: Values;
    readonly presets?: readonly Preset[];
    readonly goal?: Goal;
  } = {},
): ToolState => ({
  values: timelineOf(kept.values ?? defaultsOf(tool)),
  draft: null,
  drafting: false,
  results: [],
  shown: null,
  variations: [],
  presets: kept.presets ?? [],
  preset: null,
  view: firstView(tool),
  markTool: markTools(tool)[0] ?? 'point',
  markLabel: 'add',
  brush: 0.03,
  light: 0,
  hint: null,
  ...goalOf(tool, capabilities.place, kept.goal ?? {}),
});

/** What a run works on and where its result goes, as far as that is known. */
export type Goal = Partial<Pick<ToolState, 'workOn' | 'placeAs'>>;

/** A goal that this tool can have in this host: what is not possible is as by default. */
export function goalOf(
  tool: ToolDescription,
  able: HostBridge['capabilities']['place'],
  { workOn = 'picture', placeAs = null }: Goal,
): Pick<ToolState, 'workOn' | 'placeAs'> {
  const places = placesOf(tool, able, workOn);
  const [first = null] = places;
  return { workOn, placeAs: placeAs !== null && places.includes(placeAs) ? placeAs : first };
}
