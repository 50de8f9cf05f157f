// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { enginePorts, SfumatoError } from '../protocol/index.js';
import { consoleLog, type Discovery, type EnginePlaces, findEngine } from '../server/index.js';
import { isInstalled, ownService } from './service/install.js';

const startMs = 20_000;
const pollMs = 50;

/** The script whose command line this is: the engine runs by the same one. */
export const engineScript = (): string =>
  resolve(process.argv[1] ?? fileURLToPath(new URL('./main.js', import.meta.url)));

/** Where the system listens for the engine, it starts it at the first knock. */
async function wakeEngine(places: EnginePlaces): Promise<Discovery | undefined> {
  if (process.platform !== 'linux' || !isInstalled(ownService(engineScript()))) return undefined;
  await fetch(`http://127.0.0.1:${enginePorts[0]}/health`, { signal: AbortSignal.timeout(startMs) }).catch(
    () => {},
  );
  return findEngine(places);
}

/** What the engine and its processes print, crashes among it: only the last start's is kept. */
function openOutput(places: EnginePlaces): number {
  mkdirSync(places.logs, { recursive: true, mode: 0o700 });
  return openSync(consoleLog(places.logs), 'w', 0o600);
}

/** The running engine, started in the background if there is none. Throws ENGINE_UNREACHABLE when it does not start. */
export async function ensureEngine(places: EnginePlaces): Promise<Discovery> {
  const found = (await findEngine(places)) ?? (await wakeEngine(places));
  if (found) return found;
  const output = openOutput(places);
  const child = spawn(process.execPath, [engineScript(), 'engine', 'run'], {
    detached: true,
    stdio: ['ignore', output, output],
    env: process.env,
  });
  closeSync(output);
  const exit: { text?: string } = {};
  child.on('error', (error) => {
    exit.text = error.message;
  });
  child.on('exit', (code, signal) => {
    exit.text = `it ended with ${signal ?? `status ${code}`}`;
  });
  child.unref();
  const until = performance.now() + startMs;
  while (performance.now() < until && exit.text === undefined) {
    await sleep(pollMs);
    const running = await findEngine(places);
    if (running) return running;
  }
  const why = exit.text ?? `it did not answer within ${startMs / 1000} s`;
  throw new SfumatoError('ENGINE_UNREACHABLE', `The engine could not be started: ${why}.`, {
    remedy: [`Read ${consoleLog(places.logs)}, or run \`sfumato engine run\` or \`sfumato doctor\`.`],
  });
}
