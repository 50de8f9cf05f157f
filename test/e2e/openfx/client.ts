// SPDX-License-Identifier: Apache-2.0
// Drives the engine client, a C++ program of its own, for tests: builds it once, says lines to it, reads lines of JSON.
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bridge = fileURLToPath(new URL('../../../bridges/openfx/', import.meta.url));
const build = fileURLToPath(new URL('../../../bridges/openfx/build/e2e/', import.meta.url));

/** Builds a program of the client's tests; returns its path. */
export function buildClient(program: 'driver' | 'bench' | 'tests'): string {
  const target = `sfumato_client_${program}`;
  execFileSync('cmake', ['-S', bridge, '-B', build, '-DSFUMATO_TESTS=ON'], { stdio: 'pipe' });
  execFileSync('cmake', ['--build', build, '--target', target, '--parallel', '2'], { stdio: 'pipe' });
  return `${build}client/${target}`;
}

const answer = z.object({
  status: z.string().default(''),
  code: z.string().default(''),
  text: z.string().default(''),
  ms: z.union([z.number(), z.array(z.number())]).default(0),
  elapsedMs: z.number().default(0),
  asked: z.number().default(0),
  cached: z.boolean().default(false),
  scale: z.number().default(1),
  empty: z.boolean().default(false),
  phases: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
  models: z.array(z.string()).default([]),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        width: z.number(),
        height: z.number(),
        channels: z.number(),
        hash: z.string(),
      }),
    )
    .default([]),
});
export type ClientAnswer = z.infer<typeof answer>;

export interface ClientDriver {
  readonly pid: number;
  /** Says a line and gives the next `answers` lines. */
  say(line: string, answers?: number): Promise<ClientAnswer[]>;
  /** Says a line that is answered once. */
  ask(line: string): Promise<ClientAnswer>;
  close(): void;
}

/** Starts the driver; `command` starts the engine where none runs. */
export function startClient(program: string, home: string, command: readonly string[] = []): ClientDriver {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    program,
    command.length > 0 ? [...command] : ['no-engine-is-started'],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, SFUMATO_HOME: home } },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (line: string, answers = 1) => {
    child.stdin.write(`${line}\n`);
    const said: ClientAnswer[] = [];
    while (said.length < answers) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The client ended at “${line}”.`);
      said.push(answer.parse(JSON.parse(value)));
    }
    return said;
  };
  return {
    pid: child.pid ?? 0,
    say,
    async ask(line) {
      const [only] = await say(line);
      return only ?? answer.parse({});
    },
    close: () => void child.kill('SIGKILL'),
  };
}
