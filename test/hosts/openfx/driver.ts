// SPDX-License-Identifier: Apache-2.0
// The driver program as tests use it: a host in a process of its own, one command after the other.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { BuiltHost } from './build.js';
import {
  type ClipWords,
  describedSchema,
  entrySchema,
  type FrameWords,
  frameSchema,
  type JournalEntry,
  openedSchema,
  processSchema,
  scannedSchema,
  type Words,
} from './replies.js';

const replySchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** A word of a command: plain where it can be, else as a JSON string. */
function wordOf(name: string, value: string | number | boolean | readonly number[]): string {
  const text = Array.isArray(value)
    ? value.join(',')
    : typeof value === 'boolean'
      ? value
        ? '1'
        : '0'
      : `${value}`;
  return `${name}=${/^[\w.,:/+-]+$/.test(text) ? text : JSON.stringify(text)}`;
}

/** A host of a profile, with a plugin or two. Every method rejects when the process has ended, and says how. */
export class Driver {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string) => void)[] = [];
  readonly #failing: ((error: Error) => void)[] = [];
  #errors = '';
  #ended: string | undefined;

  constructor({ drive }: BuiltHost, env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(drive, {
      env: {
        ...process.env,
        UBSAN_OPTIONS: 'print_stacktrace=1',
        TSAN_OPTIONS: 'halt_on_error=1',
        ...env,
      },
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#failing.shift();
      this.#waiting.shift()?.(line);
    });
    this.#child.stderr.on('data', (data: Buffer) => {
      this.#errors = (this.#errors + data.toString('utf8')).slice(-20_000);
    });
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) => this.#end(`it ended with ${signal ?? `status ${code}`}`));
    this.#child.stdin.on('error', () => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What the process wrote to standard error so far. */
  get errors(): string {
    return this.#errors;
  }

  #end(why: string): void {
    this.#ended ??= why;
    for (const fail of this.#failing.splice(0)) fail(this.#failure());
    this.#waiting.length = 0;
  }

  #failure(): Error {
    return new Error(`The host is gone: ${this.#ended}.\n${this.#errors}`);
  }

  /** Sends a command and gives its answer. Rejects when the host could not do it. */
  async ask(verb: string, words: Words = {}): Promise<Record<string, unknown>> {
    if (this.#ended !== undefined) throw this.#failure();
    const given = Object.entries(words).flatMap(([name, value]) =>
      value === undefined ? [] : [wordOf(name, value)],
    );
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#failing.push(reject);
      this.#child.stdin.write(`${[verb, ...given].join(' ')}\n`);
    });
    const reply = replySchema.parse(JSON.parse(line));
    if (!reply.ok) throw new Error(`${verb}: ${reply.error}`);
    return reply;
  }

  /** Begins anew as that host, and scans these folders. */
  async host(profile: string, folders: readonly string[]) {
    await this.ask('profile', { name: profile });
    return scannedSchema.parse(await this.ask('scan', { folders: folders.join(':') })).plugins;
  }

  async describe(words: { effect: string; context?: string } | { tag: string }) {
    return describedSchema.parse(await this.ask('describe', { ...words }));
  }

  async open(tag: string, effect: string, context?: string) {
    return openedSchema.parse(await this.ask('instance', { tag, effect, context }));
  }

  async close(tag: string): Promise<void> {
    await this.ask('close', { tag });
  }

  async clip(tag: string, words: ClipWords): Promise<void> {
    await this.ask('clip', { tag, ...words });
  }

  async set(tag: string, param: string, value: number | readonly number[] | string, time?: number) {
    const words = typeof value === 'string' ? { text: value } : { values: [value].flat() };
    await this.ask('set', { tag, param, time, ...words });
  }

  async frame(tag: string, words: FrameWords = {}) {
    return frameSchema.parse(await this.ask('frame', { tag, ...words }));
  }

  /** Starts a frame that `wait` ends. */
  async start(tag: string, background: string, words: FrameWords = {}): Promise<void> {
    await this.ask('frame', { tag, background, ...words });
  }

  async wait(background: string, words: { output?: string } = {}) {
    return frameSchema.parse(await this.ask('wait', { background, ...words }));
  }

  async journal(): Promise<JournalEntry[]> {
    return z.object({ entries: z.array(entrySchema) }).parse(await this.ask('journal')).entries;
  }

  /** The rules that were broken since the journal was read last, as `code: detail`. */
  async misuse(): Promise<string[]> {
    const entries = await this.journal();
    return entries.filter(({ kind }) => kind === 'misuse').map(({ code, detail }) => `${code}: ${detail}`);
  }

  async process() {
    return z.object({ process: processSchema }).parse(await this.ask('process')).process;
  }

  /** Ends the process as a host ends. Rejects when a sanitizer found something, or it did not end well. */
  async quit(): Promise<void> {
    if (this.#ended !== undefined) throw this.#failure();
    const closed = once(this.#child, 'close');
    this.#child.stdin.write('quit\n');
    await closed;
    if (this.#child.exitCode !== 0) throw this.#failure();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
