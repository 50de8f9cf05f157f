// SPDX-License-Identifier: Apache-2.0
import type { ToolDescription } from '../engine/port.js';
import type { HostStorage } from '../host/bridge.js';
import { checkParams, defaultsOf, sameValue, type Values } from '../params/check.js';
import { isFields } from '../params/shape.js';
import { text } from '../text/en.js';
import type { Preset } from './state.js';

/** The kinds of params that belong to one picture: a preset leaves them out. */
const ofOnePicture: ReadonlySet<string> = new Set(['points', 'box', 'strokes', 'point']);

/** What a preset keeps of the params: what differs from the defaults and fits any picture. */
export function presetValues(tool: ToolDescription, values: Values): Values {
  const defaults = defaultsOf(tool);
  return Object.fromEntries(
    Object.entries(tool.params)
      .filter(([id, param]) => !ofOnePicture.has(param.kind) && !sameValue(values[id], defaults[id]))
      .map(([id]) => [id, values[id]]),
  );
}

/** The params with a preset applied: what belongs to the picture stays. */
export function withPreset(tool: ToolDescription, values: Values, preset: Preset): Values {
  const { values: checked } = checkParams(tool, preset.values);
  const kept = Object.fromEntries(
    Object.entries(tool.params)
      .filter(([, param]) => ofOnePicture.has(param.kind))
      .map(([id]) => [id, values[id]]),
  );
  return { ...checked, ...kept };
}

const longestName = 60;
export const presetName = (name: string) => name.trim().replace(/\s+/g, ' ').slice(0, longestName);

/** Saves under that name; one of the same name is replaced. Sorted by name. */
export const putPreset = (presets: readonly Preset[], preset: Preset): readonly Preset[] =>
  [...presets.filter(({ name }) => name !== preset.name), preset].sort((a, b) =>
    a.name.localeCompare(b.name),
  );

const format = 'sfumato.presets';
const version = 1;

/** A file that people can hand to each other. */
export const exportPresets = (tool: ToolDescription, presets: readonly Preset[]): string =>
  `${JSON.stringify({ format, version, tool: tool.id, presets }, undefined, 2)}\n`;

export type ImportedPresets =
  | { readonly ok: true; readonly presets: readonly Preset[]; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const largestFile = 1_000_000;

/** Reads such a file. Values that this tool does not know, or that lie outside its ranges, are left out and named. */
export function importPresets(tool: ToolDescription, file: string): ImportedPresets {
  const bad = (problem: string): ImportedPresets => ({ ok: false, problem });
  if (file.length > largestFile) return bad(text.presets.tooLarge);
  const content = parsed(file);
  if (!isFields(content) || content.format !== format) return bad(text.presets.notAFile);
  if (content.version !== version) return bad(text.presets.otherVersion(String(content.version)));
  if (content.tool !== tool.id) return bad(text.presets.otherTool(String(content.tool), tool.title));
  if (!Array.isArray(content.presets)) return bad(text.presets.notAFile);
  const problems: string[] = [];
  const presets: Preset[] = [];
  for (const entry of content.presets as unknown[]) {
    if (!isFields(entry) || typeof entry.name !== 'string' || presetName(entry.name) === '') {
      problems.push(text.presets.withoutName);
      continue;
    }
    const name = presetName(entry.name);
    const checked = checkParams(tool, entry.values);
    problems.push(...checked.problems.map((problem) => `${name}: ${problem}`));
    presets.push({ name, values: presetValues(tool, checked.values) });
  }
  return { ok: true, presets, problems };
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
}

const storageKey = (tool: string) => `presets.${tool}`;

export async function readPresets(tool: ToolDescription, storage: HostStorage): Promise<readonly Preset[]> {
  const kept = await storage.get(storageKey(tool.id));
  if (kept === null) return [];
  const read = importPresets(tool, kept);
  return read.ok ? read.presets : [];
}

export const writePresets = (tool: ToolDescription, presets: readonly Preset[], storage: HostStorage) =>
  storage.set(storageKey(tool.id), exportPresets(tool, presets));
