// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { type EngineStatus, SfumatoError } from '../protocol/index.js';
import {
  activatedFd,
  clientOf,
  type EnginePlaces,
  enginePlaces,
  findEngine,
  openLog,
  serveEngine,
} from '../server/index.js';
import { diagnosticsReport, lastLines, reportLines } from './diagnostics.js';
import { examine } from './doctor.js';
import type { CliEnvironment } from './environment.js';
import type { Interrupt } from './interrupt.js';
import { installService, ownService, uninstallService } from './service/install.js';
import { engineScript, ensureEngine } from './start-engine.js';
import { studioFolder } from './studio-folder.js';
import { bytesOf, wholeNumber } from './values.js';

/** How long a stopping engine may take to put away what it holds, in milliseconds. */
const stopMs = 5000;

interface RunFlags {
  readonly port?: string;
  readonly memory?: string;
  readonly studio?: string;
}

/** `sfumato engine run | start | stop | status | pair`. Actions throw SfumatoError. */
export function engineCommand(
  { tools, toolsModule, streams: { out, err } }: CliEnvironment,
  interrupt: Interrupt,
): Command {
  const command = new Command('engine').description('The service that panels and Studio talk to.');

  command
    .command('run')
    .description('Run the engine here, until it is stopped.')
    .option('--port <number>', 'instead of the first free one of the usual ports')
    .option('--memory <amount>', 'the memory budget, such as 8G (default: half of the machine’s memory)')
    .option('--studio <folder>', 'serve this folder as Studio')
    .action(async ({ port, memory, studio }: RunFlags) => {
      interrupt.allow(stopMs);
      const log = openLog(enginePlaces().logs);
      const running = await serveEngine({
        tools,
        toolsModule,
        listenFd: activatedFd(),
        commandLine: [process.execPath, engineScript()],
        port: port === undefined ? undefined : wholeNumber(port, '--port', 0, 65_535),
        memory: memory === undefined ? undefined : bytesOf(memory),
        studio: studio ?? studioFolder(),
        log(text) {
          log.write(text);
          out.write(`${text}\n`);
        },
      });
      interrupt.signal.addEventListener('abort', () => void running.close());
      if (interrupt.signal.aborted) await running.close();
      await running.ended;
      await log.flush();
    });

  command
    .command('start')
    .description('Start the engine in the background.')
    .action(async () => {
      const { pid, port } = await ensureEngine(enginePlaces());
      out.write(`The engine runs: process ${pid}, port ${port}.\n`);
    });

  command
    .command('stop')
    .description('Stop the engine. Work that is under way ends; batches go on with the next start.')
    .action(async () => {
      const found = await findEngine();
      if (!found) {
        out.write('The engine is not running.\n');
        return;
      }
      const client = clientOf(found);
      try {
        await client.stopEngine();
      } finally {
        client.close();
      }
      out.write('The engine was stopped.\n');
    });

  command
    .command('status')
    .description('Show how the engine is.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await askStatus(enginePlaces());
      if (json) out.write(`${JSON.stringify(status ?? { running: false }, undefined, 2)}\n`);
      else out.write(status ? statusText(status) : 'The engine is not running.\n');
    });

  command
    .command('logs')
    .description('Show the newest lines of the engine’s log.')
    .option('-n, --lines <number>', 'how many', '50')
    .action(async ({ lines }: { lines: string }) => {
      const places = enginePlaces();
      const newest = await lastLines(places, wholeNumber(lines, '--lines', 1, 100_000));
      out.write(newest.length > 0 ? `${newest.join('\n')}\n` : `There is no log in ${places.logs} yet.\n`);
    });

  command
    .command('report')
    .description('Write what helps to find a fault: nothing personal is in it, and it is sent nowhere.')
    .action(async () => {
      const places = enginePlaces();
      const [findings, status, log] = [await examine(), await askStatus(places), await reportLines(places)];
      out.write(diagnosticsReport({ findings, status, log }));
    });

  command
    .command('install')
    .description('Let the system start the engine when it is needed, or when you sign in.')
    .action(async () => {
      const service = ownService(engineScript());
      await installService(service);
      const files = service.files.map(({ path }) => `  ${path}\n`).join('');
      const tried = service.tried
        ? ''
        : 'Nobody has tried this on your system yet: please tell us how it went.\n';
      out.write(`Installed:\n${files}${tried}`);
    });

  command
    .command('uninstall')
    .description('Undo `install`.')
    .action(async () => {
      await uninstallService(ownService(engineScript()));
      out.write('The system does not start the engine any more.\n');
    });

  command
    .command('pair')
    .description(
      'Show a code with which a panel that cannot read files gets in. It is good once, for five minutes.',
    )
    .action(async () => {
      const client = clientOf(await ensureEngine(enginePlaces()));
      try {
        const { secret } = await client.newPairing('code');
        out.write(`${secret}\n`);
        err.write(`For panels that may not use the network, the folder is ${enginePlaces().exchange}\n`);
      } finally {
        client.close();
      }
    });
  return command;
}

async function askStatus(places: EnginePlaces): Promise<EngineStatus | undefined> {
  const found = await findEngine(places);
  if (!found) return undefined;
  const client = clientOf(found);
  try {
    return await client.status();
  } catch (error) {
    // It may end between the two questions.
    if (error instanceof SfumatoError && error.code === 'ENGINE_UNREACHABLE') return undefined;
    throw error;
  } finally {
    client.close();
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

function statusText({ version, pid, uptimeMs, clients, workers, jobs, memory }: EngineStatus): string {
  const minutes = Math.floor(uptimeMs / 60_000);
  const lines = [
    `Engine ${version}, process ${pid}, running for ${minutes} min, ${clients} connected`,
    `Jobs: ${jobs.running} running, ${jobs.waiting} waiting, ${jobs.paused} paused`,
    `Memory: ${megabytes(memory.frameBytes)} in ${memory.frames} pictures, ${megabytes(memory.cacheBytes)} kept, budget ${megabytes(memory.budgetBytes)}`,
    ...workers.map(
      (w) =>
        `Worker ${w.pid}: ${w.state}${w.tool ? ` (${w.tool})` : ''}, ${megabytes(w.memoryBytes)}, ${w.jobs} jobs`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
