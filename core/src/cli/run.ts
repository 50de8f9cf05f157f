// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { removeStaleTemporaries } from '../media/index.js';
import { type ErrorReport, reportOf, SfumatoError } from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { itemOf, outputsStand, runBatch } from './batch.js';
import { doctorCommand } from './doctor-command.js';
import { engineCommand } from './engine-command.js';
import type { CliEnvironment } from './environment.js';
import { type ExitCode, exitCodes } from './exit.js';
import { installCommand, uninstallCommand } from './install-command.js';
import { abortOnSignals } from './interrupt.js';
import type { PictureJob } from './job.js';
import { openJournal } from './journal.js';
import { addModelsCommand } from './models.js';
import { PictureReader } from './picture-reader.js';
import { barReporter, errorText, jsonReporter, plainReporter, type Streams } from './report.js';
import { studioCommand } from './studio-command.js';
import { type ToolRequest, toolCommand } from './tool-command.js';
import { toolsCommand } from './tools-command.js';
import { type Runner, workerRunner } from './worker-runner.js';

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
  let runner: Runner | undefined;
  const interrupt = abortOnSignals(() => runner?.kill());
  const { signal, dispose } = interrupt;
  const finish = (code: ExitCode) => {
    status = code;
  };
  const program = new Command('sfumato')
    .description('Mask, fill, relight and denoise pictures on this machine.')
    .version(engineVersion)
    .showSuggestionAfterError(true);
  for (const tool of environment.tools) {
    program.addCommand(
      toolCommand(tool, async (request) => {
        runner = workerRunner(request, environment.toolsModule);
        status = await runRequest(request, runner, environment.streams, signal);
      }),
    );
  }
  program.addCommand(toolsCommand(environment.tools, environment.streams.out));
  program.addCommand(doctorCommand(environment.streams.out, finish));
  program.addCommand(engineCommand(environment, interrupt));
  program.addCommand(studioCommand(environment.streams.out));
  program.addCommand(installCommand(environment.streams.out));
  program.addCommand(uninstallCommand(environment.streams.out));
  addModelsCommand(program, { ...environment.streams, finish, signal });
  quiet(program, environment.streams);
  if (argv.length === 0) {
    environment.streams.err.write(program.helpInformation());
    return exitCodes.usage;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    return refuse(error, argv.includes('--json'), environment.streams);
  } finally {
    await runner?.close();
    dispose();
  }
}

/** Lets errors of the command line come to us, and sends help where results go. */
function quiet(command: Command, { out }: Pick<Streams, 'out'>): void {
  command.exitOverride();
  command.configureOutput({ writeOut: (text) => out.write(text), writeErr: () => {} });
  for (const inner of command.commands) quiet(inner, { out });
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

async function runRequest(
  request: ToolRequest,
  { run }: Runner,
  streams: Streams,
  signal: AbortSignal,
): Promise<ExitCode> {
  for (const folder of request.folders) await removeStaleTemporaries(folder);
  const pictures = new PictureReader(request.keptPictures);
  const queue = await openJournal<PictureJob>({
    ...(request.journal !== undefined && { path: request.journal }),
    fresh: request.fresh,
    stillThere: outputsStand,
  });
  try {
    const items = await Promise.all(request.jobs.map(itemOf));
    const reporter = request.json
      ? jsonReporter(streams, request.tool.id)
      : streams.err.isTTY
        ? barReporter(streams)
        : plainReporter(streams);
    return await runBatch(
      queue,
      items,
      { tool: request.tool, run, pictures, overwrite: request.overwrite, signal },
      reporter,
    );
  } finally {
    pictures.close();
    await queue.close();
  }
}
