// SPDX-License-Identifier: Apache-2.0
// The real engine in a process of its own, with a user folder of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cli = join(root, 'core/dist/cli/main.js');

export class EngineProcess {
  readonly #home = mkdtempSync(join(tmpdir(), 'sfumato-studio-'));
  #child: ChildProcess | undefined;
  #port = 0;

  /** Starts it, on the same port as the last time. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [cli, 'engine', 'run', '--port', String(this.#port)], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    child.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
    });
    const deadline = performance.now() + 20_000;
    while (!(await this.#answers(child.pid))) {
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`The engine did not start: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Where it listens, once it was started. */
  get port(): number {
    return this.#port;
  }

  /** An address of Studio that lets a browser in, once. */
  launchAddress(): string {
    const result = this.run(['studio', '--no-open']);
    const address = /http:\/\/\S+/.exec(result)?.[0];
    if (!address) throw new Error(`Expected an address but sfumato studio printed: ${result}`);
    return address;
  }

  /** The command line with the same user folder, and so with the same models. Throws with its output when it fails. */
  run(args: readonly string[]): string {
    const result = spawnSync(process.execPath, [cli, ...args], { env: this.#environment, encoding: 'utf8' });
    if (result.status !== 0)
      throw new Error(`sfumato ${args.join(' ')} failed: ${result.stderr}${result.stdout}`);
    return result.stdout;
  }

  /** Ends it without a word, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#home, { recursive: true, force: true });
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, SFUMATO_HOME: this.#home };
  }

  async #answers(pid: number | undefined): Promise<boolean> {
    try {
      const found: { pid: number; port: number } = JSON.parse(
        readFileSync(join(this.#home, 'engine/engine.json'), 'utf8'),
      );
      if (found.pid !== pid) return false;
      const answer = await fetch(`http://127.0.0.1:${found.port}/health`);
      this.#port = found.port;
      return answer.ok;
    } catch {
      return false;
    }
  }
}
