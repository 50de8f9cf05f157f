// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { isAbsolute, sep } from 'node:path';
import type { StillFormat } from '../../media/index.js';
import { type BatchInfo, reportOf, SfumatoError } from '../../protocol/index.js';
import { parseParams, type Tool } from '../../tool/index.js';
import {
  type BatchFile,
  journalOf,
  paramsOf,
  readBatches,
  removeBatch,
  writeBatch,
  writeParams,
} from './batch-file.js';
import { type BatchLine, BatchProcess } from './batch-process.js';

export interface BatchRequest {
  readonly tool: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Absolute paths of files and folders. */
  readonly inputs: readonly string[];
  /** A folder. */
  readonly output: string;
  readonly format?: StillFormat | undefined;
}

export interface BatchesOptions {
  readonly folder: string;
  readonly tools: readonly Tool[];
  /** The program that runs Sfumato's command line, before its arguments. */
  readonly command: readonly string[];
  readonly onChange: (batch: BatchInfo) => void;
  readonly onProcess: (pid: number) => void;
}

/** Finished batches that are remembered. */
const mostFinished = 50;
/** What a command line holds at least on every system that has no small limit, in characters; Windows takes 32767. */
const longestCommand = process.platform === 'win32' ? 30_000 : 500_000;

/**
 * Batches in the engine's background, one at a time: each is a run of the command line, whose journal makes it go on
 * where it was after a crash, and whose results are therefore the command line's. They stand still while anyone waits for a job.
 */
export class Batches {
  readonly #options: BatchesOptions;
  readonly #batches = new Map<string, BatchFile>();
  #running: { readonly batch: BatchFile; readonly process: BatchProcess } | undefined;
  #suspended = false;
  #closed = false;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier engine left unfinished. */
  async load(): Promise<void> {
    for (const batch of await readBatches(this.#options.folder)) {
      this.#batches.set(batch.batch, batch.state === 'running' ? { ...batch, state: 'waiting' } : batch);
    }
    this.#next();
  }

  /** The process groups that are suspended at times. */
  groups(): number[] {
    const pid = this.#running?.process.pid;
    return pid === undefined ? [] : [-pid];
  }

  list(): BatchInfo[] {
    return [...this.#batches.values()].map(infoOf);
  }

  /** Throws NOT_SUPPORTED, PARAM_UNKNOWN, PARAM_INVALID, LIMIT_EXCEEDED and FILE_UNWRITABLE. */
  async start(request: BatchRequest): Promise<BatchInfo> {
    const tool = this.#options.tools.find(({ id }) => id === request.tool);
    if (!tool) throw new SfumatoError('NOT_SUPPORTED', `There is no tool called ${request.tool}.`);
    parseParams(tool, request.params);
    const paths = [...request.inputs, request.output];
    const loose = paths.find((path) => !isAbsolute(path));
    if (loose !== undefined) throw new SfumatoError('PARAM_INVALID', `${loose} is not an absolute path.`);
    if (paths.join(' ').length > longestCommand) {
      throw new SfumatoError('LIMIT_EXCEEDED', `A batch of ${request.inputs.length} names is too long.`, {
        remedy: ['Name folders instead of their files, or start several batches.'],
      });
    }
    const { folder } = this.#options;
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const batch: BatchFile = {
      batch: `${time}-${randomBytes(4).toString('hex')}`,
      tool: tool.id,
      params: { ...request.params },
      inputs: [...request.inputs],
      output: request.output,
      ...(request.format && { format: request.format }),
      state: 'waiting',
      total: 0,
      done: 0,
      failed: 0,
    };
    await writeParams(folder, batch);
    await this.#keep(batch);
    await this.#forgetOld();
    this.#next();
    return infoOf(batch);
  }

  /** Throws JOB_UNKNOWN. Pictures that are done stay. */
  async cancel(id: string): Promise<void> {
    const batch = this.#batches.get(id);
    if (!batch) throw new SfumatoError('JOB_UNKNOWN', `There is no batch ${id}.`);
    if (batch.state !== 'waiting' && batch.state !== 'running') return;
    // At once, so that the end of its process changes nothing any more.
    this.#batches.set(id, { ...batch, state: 'cancelled' });
    if (this.#running?.batch.batch === id) await this.#running.process.end();
    await this.#keep({ ...(this.#batches.get(id) ?? batch), state: 'cancelled' });
  }

  setSuspended(suspended: boolean): void {
    this.#suspended = suspended;
    this.#running?.process.setSuspended(suspended);
  }

  /** Leaves what is unfinished to the next engine. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.process.end();
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const batch = [...this.#batches.values()].find(({ state }) => state === 'waiting');
    if (batch) void this.#run(batch);
  }

  async #run(batch: BatchFile): Promise<void> {
    const id = batch.batch;
    const state = { ...batch, state: 'running' as BatchFile['state'], done: 0, failed: 0 };
    const process = new BatchProcess(this.#commandFor(batch), (line) => {
      if (this.#batches.get(id)?.state !== 'running') return;
      note(state, line);
      // How it ended is told when that is kept, and its process is gone.
      const shown: BatchFile = { ...state, state: 'running' };
      this.#batches.set(id, shown);
      this.#options.onChange(infoOf(shown));
    });
    this.#running = { batch, process };
    if (process.pid !== undefined) this.#options.onProcess(process.pid);
    process.setSuspended(this.#suspended);
    this.#batches.set(id, { ...state });
    await Promise.all([writeBatch(this.#options.folder, { ...state }).catch(() => {}), process.ended]);
    this.#running = undefined;
    if (this.#closed) return;
    if (this.#batches.get(id)?.state !== 'cancelled') {
      const unfinished = state.state === 'running';
      const lost = new SfumatoError('WORKER_LOST', 'The batch ended before all was done.').report;
      await this.#tryKeep(
        unfinished ? { ...state, state: 'failed', error: { ...lost, remedy: [...lost.remedy] } } : state,
      );
    }
    this.#next();
  }

  #commandFor({ batch, tool, inputs, output, format }: BatchFile): string[] {
    const { folder, command } = this.#options;
    const into = output.endsWith(sep) ? output : output + sep;
    return [
      ...command,
      tool,
      ...inputs,
      into,
      '--json',
      '--params',
      `@${paramsOf(folder, batch)}`,
      '--journal',
      journalOf(folder, batch),
      ...(format === undefined ? [] : ['--format', format]),
    ];
  }

  /** What is told is on the disk already. */
  async #keep(batch: BatchFile): Promise<void> {
    await writeBatch(this.#options.folder, batch);
    this.#batches.set(batch.batch, batch);
    this.#options.onChange(infoOf(batch));
  }

  /** A disk that is full must not end the engine: the batch says it, and goes on as long as this engine lives. */
  async #tryKeep(batch: BatchFile): Promise<void> {
    try {
      await this.#keep(batch);
    } catch (error) {
      const report = reportOf(error);
      const told = { ...batch, error: { ...report, remedy: [...report.remedy] } };
      this.#batches.set(batch.batch, told);
      this.#options.onChange(infoOf(told));
    }
  }

  async #forgetOld(): Promise<void> {
    const finished = [...this.#batches.values()].filter(
      ({ state }) => state !== 'waiting' && state !== 'running',
    );
    for (const { batch } of finished.slice(0, -mostFinished)) {
      this.#batches.delete(batch);
      await removeBatch(this.#options.folder, batch);
    }
  }
}

/** Brings a batch up to date with what its process says. */
function note(batch: { -readonly [K in keyof BatchFile]: BatchFile[K] }, line: BatchLine): void {
  if (line.event === 'start') {
    batch.total = line.total;
    batch.done = line.finishedBefore;
  } else if (line.event === 'done') {
    batch.done++;
  } else if (line.event === 'failed') {
    batch.failed++;
    batch.error = line.error;
  } else if (line.event === 'error') {
    batch.state = 'failed';
    batch.error = line.error;
  } else if (!line.interrupted) {
    batch.state = batch.failed > 0 ? 'failed' : 'done';
  }
}

function infoOf({ params: _params, inputs: _inputs, format: _format, ...info }: BatchFile): BatchInfo {
  return info;
}
