// SPDX-License-Identifier: Apache-2.0
import { type ModelInfo, type PanelEngine, reportOf, type ToolDescription } from '../engine/port.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import type { PanelState } from './state.js';

export interface Models {
  refresh(): Promise<void>;
  /** Uses a model for its task, in every tool, until another is chosen. */
  choose(model: ModelInfo): void;
  /** Fetches a model, one at a time; drafts that needed it are made anew. */
  install(model: string): Promise<void>;
  cancelInstall(): void;
}

/** The list with what the person chose marked as chosen, where that can be used. */
export function withChoices(
  models: readonly ModelInfo[],
  choices: Readonly<Record<string, string>>,
): readonly ModelInfo[] {
  const usable = ({ id, task, installed, allowed }: ModelInfo) =>
    choices[task] === id && installed && allowed;
  const decided = new Set(models.filter(usable).map(({ task }) => task));
  return models.map((model) =>
    decided.has(model.task) ? { ...model, chosen: choices[model.task] === model.id } : model,
  );
}

/** What a job says about models: only what the person chose and can be used. */
export function modelsFor(
  { models, choices }: Pick<PanelState, 'models' | 'choices'>,
  tool: Pick<ToolDescription, 'models'>,
): { readonly models?: Readonly<Record<string, string>> } {
  const chosen = models.filter(
    ({ id, task, chosen: used }) =>
      used && choices[task] === id && tool.models.some((need) => need.task === task),
  );
  if (chosen.length === 0) return {};
  return { models: Object.fromEntries(chosen.map(({ task, id }) => [task, id])) };
}

/** The model to offer where a tool lacks one: the best of those that may be used and can be fetched. */
export function offeredModel(
  models: readonly ModelInfo[],
  tool: Pick<ToolDescription, 'models'>,
): ModelInfo | undefined {
  const served = (task: string) => models.some((m) => m.task === task && m.chosen);
  return models.find(
    ({ task, installed, allowed, fetchable }) =>
      !installed && allowed && fetchable && !served(task) && tool.models.some((need) => need.task === task),
  );
}

export function createModels(context: PanelContext, engine: PanelEngine, changed: () => void): Models {
  let running: AbortController | null = null;
  const learn = (models: readonly ModelInfo[]) =>
    context.update({ models: withChoices(models, context.store.get().choices) });
  return {
    async refresh() {
      try {
        learn(await engine.models());
      } catch (error) {
        context.fail(error);
      }
    },
    choose({ id, task }) {
      const choices = { ...context.store.get().choices, [task]: id };
      context.update({ choices });
      learn(context.store.get().models);
      changed();
    },
    async install(model) {
      if (running) return;
      const stop = new AbortController();
      running = stop;
      context.update({ installing: { model, phase: text.models.starting, fraction: 0 }, error: null });
      const onProgress = (progress: { phase: string; fraction: number }) =>
        context.update({ installing: { model, ...progress } });
      try {
        const models = await engine.pullModel(model, { signal: stop.signal, onProgress });
        learn(models);
        context.update({ message: text.models.installed });
        changed();
      } catch (error) {
        if (reportOf(error).code !== 'CANCELLED') context.fail(error);
      } finally {
        running = null;
        context.update({ installing: null });
      }
    },
    cancelInstall: () => running?.abort(),
  };
}
