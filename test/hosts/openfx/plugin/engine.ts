// SPDX-License-Identifier: Apache-2.0
// Engines for hosts to talk to: processes of their own, each with a user folder of its own.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginePlaces, readDiscovery } from '@sfumato/core';

const engineProcess = fileURLToPath(new URL('../../../e2e/engine/engine-process.mjs', import.meta.url));
const starter = fileURLToPath(new URL('./start-engine.mjs', import.meta.url));
const realTools = new URL('../../../../core/dist/tools/index.js', import.meta.url).href;
const trialTools = new URL('./trial-tools.mjs', import.meta.url).href;

export type Tools = 'real' | 'trial';
const modules = { real: realTools, trial: trialTools } as const satisfies Record<Tools, string>;

export class EngineHome {
  readonly path: string;
  #child: ChildProcess | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<EngineHome> {
    return new EngineHome(await mkdtemp(join(tmpdir(), 'sfumato-ofx-home-')));
  }

  /** What a host's process needs, to find this engine and no other. */
  get env(): Readonly<Record<string, string>> {
    return { SFUMATO_HOME: this.path };
  }

  async start(tools: Tools): Promise<void> {
    const child = fork(engineProcess, [modules[tools]], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    await once(child, 'message');
  }

  /** Leaves word how the engine is started, as an installer does. */
  async tellStartCommand(tools: Tools): Promise<void> {
    const { folder, startCommand } = enginePlaces(this.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const command = [process.execPath, starter, modules[tools]];
    await writeFile(startCommand, JSON.stringify({ command }), { mode: 0o600 });
  }

  /** The process of the engine that runs now, whoever started it. */
  async pid(): Promise<number | undefined> {
    return (await readDiscovery(enginePlaces(this.path)))?.pid;
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const pid = await this.pid();
    if (pid === undefined) return;
    const own = this.#child?.pid === pid ? this.#child : undefined;
    const gone = own && own.exitCode === null ? once(own, 'exit') : undefined;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return;
    }
    await gone;
  }

  /** What the plugin wrote to its log. */
  log(): Promise<string> {
    return readFile(join(this.path, 'engine', 'logs', 'openfx.log'), 'utf8').catch(() => '');
  }

  /** What the trial tools were asked to do: a line each. */
  async asked(): Promise<string[]> {
    const text = await readFile(join(this.path, 'asked.txt'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
