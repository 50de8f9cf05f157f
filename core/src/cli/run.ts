// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { removeStaleTemporaries } from '../media/index.js';
import { type ErrorReport, reportOf, SfumatoError } from '../protocol/index.js';
import type { Tool } from '../tool/index.js';
import { engineVersion } from '../version.js';
import { itemOf, outputsStand, runBatch } from './batch.js';
import { doctorCommand } from './doctor-command.js';
import { type ExitCode, exitCodes } from './exit.js';
import { abortOnSignals } from './interrupt.js';
import type { PictureJob, RunTool } from './job.js';
import { openJournal } from './journal.js';
import { barReporter, errorText, jsonReporter, plainReporter, type Streams } from './report.js';
import { type ToolRequest, toolCommand } from './tool-command.js';
import { toolsCommand } from './tools-command.js';

/** Where tools run, made for one command. */
export interface Runner {
  readonly run: RunTool;
  /** Whether frames must lie in shared memory. */
  readonly shared: boolean;
  close(): Promise<void>;
}

export interface CliEnvironment {
  readonly tools: readonly Tool[];
  /** Further commands: `models`. */
  readonly commands: readonly Command[];
  readonly streams: Streams;
  makeRunner(request: Pick<ToolRequest, 'provider' | 'models' | 'memory'>): Promise<Runner>;
}

/** Codes of errors that say that the machine lacks something. */
const environmentCodes = new Set([
  'NATIVE_MISSING',
  'FILE_UNWRITABLE',
  'MEMORY_SHORT',
  'WORKER_LOST',
  'INTERNAL',
]);

/** The command line: parses `argv` (without node and the script), works, and returns the exit status. Never throws. */
export async function runCli(argv: readonly string[], environment: CliEnvironment): Promise<ExitCode> {
  let status: ExitCode = exitCodes.done;
  const program = new Command('sfumato')
    .description('Mask, fill, relight and denoise pictures on this machine.')
    .version(engineVersion)
    .showSuggestionAfterError(true);
  for (const tool of environment.tools) {
    program.addCommand(
      toolCommand(tool, async (request) => {
        status = await runRequest(request, environment);
      }),
    );
  }
  program.addCommand(toolsCommand(environment.tools, environment.streams.out));
  program.addCommand(
    doctorCommand(environment.streams.out, (code) => {
      status = code;
    }),
  );
  for (const command of environment.commands) program.addCommand(command);
  for (const command of [program, ...program.commands]) quiet(command, environment.streams);
  if (argv.length === 0) {
    environment.streams.err.write(program.helpInformation());
    return exitCodes.usage;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    return refuse(error, argv.includes('--json'), environment.streams);
  }
}

/** Lets errors of the command line come to us, and sends help where results go. */
function quiet(command: Command, { out }: Streams): void {
  command.exitOverride();
  command.configureOutput({ writeOut: (text) => out.write(text), writeErr: () => {} });
}

function refuse(error: unknown, json: boolean, { out, err }: Streams): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const report = error instanceof CommanderError ? commandLineReport(error) : reportOf(error);
  if (json) out.write(`${JSON.stringify({ event: 'error', error: report })}\n`);
  else err.write(`${errorText(report)}\n`);
  if (report.code === 'CANCELLED') return exitCodes.interrupted;
  return environmentCodes.has(report.code) ? exitCodes.environment : exitCodes.usage;
}

function commandLineReport(error: CommanderError): ErrorReport {
  const text = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  const cause = `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)?]$/.test(text) ? '' : '.'}`;
  const unknown = error.code === 'commander.unknownOption' || error.code === 'commander.unknownCommand';
  return new SfumatoError(unknown ? 'PARAM_UNKNOWN' : 'PARAM_INVALID', cause).report;
}

async function runRequest(request: ToolRequest, environment: CliEnvironment): Promise<ExitCode> {
  const { streams } = environment;
  const { signal, dispose } = abortOnSignals();
  const runner = await environment.makeRunner(request);
  try {
    for (const folder of request.folders) await removeStaleTemporaries(folder);
    const queue = await openJournal<PictureJob>({
      ...(request.journal !== undefined && { path: request.journal }),
      fresh: request.fresh,
      stillThere: outputsStand,
    });
    const items = await Promise.all(request.jobs.map(itemOf));
    const reporter = request.json
      ? jsonReporter(streams, request.tool.id)
      : streams.err.isTTY
        ? barReporter(streams)
        : plainReporter(streams);
    try {
      const { run, shared } = runner;
      const settings = { tool: request.tool, run, shared, overwrite: request.overwrite, signal };
      return await runBatch(queue, items, settings, reporter);
    } finally {
      await queue.close();
    }
  } finally {
    await runner.close();
    dispose();
  }
}
