// SPDX-License-Identifier: Apache-2.0
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { BitDepth } from '../media/index.js';
import { type ModelTask, modelTasks, type ProviderRequest, providers } from '../model/index.js';
import { SfumatoError } from '../protocol/error.js';
import { parseParams, type Tool } from '../tool/index.js';
import { clipFrames, clipHelp, takesClips } from './clip.js';
import { flagOf, inputOptions, paramOptions, paramsFromFlags } from './flags.js';
import { type FoundInputs, findInputs } from './inputs.js';
import type { PictureJob } from './job.js';
import { formatNamed, isFolder, type PlannedItem, planOutputs } from './outputs.js';
import { bytesOf, json, wholeNumber } from './values.js';

/** What a tool command was asked to do, checked. */
export interface ToolRequest {
  readonly tool: Tool;
  readonly jobs: readonly PictureJob[];
  /** How many pictures the next job may want again. */
  readonly keptPictures: number;
  /** The folders that results go to. */
  readonly folders: readonly string[];
  readonly journal: string | undefined;
  readonly fresh: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
  readonly provider: ProviderRequest | undefined;
  /** Model ids by task. */
  readonly models: Readonly<Partial<Record<ModelTask, string>>>;
  readonly memory: number | undefined;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** General flags, as commander keeps them. */
const generalSchema = z.object({
  output: z.string().optional(),
  format: z.string().optional(),
  bits: z.enum(['8', '10', '12', '16', '32', 'float']).optional(),
  quality: z.string().optional(),
  variations: z.string().optional(),
  draft: z.boolean().optional(),
  clip: z.boolean().optional(),
  params: z.string().optional(),
  provider: z.enum([...providers, 'auto']).optional(),
  model: z.array(z.string()).optional(),
  memory: z.string().optional(),
  overwrite: z.boolean().optional(),
  journal: z.string().optional(),
  fresh: z.boolean().optional(),
  json: z.boolean().optional(),
});

function generalOptions(tool: Tool): Option[] {
  const outputs = Object.entries(tool.outputs)
    .map(([id, output]) => `${id} (${output.title.toLowerCase()})`)
    .join(', ');
  const written = (flags: string, help: string) => new Option(flags, help).helpGroup('Results:');
  const running = (flags: string, help: string) => new Option(flags, help).helpGroup('Running:');
  const seeded = Object.values(tool.params).some((param) => param.kind === 'seed');
  return [
    written(
      '--output <names>',
      `Which results, separated by commas, or "all": ${outputs}. Default: the first.`,
    ),
    written(
      '--format <name>',
      'png, tiff, jpeg, webp, avif or psd. Default: what OUT says, else PNG (TIFF for TIFF).',
    ),
    written('--bits <depth>', '8, 10, 12, 16 or float. Default: as the picture has, if the format can.'),
    written('--quality <1-100>', 'For JPEG, WebP and AVIF; 100 is lossless in the last two. Default: 95.'),
    ...(seeded ? [written('--variations <n>', 'Several results, with the seed going up by one each.')] : []),
    written('--overwrite', 'Replace results that exist.'),
    ...(takesClips(tool) ? [new Option('--clip', clipHelp).helpGroup('Pictures:')] : []),
    running('--params <json>', 'Parameters as JSON, or @file.json; flags go before them.'),
    running('--draft', 'Fast and rough, to try parameters.'),
    running(
      '--provider <name>',
      `Where models run: ${providers.join(', ')}, auto. Default: SFUMATO_PROVIDER, else cpu.`,
    ),
    running('--model <task=id>', 'The model for a task; may be repeated.').argParser(collect),
    running('--memory <amount>', 'What the tool may use, e.g. 2G; larger pictures go by tiles. Default: 1G.'),
    running('--journal <file>', 'Where a batch notes what is done. Default: .sfumato-TOOL.jsonl in OUT.'),
    running('--fresh', 'Do everything again, whatever the journal says.'),
    running('--json', 'One JSON object a line, for other programs.'),
  ];
}

/** The command of a tool: its flags are the declaration's. `run` gets the checked request. */
export function toolCommand(tool: Tool, run: (request: ToolRequest) => Promise<void>): Command {
  const general = generalOptions(tool);
  const own = [...inputOptions(tool), ...paramOptions(tool)];
  const reserved = new Set(general.map((option) => option.long));
  const clash = own.find((option) => reserved.has(option.long));
  if (clash)
    throw new TypeError(`Expected a flag of ${tool.id}'s own but received ${clash.long}, a general one`);
  const command = new Command(tool.id)
    .summary(tool.title)
    .description(tool.help)
    .argument(
      '<paths...>',
      'pictures, folders or patterns such as "shots/*.tif"; last, the file or folder to write',
    )
    .usage('<in...> <out> [flags]')
    .addHelpOption(new Option('-h, --help', 'Show this help.').helpGroup('Running:'));
  for (const option of [...own, ...general]) command.addOption(option);
  command.action(async (paths: readonly string[], options: Readonly<Record<string, unknown>>) => {
    if (paths.length < 2) {
      throw new SfumatoError('PARAM_INVALID', `${tool.id} needs a picture and where to write the result.`);
    }
    await run(await checkRequest(tool, paths, options));
  });
  return command;
}

async function checkRequest(
  tool: Tool,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ToolRequest> {
  const parsed = generalSchema.safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const cause = `--${String(issue?.path[0])}: ${issue?.message ?? 'not valid'}.`;
    throw new SfumatoError('PARAM_INVALID', cause);
  }
  const general = parsed.data;
  const flags = Object.fromEntries(Object.entries(options).filter(([id]) => id in tool.params));
  const params = paramsObject(general.params);
  // Wrong params stop the command before any picture is opened. Positions in pixels are read again for each picture.
  parseParams(tool, { ...params, ...paramsFromFlags(tool, flags, { width: 1e6, height: 1e6 }) });
  const { jobs, out, found, items } = await planJobs(tool, args, options, general, { flags, params });
  const folders = [...new Set(items.flatMap(({ files }) => files.map(({ path }) => resolve(path, '..'))))];
  return {
    tool,
    jobs,
    keptPictures: general.clip ? Object.keys(tool.inputs).length : 0,
    folders,
    journal: await journalPath(tool, general.journal, out, found),
    fresh: general.fresh ?? false,
    overwrite: general.overwrite ?? false,
    json: general.json ?? false,
    provider: general.provider,
    models: modelChoices(general.model ?? []),
    memory: general.memory === undefined ? undefined : bytesOf(general.memory),
  };
}

async function planJobs(
  tool: Tool,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
  general: z.infer<typeof generalSchema>,
  given: Pick<PictureJob, 'flags' | 'params'>,
): Promise<{ jobs: PictureJob[]; out: string; found: FoundInputs; items: PlannedItem[] }> {
  const out = args.at(-1) ?? '';
  const found = await findInputs(args.slice(0, -1));
  const clip = general.clip ? clipFrames(tool, found.files) : undefined;
  const files = clip?.map(({ input }) => input) ?? found.files;
  const variations =
    general.variations === undefined ? 1 : wholeNumber(general.variations, '--variations', 1, 100);
  const items = await planOutputs({ ...found, files }, out, {
    tool,
    outputs: general.output?.split(',').map((name) => name.trim()),
    format: formatNamed(general.format),
    variations,
  });
  const companions = companionsOf(tool, options);
  const shared = {
    tool: tool.id,
    companions,
    ...given,
    variations,
    draft: general.draft ?? false,
    ...(general.bits !== undefined && { bits: bitDepth(general.bits) }),
    ...(general.quality !== undefined && { quality: wholeNumber(general.quality, '--quality', 1, 100) }),
  };
  const jobs = items.map(({ input, files, format }, i) => {
    const neighbours = clip?.[i]?.neighbours;
    return { ...shared, input, files, format, ...(neighbours && { neighbours }) };
  });
  return { jobs, out, found, items };
}

const bitDepth = (text: string): BitDepth =>
  (({ 8: 8, 10: 10, 12: 12, 16: 16, 32: 32, float: 32 }) as const)[text] ?? 8;

function paramsObject(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  const parsed = z.record(z.string(), z.unknown()).safeParse(json(text, '--params'));
  if (parsed.success) return parsed.data;
  throw new SfumatoError('PARAM_INVALID', '--params: expected a JSON object of parameters.');
}

function companionsOf(tool: Tool, options: Readonly<Record<string, unknown>>): Record<string, string> {
  const companions: Record<string, string> = {};
  for (const [id, input] of Object.entries(tool.inputs).slice(1)) {
    if (input.clipFrame !== undefined) continue;
    const value = options[id];
    if (typeof value === 'string') companions[id] = value;
    else if (!input.optional) {
      throw new SfumatoError('PARAM_INVALID', `${tool.id} needs ${flagOf(id)}: ${input.help}`);
    }
  }
  return companions;
}

function modelChoices(pairs: readonly string[]): Partial<Record<ModelTask, string>> {
  const choices: Partial<Record<ModelTask, string>> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const task = modelTasks.find((name) => name === pair.slice(0, at));
    const id = pair.slice(at + 1);
    if (at < 1 || task === undefined || id === '') {
      const cause = `Expected task=id for --model but received ${pair}; the tasks are ${modelTasks.join(', ')}.`;
      throw new SfumatoError('PARAM_INVALID', cause);
    }
    choices[task] = id;
  }
  return choices;
}

/** Where the journal lies: for a batch in its folder; for a single picture there is none unless it is asked for. */
async function journalPath(
  tool: Tool,
  asked: string | undefined,
  out: string,
  found: FoundInputs,
): Promise<string | undefined> {
  if (asked !== undefined) return resolve(asked);
  if (found.single || !(await isFolder(out, found.single))) return undefined;
  return join(resolve(out), `.sfumato-${tool.id}.jsonl`);
}
