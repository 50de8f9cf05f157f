// SPDX-License-Identifier: Apache-2.0
import type { ToolDescription } from '../engine/port.js';
import type { Values } from '../params/check.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import { dropOutputs, lacksMask } from './drafts.js';
import { gatherInputs, type InputSources } from './inputs.js';
import { modelsFor } from './models.js';
import { thumbnailOf } from './thumbnail.js';
import { paramOfKind } from './traits.js';

export interface Variations {
  /** Drafts of the next seeds, one after the other, as small pictures to choose from. */
  make(count: number): Promise<void>;
  /** Forgets them: they belong to params that are not any more. */
  clear(tool: string): void;
}

export function createVariations(context: PanelContext, sources: InputSources): Variations {
  let running: AbortController | null = null;

  function clear(id: string): void {
    running?.abort();
    const own = context.store.get().byTool[id];
    for (const { thumbnail } of own?.variations ?? [])
      if (thumbnail !== null) context.bridge.revoke(thumbnail);
    if (own && own.variations.length > 0) context.updateTool(id, () => ({ variations: [] }));
  }

  async function outputsOf(tool: ToolDescription, params: Values, signal: AbortSignal) {
    const { frames, passing } = await gatherInputs(tool, sources, signal);
    try {
      const { outputs } = await context.engine.run(
        {
          tool: tool.id,
          inputs: frames,
          params,
          quality: 'draft',
          priority: 'interactive',
          ...modelsFor(context.store.get(), tool),
        },
        { signal },
      );
      return outputs;
    } finally {
      dropOutputs(context, context.bridge, passing);
    }
  }

  return {
    clear,
    async make(count) {
      const now = context.current();
      const seedParam = now ? paramOfKind(now.tool, 'seed') : undefined;
      if (!now || seedParam === undefined) return;
      const { tool, own } = now;
      running?.abort();
      const stop = new AbortController();
      running = stop;
      const kept = own.variations.filter(({ thumbnail }) => thumbnail !== null);
      const first = Math.max(0, ...kept.map(({ seed }) => seed)) + 1;
      const seeds = Array.from({ length: count }, (_, i) => first + i);
      context.updateTool(tool.id, () => ({
        variations: [...kept, ...seeds.map((seed) => ({ seed, thumbnail: null }))],
      }));
      try {
        for (const seed of seeds) {
          const outputs = await outputsOf(tool, { ...own.values.present, [seedParam]: seed }, stop.signal);
          const thumbnail = await thumbnailOf(context, tool, outputs, stop.signal, 'change');
          dropOutputs(context, context.bridge, outputs);
          context.updateTool(tool.id, ({ variations }) => ({
            variations: variations.map((one) => (one.seed === seed ? { seed, thumbnail } : one)),
          }));
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        context.updateTool(tool.id, ({ variations }) => ({
          variations: variations.filter(({ thumbnail }) => thumbnail !== null),
        }));
        if (lacksMask(tool, error)) context.updateTool(tool.id, () => ({ hint: text.run.needsMask }));
        else context.fail(error);
      } finally {
        if (running === stop) running = null;
      }
    },
  };
}
