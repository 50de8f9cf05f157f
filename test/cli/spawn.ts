// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** The command line over the fixture's tools, built. */
export const fixtureCli = fileURLToPath(new URL('./fixture-cli.mjs', import.meta.url));
/** The command that people run. */
export const sfumato = fileURLToPath(new URL('../../core/dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON lines. */
  events(): Record<string, unknown>[];
}

/** Starts a command; `ended` resolves with what it said. `onOut` sees its output as it comes. */
export function start(
  script: string,
  args: readonly string[],
  options: {
    env?: Readonly<Record<string, string>>;
    onOut?: (text: string, child: ChildProcess) => void;
  } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    options.onOut?.(out, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const events = () =>
        out
          .split('\n')
          .filter((line) => line !== '')
          .map((line): Record<string, unknown> => JSON.parse(line));
      resolve({ status, signal, out, err, events });
    });
  });
  return { child, ended };
}

export const run = (
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => start(script, args, { env }).ended;

/** A folder for each test, removed after it. */
export function temporaryFolder(): { path(name?: string): string } {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfumato-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return { path: (name = '') => join(folder, name) };
}
