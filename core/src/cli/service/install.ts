// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { SfumatoError } from '../../protocol/index.js';
import { type ServiceDefinition, serviceDefinition } from './definitions.js';

const execute = promisify(execFile);

/** Runs a command; rejects with what it said. Tests give their own. */
export type RunCommand = (command: readonly string[]) => Promise<void>;

const runCommand: RunCommand = async ([program = '', ...args]) => {
  await execute(program, args);
};

/** This user's service on this system. Throws NOT_SUPPORTED. */
export function ownService(script: string): ServiceDefinition {
  const found = serviceDefinition(process.platform, {
    command: [process.execPath, script, 'engine', 'run'],
    home: homedir(),
    sfumatoHome: process.env.SFUMATO_HOME,
    appData: process.env.APPDATA,
    configHome: process.env.XDG_CONFIG_HOME,
  });
  if (found) return found;
  throw new SfumatoError(
    'NOT_SUPPORTED',
    `How programs start by themselves on ${process.platform} is not known.`,
    {
      remedy: ['Start it by hand: `sfumato engine start`.'],
    },
  );
}

export const isInstalled = ({ files }: ServiceDefinition): boolean =>
  files.every(({ path }) => existsSync(path));

/** Writes the service's files and makes them take effect. Throws NOT_SUPPORTED when the system refuses. */
export async function installService(
  service: ServiceDefinition,
  run: RunCommand = runCommand,
): Promise<void> {
  for (const { path, text } of service.files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  for (const command of service.enable) await attempt(command, run);
}

/** Undoes that. What the system does not know any more is no fault; the files go in any case. */
export async function uninstallService(
  service: ServiceDefinition,
  run: RunCommand = runCommand,
): Promise<void> {
  for (const command of service.disable) await run(command).catch(() => {});
  for (const { path } of service.files) await rm(path, { force: true });
}

async function attempt(command: readonly string[], run: RunCommand): Promise<void> {
  try {
    await run(command);
  } catch (error) {
    const said = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    throw new SfumatoError('NOT_SUPPORTED', `\`${command.join(' ')}\` failed: ${said.replace(/\.$/, '')}.`, {
      remedy: [
        'The files are written: run that command yourself in a session of yours, or start the engine by hand.',
      ],
      source: error,
    });
  }
}
