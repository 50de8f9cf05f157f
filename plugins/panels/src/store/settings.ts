// SPDX-License-Identifier: Apache-2.0
import type { ToolDescription } from '../engine/port.js';
import { everyPlace, type HostBridge, type HostStorage } from '../host/bridge.js';
import { checkParams } from '../params/check.js';
import { isFields } from '../params/shape.js';
import { presetValues, readPresets } from './presets.js';
import type { PanelState, ToolState } from './state.js';
import { firstToolState, type Goal } from './tool-state.js';

/** What a panel remembers from one day to the next, beside each tool's params. */
export type Kept = Pick<PanelState, 'tool' | 'preview' | 'explain' | 'folded' | 'choices'>;

const panelKey = 'panel';
const paramsKey = (tool: string) => `params.${tool}`;
const goalKey = (tool: string) => `goal.${tool}`;

async function readJson(storage: HostStorage, key: string): Promise<unknown> {
  const kept = await storage.get(key);
  try {
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    // Somebody else wrote there: the defaults are as good as new.
    return undefined;
  }
}

export async function readKept(storage: HostStorage): Promise<Partial<Kept>> {
  const kept = await readJson(storage, panelKey);
  if (!isFields(kept)) return {};
  const { tool, preview, explain, folded, choices } = kept;
  return {
    ...(typeof tool === 'string' ? { tool } : {}),
    ...(typeof preview === 'boolean' ? { preview } : {}),
    ...(typeof explain === 'boolean' ? { explain } : {}),
    ...(isFields(choices) ? { choices: textsOf(choices) } : {}),
    ...(Array.isArray(folded) ? { folded: folded.filter((one) => typeof one === 'string') } : {}),
  };
}

const textsOf = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

export const writeKept = (storage: HostStorage, { tool, preview, explain, folded, choices }: Kept) =>
  storage.set(panelKey, JSON.stringify({ tool, preview, explain, folded, choices }));

/** A tool with the params and presets of last time; what fits no more is as by default. */
export async function readToolState(tool: ToolDescription, bridge: HostBridge): Promise<ToolState> {
  const { values } = checkParams(tool, (await readJson(bridge.storage, paramsKey(tool.id))) ?? {});
  return firstToolState(tool, bridge.capabilities, {
    values,
    presets: await readPresets(tool, bridge.storage),
    goal: await readGoal(tool, bridge.storage),
  });
}

/** Names of places are checked against what the tool and the host can do, not here. */
async function readGoal(tool: ToolDescription, storage: HostStorage): Promise<Goal> {
  const kept = await readJson(storage, goalKey(tool.id));
  if (!isFields(kept)) return {};
  const placeAs = everyPlace.find((place) => place === kept.placeAs);
  return { workOn: kept.workOn === 'layers' ? 'layers' : 'picture', ...(placeAs && { placeAs }) };
}

/** So that a command runs a tool as its panel last did. */
export const writeGoal = (tool: string, { workOn, placeAs }: ToolState, storage: HostStorage) =>
  storage.set(goalKey(tool), JSON.stringify({ workOn, placeAs }));

export const writeParams = (tool: ToolDescription, own: ToolState, storage: HostStorage) =>
  storage.set(paramsKey(tool.id), JSON.stringify(presetValues(tool, own.values.present)));
