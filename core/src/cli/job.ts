// SPDX-License-Identifier: Apache-2.0

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ToolJob } from '../engine/index.js';
import type { Frame } from '../frame/index.js';
import {
  alreadyExists,
  type BitDepth,
  bitsOf,
  type Encoded,
  encodePsd,
  encodeStill,
  type Still,
  type StillFormat,
  withProvenance,
  writeFiles,
} from '../media/index.js';
import { reportOf, SfumatoError } from '../protocol/error.js';
import type { ProgressReport, ResultNote, Tool, ToolResult } from '../tool/index.js';
import { type FlagValues, paramsFromFlags } from './flags.js';
import { companionOf, type InputFile } from './inputs.js';
import type { PlannedFile } from './outputs.js';
import type { PictureReader } from './picture-reader.js';

/** Everything that one picture's work needs: plain data, which a queue can keep or send. */
export interface PictureJob {
  readonly tool: string;
  readonly input: InputFile;
  /** Further inputs by id, as the person named them: files, or folders to look in. */
  readonly companions: Readonly<Record<string, string>>;
  /** Frames of the same clip by the input that they are for. */
  readonly neighbours?: Readonly<Record<string, string>>;
  /** Flags as they were typed: positions in pixels need the picture's size. */
  readonly flags: FlagValues;
  /** Params from --params, under the flags. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: readonly PlannedFile[];
  readonly format: StillFormat;
  readonly bits?: BitDepth;
  readonly quality?: number;
  readonly variations: number;
  readonly draft: boolean;
}

/** Runs a tool somewhere: in a worker, on this machine or another. */
export type RunTool = (
  tool: Tool,
  options: Pick<ToolJob, 'inputs' | 'params' | 'outputs' | 'quality' | 'signal' | 'onProgress'>,
) => Promise<ToolResult>;

export interface JobSettings {
  readonly tool: Tool;
  readonly run: RunTool;
  readonly pictures: PictureReader;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (report: ProgressReport) => void;
  /** Called when all files are ready and are about to get their names. */
  readonly onWriting: () => Promise<void>;
}

export interface JobOutcome {
  readonly outputs: readonly { readonly path: string; readonly bytes: number }[];
  readonly notes: readonly ResultNote[];
  readonly elapsedMs: number;
}

/** Does one picture: reads it, runs the tool, writes the results with their provenance. Throws SfumatoError. */
export async function runJob(job: PictureJob, settings: JobSettings): Promise<JobOutcome> {
  const started = performance.now();
  const { tool, signal, onProgress } = settings;
  if (!settings.overwrite) await refuseExisting(job.files);
  onProgress({ phase: 'Read', fraction: 0 });
  const notes = new Map<string, ResultNote>();
  const keep = (list: readonly ResultNote[]) => {
    for (const note of list) notes.set(note.id, note);
  };
  try {
    const stills = await readInputs(job, settings, keep);
    const [mainId = 'image'] = Object.keys(tool.inputs);
    const main = stills[mainId];
    if (!main) throw new TypeError(`${tool.id} declares no input`);
    const ready: { path: string; parts: readonly Uint8Array[] }[] = [];
    for (let variation = 1; variation <= job.variations; variation++) {
      signal.throwIfAborted();
      const result = await settings.run(tool, {
        inputs: Object.fromEntries(Object.entries(stills).map(([id, { frame }]) => [id, frame])),
        params: paramsOf(job, tool, main.frame, variation),
        outputs: namedOutputs(job.files),
        quality: job.draft ? 'draft' : 'full',
        signal,
        onProgress,
      });
      keep(result.notes);
      onProgress({ phase: 'Write', fraction: 0 });
      try {
        for (const file of job.files.filter((f) => f.variation === variation)) {
          signal.throwIfAborted();
          if (file.optional && !result.outputs[file.output ?? '']) continue;
          const { parts, notes: said } = await encodeFile(file, job, tool, main, result);
          keep(said);
          ready.push({ path: file.path, parts });
        }
      } finally {
        for (const frame of Object.values(result.outputs)) frame.release();
      }
    }
    await settings.onWriting();
    const files = ready.map(({ path, parts }) => ({ path, make: async () => parts }));
    const sizes = await writeFiles(files, { overwrite: settings.overwrite, signal });
    const outputs = ready.map(({ path }, i) => ({ path, bytes: sizes[i] ?? 0 }));
    return { outputs, notes: [...notes.values()], elapsedMs: performance.now() - started };
  } finally {
    settings.pictures.settle();
  }
}

/** The outputs that were asked for by name; undefined where the params say which there are. */
function namedOutputs(files: readonly PlannedFile[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { output, optional } of files) {
    if (output === undefined || optional) return undefined;
    names.add(output);
  }
  return [...names];
}

async function refuseExisting(files: readonly PlannedFile[]): Promise<void> {
  for (const { path } of files) {
    if (await stat(path).catch(() => undefined)) throw alreadyExists(path);
  }
}

async function readInputs(
  job: PictureJob,
  { tool, pictures }: JobSettings,
  tell: (notes: readonly ResultNote[]) => void,
): Promise<Record<string, Still>> {
  const [mainId = 'image'] = Object.keys(tool.inputs);
  const stills: Record<string, Still> = { [mainId]: await pictures.read(job.input.path) };
  for (const [id, given] of Object.entries(job.companions)) {
    stills[id] = await pictures.read(await companionOf(job.input, given));
  }
  for (const { notes } of Object.values(stills)) tell(notes);
  for (const [id, path] of Object.entries(job.neighbours ?? {})) {
    try {
      stills[id] = await pictures.read(path);
    } catch (error) {
      // The clip goes on without it; its own job says more.
      const text = `Without the frame ${basename(path)}: ${reportOf(error).cause}`;
      tell([{ id: `without-${id}`, text }]);
    }
  }
  return stills;
}

/** The params of a variation: the seed goes up by one each time. */
function paramsOf(job: PictureJob, tool: Tool, size: Frame, variation: number): Record<string, unknown> {
  const params = { ...job.params, ...paramsFromFlags(tool, job.flags, size) };
  if (variation === 1) return params;
  const seed = Object.entries(tool.params).find(([, param]) => param.kind === 'seed');
  if (!seed) return params;
  const [id, declaration] = seed;
  const first = params[id] ?? (declaration.kind === 'seed' ? declaration.default : 0);
  return { ...params, [id]: Number(first) + variation - 1 };
}

async function encodeFile(
  file: PlannedFile,
  job: PictureJob,
  tool: Tool,
  main: Still,
  result: ToolResult,
): Promise<Encoded> {
  if (job.format === 'psd') return encodeDocument(tool, main, result, job.bits);
  const id = file.output ?? '';
  const frame = result.outputs[id];
  const declaration = tool.outputs[id];
  if (!frame || !declaration) {
    const title = declaration?.title ?? id;
    throw new SfumatoError(
      'NOT_SUPPORTED',
      `${tool.title} gave no ${title.toLowerCase()} for ${basename(job.input.path)}.`,
      {
        remedy: ['Leave it out of --output, or choose the parameters that make it.'],
      },
    );
  }
  const { kind } = declaration;
  const numbers = kind === 'matte' || kind === 'data';
  const xmp = withProvenance(numbers ? undefined : main.metadata.xmp, result.provenance, kind);
  return encodeStill(frame, {
    format: job.format,
    numbers,
    own: numbers ? bitsOf(frame) : main.bits,
    ...(job.bits !== undefined && { depth: job.bits }),
    ...(job.quality !== undefined && { quality: job.quality }),
    // A matte is no photograph: where and when the camera was says nothing about it.
    metadata: { ...(!numbers && main.metadata), xmp },
  });
}

function encodeDocument(
  tool: Tool,
  main: Still,
  result: ToolResult,
  depth: PictureJob['bits'],
): Promise<Encoded> {
  const results = Object.entries(result.outputs).flatMap(([id, frame]) => {
    const output = tool.outputs[id];
    if (!output) return [];
    return [{ name: output.title, kind: output.kind, frame, ...(output.blend && { blend: output.blend }) }];
  });
  const xmp = withProvenance(main.metadata.xmp, result.provenance, 'image');
  const metadata = { ...main.metadata, xmp };
  return encodePsd(main.frame, results, {
    group: tool.title,
    metadata,
    ...(depth !== undefined && { depth }),
  });
}
