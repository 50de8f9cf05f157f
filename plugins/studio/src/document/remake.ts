// SPDX-License-Identifier: Apache-2.0
// After the engine was lost: opens the file again and makes again what was made. Tools are pure functions of their
// inputs and params, so that the pixels are the same as before.
import { type EngineConnection, errorOf, reportOf, SfumatoError } from '../engine/protocol.js';
import type { DocumentStore } from './document-store.js';
import type { Content, ContentId, Run, RunId } from './layer.js';

export interface RemakeOptions {
  readonly signal: AbortSignal;
  /** What is being made, the how-manieth of how many. */
  readonly onStep: (title: string, index: number, count: number) => void;
  readonly onProgress?: (phase: string, fraction: number) => void;
}

/** Opens the file again and gives its frames to the contents that came from it. Throws SfumatoError. */
export async function reopen(engine: EngineConnection, document: DocumentStore): Promise<void> {
  const { name, bytes } = document.file;
  const opened = await engine.openFile(name, bytes);
  for (const content of document.snapshot().contents.values()) {
    const { origin } = content;
    if (origin.from !== 'file' || content.state === 'ready') continue;
    const frame = origin.layer === undefined ? opened.frame : opened.layers[origin.layer]?.frame;
    if (frame) document.setContent(content.id, 'ready', frame);
  }
}

/** Runs that the present state shows (or shows something made from) and whose pixels are lost, in the order they were made. */
export function lostRuns(document: DocumentStore): Run[] {
  const { arrangement, contents, runs } = document.snapshot();
  const wanted = new Set<RunId>();
  const visit = (id: ContentId) => {
    const content = contents.get(id);
    if (!content || content.state === 'ready' || content.origin.from === 'file') return;
    const run = runs.get(content.origin.run);
    if (!run || wanted.has(run.id)) return;
    wanted.add(run.id);
    Object.values(run.inputs).forEach(visit);
  };
  for (const { content } of arrangement.layers) visit(content);
  return [...runs.values()].filter(({ id }) => wanted.has(id));
}

/** Makes again what is lost. A run that fails is marked with its reason, as is what was made from it. */
export async function remake(
  engine: EngineConnection,
  document: DocumentStore,
  { signal, onStep, onProgress }: RemakeOptions,
): Promise<void> {
  const lost = lostRuns(document);
  for (const [index, run] of lost.entries()) {
    onStep(run.title, index + 1, lost.length);
    await remakeRun(engine, document, run, signal, onProgress);
    if (signal.aborted) return;
  }
}

async function remakeRun(
  engine: EngineConnection,
  document: DocumentStore,
  run: Run,
  signal: AbortSignal,
  onProgress: RemakeOptions['onProgress'],
): Promise<void> {
  const contents = contentsOf(document, run.id);
  for (const { id } of contents) document.setContent(id, 'making');
  try {
    const inputs: Record<string, string> = {};
    for (const [name, id] of Object.entries(run.inputs)) {
      const input = document.content(id);
      if (input?.state !== 'ready') throw missing(run, name, input);
      inputs[name] = input.frame.frame;
    }
    const job = { tool: run.tool, inputs, params: run.params, quality: 'full', priority: 'apply' } as const;
    const result = await engine.run(job, {
      signal,
      onProgress: ({ phase, fraction }) => onProgress?.(phase, fraction),
    });
    const kept = new Set<string>();
    for (const { id, origin } of contents) {
      const frame = origin.from === 'run' ? result.outputs[origin.output] : undefined;
      if (!frame) continue;
      kept.add(frame.frame);
      document.setContent(id, 'ready', frame);
    }
    const spare = Object.values(result.outputs).flatMap(({ frame }) => (kept.has(frame) ? [] : [frame]));
    if (spare.length > 0) engine.drop(spare);
  } catch (error) {
    const report = reportOf(error);
    for (const { id } of contents) {
      if (report.code === 'CANCELLED') document.setContent(id, 'lost');
      else document.setContent(id, 'failed', report);
    }
  }
}

const contentsOf = (document: DocumentStore, run: RunId): Content[] =>
  [...document.snapshot().contents.values()].filter(
    ({ origin }) => origin.from === 'run' && origin.run === run,
  );

function missing(run: Run, name: string, input: Content | undefined): SfumatoError {
  if (input?.error) return errorOf(input.error);
  return new SfumatoError('FRAME_UNKNOWN', `${run.title} cannot be made again without its ${name}.`);
}
