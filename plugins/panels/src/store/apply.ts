// SPDX-License-Identifier: Apache-2.0
import { errorOf, type JobResult, SfumatoError, type ToolDescription } from '../engine/port.js';
import type { HostDocument, PlaceAs, ToolOutcome } from '../host/bridge.js';
import { text } from '../text/en.js';
import type { PanelContext } from './context.js';
import { dropOutputs, lacksMask } from './drafts.js';
import { gatherInputs, type InputSources } from './inputs.js';
import { modelsFor } from './models.js';
import { plannedRuns, type Run } from './runs.js';
import type { ResultEntry, RunningJob, ToolState } from './state.js';
import { thumbnailOf } from './thumbnail.js';

/** How many results are kept, with their pixels, for each tool. */
export const resultsKept = 8;

export interface Apply {
  /** Runs the tool that is shown in full and places what it gives. Ends when that is done, stopped or failed. */
  run(): Promise<void>;
  /** Stops the full run. What is being placed is placed. */
  cancel(): void;
  /** Places a result of the list again. */
  placeAgain(id: number): Promise<void>;
  remove(id: number): void;
}

/** `made` is called when there is a new result to look at. */
export function createApply(context: PanelContext, sources: InputSources, made: () => void): Apply {
  let running: AbortController | null = null;
  let lastId = 0;
  const job = (change: Partial<RunningJob>) => {
    const now = context.store.get().job;
    if (now) context.update({ job: { ...now, ...change } });
  };

  async function outcomeOf(
    tool: ToolDescription,
    { title, params, layer }: Run,
    document: HostDocument,
    signal: AbortSignal,
    onProgress: (phase: string, fraction: number) => void,
  ): Promise<ToolOutcome> {
    onProgress(text.run.uploading, 0);
    const { frames, passing } = await gatherInputs(tool, sources, signal, layer);
    const work = { tool: tool.id, inputs: frames, params, quality: 'full', priority: 'apply' } as const;
    try {
      const result: JobResult = await context.engine.run(
        { ...work, ...modelsFor(context.store.get(), tool) },
        { signal, onProgress: ({ phase, fraction }) => onProgress(phase, fraction) },
      );
      const { outputs, notes, provenance, elapsedMs } = result;
      return {
        tool: { id: tool.id, title: tool.title },
        title,
        params,
        outputs,
        notes,
        provenance,
        elapsedMs,
        document: { id: document.id, revision: document.revision },
        ...(layer && { layer }),
      };
    } finally {
      dropOutputs(context, context.bridge, passing);
    }
  }

  /** All runs of one press of Apply, one after the other: either all succeed, or none is kept. */
  async function outcomesOf(
    tool: ToolDescription,
    own: ToolState,
    title: string,
    signal: AbortSignal,
  ): Promise<readonly ToolOutcome[]> {
    const { document } = context.store.get();
    if (!document) throw new SfumatoError('INPUT_INVALID', text.run.needsDocument);
    if (document.problem) throw errorOf(document.problem);
    const runs = plannedRuns(tool, own, document, title);
    const outcomes: ToolOutcome[] = [];
    try {
      for (const [i, run] of runs.entries()) {
        const onProgress = (phase: string, fraction: number) =>
          job({
            phase: runs.length === 1 ? phase : text.run.step(i + 1, runs.length, phase),
            fraction: Math.min(0.99, (i + fraction) / runs.length),
          });
        outcomes.push(await outcomeOf(tool, run, document, signal, onProgress));
        signal.throwIfAborted();
      }
      return outcomes;
    } catch (error) {
      for (const { outputs } of outcomes) dropOutputs(context, context.bridge, outputs);
      throw error;
    }
  }

  /** Results of another picture must not land on this one; a kept result was made before its own placing changed it. */
  function checkUnchanged(outcome: ToolOutcome, kept: boolean): void {
    // Asked anew: what the store knows may be a moment old.
    const document = context.bridge.document.get();
    const { id, revision } = outcome.document;
    if (document?.id === id && (kept || document.revision === revision)) return;
    throw new SfumatoError('DOCUMENT_CHANGED', text.run.changed, { remedy: [text.run.changedRemedy] });
  }

  async function place({ outcome, more, step }: ResultEntry, as: PlaceAs, kept = false): Promise<void> {
    checkUnchanged(outcome, kept);
    job({ phase: text.run.placing, fraction: 0.99 });
    await context.bridge.place([outcome, ...more], as, step);
    context.update({ message: text.run.placed(step, text.run.places[as]) });
  }

  function keep(tool: ToolDescription, entry: ResultEntry): void {
    const { results } = context.store.get().byTool[tool.id] ?? { results: [] };
    const kept = [entry, ...results.filter(({ id }) => id !== entry.id)];
    // What was made of a layer is not what the whole picture looks like.
    const shown = entry.outcome.layer ? null : entry.id;
    context.updateTool(tool.id, () => ({ results: kept.slice(0, resultsKept), shown, hint: null }));
    made();
    for (const old of kept.slice(resultsKept)) forget(old);
  }

  function forget({ outcome, more, thumbnail, held }: ResultEntry): void {
    if (held) for (const { outputs } of [outcome, ...more]) dropOutputs(context, context.bridge, outputs);
    if (thumbnail !== null) context.bridge.revoke(thumbnail);
  }

  const entryOf = (id: number) => {
    const now = context.current();
    const entry = now?.own.results.find((result) => result.id === id);
    return now && entry ? { ...now, entry } : null;
  };

  return {
    async run() {
      const now = context.current();
      if (!now || running) return;
      const { tool, own } = now;
      running = new AbortController();
      const started = { tool: tool.id, phase: text.run.uploading, fraction: 0, cancelling: false };
      context.update({ job: started, error: null, message: null });
      try {
        const step = text.history.name(tool.title, lastId + 1);
        const [outcome, ...more] = await outcomesOf(tool, own, step, running.signal);
        if (!outcome) return;
        const values = own.values.present;
        const id = ++lastId;
        const thumbnail = await thumbnailOf(context, tool, outcome.outputs, running.signal);
        const entry = { id, step, outcome, more, values, thumbnail, placed: null, held: true };
        keep(tool, entry);
        if (own.placeAs) {
          await place(entry, own.placeAs);
          keep(tool, { ...entry, placed: own.placeAs });
        }
      } catch (error) {
        if (lacksMask(tool, error)) context.updateTool(tool.id, () => ({ hint: text.run.needsMask }));
        else if (!running.signal.aborted) context.fail(error);
      } finally {
        running = null;
        context.update({ job: null });
      }
    },
    cancel() {
      if (!running || context.store.get().job?.phase === text.run.placing) return;
      running.abort();
      job({ cancelling: true });
    },
    async placeAgain(id) {
      const found = entryOf(id);
      if (!found?.own.placeAs || !found.entry.held) return;
      const { tool, own, entry } = found;
      const as = found.own.placeAs;
      context.update({ error: null, message: null });
      try {
        await place(entry, as, true);
        context.updateTool(tool.id, () => ({
          results: own.results.map((result) => (result.id === id ? { ...result, placed: as } : result)),
        }));
      } catch (error) {
        context.fail(error);
      }
    },
    remove(id) {
      const found = entryOf(id);
      if (!found) return;
      context.updateTool(found.tool.id, (own) => ({
        results: own.results.filter((result) => result.id !== id),
        shown: own.shown === id ? null : own.shown,
      }));
      made();
      forget(found.entry);
    },
  };
}
