// SPDX-License-Identifier: Apache-2.0
import { type ModelInfo, type PanelEngine, reportOf, type ToolDescription } from '../engine/port.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';

export interface Models {
  refresh(): Promise<void>;
  /** Fetches a model, one at a time; drafts that needed it are made anew. */
  install(model: string): Promise<void>;
  cancelInstall(): void;
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

export function createModels(context: PanelContext, engine: PanelEngine, installed: () => void): Models {
  let running: AbortController | null = null;
  return {
    async refresh() {
      try {
        context.update({ models: await engine.models() });
      } catch (error) {
        context.fail(error);
      }
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
        context.update({ models, message: text.models.installed });
        installed();
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
