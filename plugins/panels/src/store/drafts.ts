// SPDX-License-Identifier: Apache-2.0
import { type ErrorReport, type FrameInfo, reportOf, type ToolDescription } from '../engine/port.js';
import type { HostBridge } from '../host/bridge.js';
import type { ViewMode } from '../host/viewer.js';
import type { Values } from '../params/check.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import { gatherInputs, type InputSources } from './inputs.js';
import { createLatest } from './latest.js';
import { modelsFor } from './models.js';
import { type Draft, workable } from './state.js';
import { draftParams, draftSide } from './traits.js';

interface DraftRequest {
  readonly tool: ToolDescription;
  readonly values: Values;
  readonly mode: ViewMode;
  readonly live: boolean;
}

export interface Drafts {
  /** Asks for a draft of the tool that is shown, with its params as they are. */
  ask(live: boolean): void;
  stop(): void;
}

const runDraft = async (
  context: PanelContext,
  sources: InputSources,
  { tool, values, mode, live }: DraftRequest,
  signal: AbortSignal,
): Promise<Draft> => {
  const { picture, frames, passing } = await gatherInputs(tool, sources, signal);
  const proxy = draftSide(tool, live);
  try {
    const result = await context.engine.run(
      {
        tool: tool.id,
        inputs: frames,
        params: draftParams(tool, values, mode),
        quality: 'draft',
        priority: 'interactive',
        ...modelsFor(context.store.get(), tool),
        latest: `draft.${tool.id}`,
        ...(proxy === undefined ? {} : { proxy }),
      },
      { signal },
    );
    return { result, values, picture };
  } finally {
    dropOutputs(context, context.bridge, passing);
  }
};

/** Gives back frames that nobody uses any more, unless the host itself holds them. */
export function dropOutputs(
  context: PanelContext,
  bridge: HostBridge,
  outputs: Readonly<Record<string, FrameInfo>>,
): void {
  const unused = Object.values(outputs)
    .map(({ frame }) => frame)
    .filter((frame) => !bridge.holds?.(frame));
  if (unused.length > 0 && context.store.get().connection.phase === 'ready') context.engine.drop(unused);
}

/** Whether a failure only says that the person has not selected anything yet. */
export const lacksMask = (tool: ToolDescription, error: unknown): boolean =>
  'mask' in tool.inputs && reportOf(error).code === 'INPUT_INVALID' && /no mask/i.test(reportOf(error).cause);

/** `made` is called when there is a new draft to look at. */
export function createDrafts(
  context: PanelContext,
  sources: InputSources,
  made: (live: boolean) => void,
): Drafts {
  /** What the last draft failed with: it goes when a draft succeeds. */
  let failure: ErrorReport | null = null;
  const latest = createLatest<DraftRequest, Draft>({
    run: (request, signal) => runDraft(context, sources, request, signal),
    done(draft, { tool, live }) {
      const before = context.store.get().byTool[tool.id]?.draft;
      context.updateTool(tool.id, () => ({ draft, shown: null, hint: null }));
      made(live);
      if (failure !== null && context.store.get().error === failure) context.update({ error: null });
      failure = null;
      if (before) dropOutputs(context, context.bridge, before.result.outputs);
    },
    failed(error, { tool }) {
      if (lacksMask(tool, error)) context.updateTool(tool.id, () => ({ hint: text.run.needsMask }));
      else {
        context.fail(error);
        failure = context.store.get().error;
      }
    },
    busy(drafting) {
      const { byTool } = context.store.get();
      for (const id of Object.keys(byTool)) {
        if (!drafting || id === context.store.get().tool) context.updateTool(id, () => ({ drafting }));
      }
    },
  });
  return {
    ask(live) {
      const now = context.current();
      const { connection, job } = context.store.get();
      if (!now || connection.phase !== 'ready' || !workable(context.store.get()) || job) return;
      const { values, view } = now.own;
      latest.ask({ tool: now.tool, values: values.present, mode: view.mode, live }, live);
    },
    stop: () => latest.stop(),
  };
}
