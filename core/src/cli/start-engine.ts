// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SfumatoError } from '../protocol/index.js';
import { type Discovery, type EnginePlaces, findEngine } from '../server/index.js';

const startMs = 20_000;
const pollMs = 50;

/** The running engine, started in the background if there is none. Throws ENGINE_UNREACHABLE when it does not start. */
export async function ensureEngine(places: EnginePlaces): Promise<Discovery> {
  const found = await findEngine(places);
  if (found) return found;
  const script = process.argv[1] ?? fileURLToPath(new URL('./main.js', import.meta.url));
  const child = spawn(process.execPath, [script, 'engine', 'run'], {
    detached: true,
    stdio: 'ignore',
    env: process.env,
  });
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
    remedy: ['Run `sfumato engine run` and read what it says, or `sfumato doctor`.'],
  });
}
