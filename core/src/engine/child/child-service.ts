// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { errorOf, SfumatoError } from '../../protocol/index.js';
import type { ProgressReport } from '../../tool/index.js';
import type { FromChild, ToChild } from './messages.js';

export interface ChildOptions<Question = never, Reply = never> {
  /** The module that the child runs: it calls `serveParent`. */
  readonly script: URL;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[] | undefined;
  /** A cancelled call that has not ended by then, in milliseconds, ends with the process. */
  readonly cancelGraceMs: number;
  /** Answers the child's questions. */
  readonly answer?: (question: Question) => Reply;
  /** Told once, when the process is gone; `how` ends a sentence, and is undefined when the engine ended it. */
  readonly onExit?: (pid: number | undefined, how: string | undefined) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
}

interface Call<Result> {
  readonly onProgress: ((report: ProgressReport) => void) | undefined;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * A child process that answers calls: inference, kernels and decoders run there, so that they can neither block nor
 * crash the engine. One object is one process's life.
 */
export class ChildService<Request, Result, Note = never, Question = never, Reply = never> {
  readonly #child: ChildProcess;
  readonly #cancelGraceMs: number;
  readonly #calls = new Map<number, Call<Result>>();
  #lastId = 0;
  #ready = false;
  #gone: string | undefined;
  #memoryBytes = 0;
  #lastSign = performance.now();
  #suspended = false;
  #killed = false;

  constructor(options: ChildOptions<Question, Reply>) {
    this.#cancelGraceMs = options.cancelGraceMs;
    this.#child = fork(fileURLToPath(options.script), [...(options.args ?? [])], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(options.execArgv && { execArgv: [...options.execArgv] }),
    });
    const lose = (how: string) => {
      if (this.#gone !== undefined) return;
      this.#gone = how;
      options.onExit?.(this.#child.pid, this.#killed ? undefined : how);
      const error = new SfumatoError('WORKER_LOST', `The worker process ${how} during the work.`);
      for (const call of this.#calls.values()) call.reject(error);
      this.#calls.clear();
    };
    this.#child.on('message', (message: FromChild<Result, Question>) => {
      if (message.type !== 'ask') return this.#receive(message);
      const reply = options.answer?.(message.what);
      if (reply !== undefined) this.#send({ type: 'told', question: message.question, reply });
    });
    this.#child.on('error', (error) => lose(`could not be started: ${error.message}`));
    this.#child.on('exit', (code, signal) => lose(exitText(code, signal)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#gone === undefined;
  }

  /** Whether it has loaded and waits for calls. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Resident memory, as it last said. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Milliseconds since it last said anything; 0 while it is suspended. */
  get silentMs(): number {
    return this.#suspended ? 0 : performance.now() - this.#lastSign;
  }

  /**
   * Rejects with what the child threw, WORKER_LOST when it ended, or the signal's reason: that only when the child has
   * stopped working on the call.
   */
  async call(request: Request, { signal, onProgress }: CallOptions = {}): Promise<Result> {
    signal?.throwIfAborted();
    if (this.#gone !== undefined) throw new SfumatoError('WORKER_LOST', `The worker process ${this.#gone}.`);
    const id = ++this.#lastId;
    let stopNow: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#send({ type: 'cancel', id });
      stopNow = setTimeout(() => this.kill(), this.#cancelGraceMs);
    };
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#calls.set(id, { onProgress, resolve, reject });
        this.#send({ type: 'call', id, request });
        signal?.addEventListener('abort', stop, { once: true });
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(stopNow);
      signal?.removeEventListener('abort', stop);
    }
  }

  note(note: Note): void {
    this.#send({ type: 'note', note });
  }

  /** Stops the process where it is, mid-inference if need be. Returns false where the system cannot. */
  suspend(): boolean {
    if (process.platform === 'win32' || this.#gone !== undefined) return false;
    this.#suspended = this.#child.kill('SIGSTOP');
    return this.#suspended;
  }

  resume(): void {
    if (!this.#suspended) return;
    this.#child.kill('SIGCONT');
    this.#suspended = false;
    this.#lastSign = performance.now();
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill('SIGKILL');
  }

  /** Ends the process and waits until it is gone. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return;
    const gone = once(this.#child, 'exit');
    this.kill();
    await gone;
  }

  #send(message: ToChild<Request, Note, Reply>): void {
    // What a dead child does not get is settled by its exit.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #receive(message: Exclude<FromChild<Result>, { type: 'ask' }>): void {
    this.#lastSign = performance.now();
    if (message.type === 'ready') this.#ready = true;
    else if (message.type === 'beat') this.#memoryBytes = message.memoryBytes;
    else if (message.type === 'progress') this.#calls.get(message.id)?.onProgress?.(message);
    else {
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      if (message.type === 'done') call?.resolve(message.result);
      else call?.reject(errorOf(message.error));
    }
  }
}

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT' || code === 134) return 'ended with SIGABRT (most likely because memory ran out)';
  if (signal === 'SIGKILL') return 'ended with SIGKILL (as the system does when memory runs out)';
  return `ended with ${signal ?? `status ${code}`}`;
}
