// SPDX-License-Identifier: Apache-2.0
import { SfumatoError, type ToolDescription } from '../engine/port.js';
import type { Values } from '../params/check.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import {
  exportPresets,
  importPresets,
  presetName,
  presetValues,
  putPreset,
  withPreset,
  writePresets,
} from './presets.js';
import type { Preset } from './state.js';

export interface PresetActions {
  choose(name: string): void;
  /** Saves the params as they are. false when the name says nothing. */
  save(name: string): Promise<boolean>;
  rename(from: string, to: string): Promise<boolean>;
  remove(name: string): Promise<void>;
  exportAll(): Promise<void>;
  importFile(): Promise<void>;
}

export function createPresetActions(
  context: PanelContext,
  setValues: (values: Values) => void,
): PresetActions {
  const { bridge } = context;

  async function write(tool: ToolDescription, presets: readonly Preset[], preset: string | null) {
    await writePresets(tool, presets, bridge.storage);
    context.updateTool(tool.id, () => ({ presets, preset }));
  }

  /** What goes wrong with files and storage is shown, not thrown at a button. */
  async function guarded<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
    context.update({ error: null, message: null });
    try {
      return await act();
    } catch (error) {
      context.fail(error);
      return otherwise;
    }
  }

  return {
    choose(name) {
      const now = context.current();
      const preset = now?.own.presets.find((one) => one.name === name);
      if (!now || !preset) return;
      setValues(withPreset(now.tool, now.own.values.present, preset));
      context.updateTool(now.tool.id, () => ({ preset: name }));
    },
    save: (given) =>
      guarded(async () => {
        const now = context.current();
        const name = presetName(given);
        if (!now || name === '') return false;
        const preset = { name, values: presetValues(now.tool, now.own.values.present) };
        await write(now.tool, putPreset(now.own.presets, preset), name);
        context.update({ message: text.presets.saved(name) });
        return true;
      }, false),
    rename: (from, to) =>
      guarded(async () => {
        const now = context.current();
        const name = presetName(to);
        const preset = now?.own.presets.find((one) => one.name === from);
        if (!now || !preset || name === '') return false;
        const others = now.own.presets.filter((one) => one !== preset);
        await write(now.tool, putPreset(others, { ...preset, name }), name);
        return true;
      }, false),
    remove: (name) =>
      guarded(async () => {
        const now = context.current();
        if (!now) return;
        const left = now.own.presets.filter((one) => one.name !== name);
        await write(now.tool, left, null);
        context.update({ message: text.presets.removed(name) });
      }, undefined),
    exportAll: () =>
      guarded(async () => {
        const now = context.current();
        if (!now || !bridge.files) return;
        const { tool, own } = now;
        const saved = await bridge.files.save(
          text.presets.fileName(tool.id),
          exportPresets(tool, own.presets),
        );
        if (saved) context.update({ message: text.presets.exported(own.presets.length) });
      }, undefined),
    importFile: () =>
      guarded(async () => {
        const now = context.current();
        const file = await bridge.files?.open(['json']);
        if (!now || !file) return;
        const read = importPresets(now.tool, file.text);
        if (!read.ok) throw new SfumatoError('FILE_UNREADABLE', `${file.name}: ${read.problem}`);
        const all = read.presets.reduce(putPreset, now.own.presets);
        await write(now.tool, all, now.own.preset);
        const left = read.problems.length > 0 ? ` ${text.presets.leftOut(read.problems)}` : '';
        context.update({ message: `${text.presets.imported(read.presets.length)}${left}` });
      }, undefined),
  };
}
