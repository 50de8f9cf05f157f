// SPDX-License-Identifier: Apache-2.0
import { relative } from 'node:path';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { ErrorReport } from '../protocol/index.js';
import type { ProgressReport } from '../tool/index.js';
import type { JobOutcome } from './job.js';

export interface BatchCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Finished by an earlier run. */
  readonly finishedBefore: number;
}

/** Where a batch says what happens. Calls come in order; `progress` only between `begin` and its end. */
export interface Reporter {
  start(counts: BatchCounts): void;
  begin(input: string): void;
  progress(report: ProgressReport): void;
  done(input: string, outcome: JobOutcome): void;
  failed(input: string, error: ErrorReport): void;
  summary(counts: BatchCounts, elapsedMs: number, interrupted: boolean): void;
}

/** Something that takes text: a stream, or the lines above a bar. */
export interface TextSink {
  write(text: string): unknown;
}

/** Results go to `out`; errors, and the bar on a terminal, to `err`. */
export interface Streams {
  readonly out: TextSink;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** An error for a person: its code and title, the cause, what to do. */
export function errorText(error: ErrorReport): string {
  const remedies = error.remedy.map((line) => `  → ${line}`);
  return [`${error.title} (${error.code})`, `  ${error.cause}`, ...remedies, `  ${error.docs}`].join('\n');
}

/** One JSON object a line on standard output, for machines. */
export function jsonReporter({ out }: Pick<Streams, 'out'>, tool: string): Reporter {
  const line = (event: string, fields: object) => out.write(`${JSON.stringify({ event, ...fields })}\n`);
  let current = '';
  let last = { phase: '', at: 0 };
  return {
    start: (counts) => line('start', { tool, ...counts }),
    begin: (input) => {
      current = input;
      last = { phase: '', at: 0 };
      line('begin', { input });
    },
    progress: ({ phase, fraction }) => {
      const now = performance.now();
      if (phase === last.phase && fraction < 1 && now - last.at < 100) return;
      last = { phase, at: now };
      line('progress', { input: current, phase, fraction });
    },
    done: (input, { outputs, notes, elapsedMs }) =>
      line('done', { input, outputs, notes, elapsedMs: Math.round(elapsedMs) }),
    failed: (input, error) => line('failed', { input, error }),
    summary: (counts, elapsedMs, interrupted) =>
      line('summary', { ...counts, elapsedMs: Math.round(elapsedMs), interrupted }),
  };
}

const short = (path: string) => {
  const near = relative('.', path);
  return near === '' || near.startsWith('..') ? path : near;
};
const seconds = (ms: number) =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;

/** Plain lines on standard output, errors on standard error: for logs and pipes. */
export function plainReporter({ out, err }: { out: TextSink; err: TextSink }): Reporter {
  return {
    start: ({ finishedBefore, total }) => {
      if (finishedBefore > 0) out.write(`${finishedBefore} of ${total} were done before; going on.\n`);
    },
    begin: () => {},
    progress: () => {},
    done: (_, { outputs, notes, elapsedMs }) => {
      for (const { path } of outputs) out.write(`${short(path)} (${seconds(elapsedMs)})\n`);
      for (const { text } of notes) out.write(`  ${text}\n`);
    },
    failed: (input, error) => err.write(`${short(input)}: ${errorText(error)}\n`),
    summary: ({ total, done, failed, finishedBefore }, elapsedMs, interrupted) => {
      if (interrupted) {
        err.write('Stopped. Finished pictures are kept; run the same command again to go on.\n');
      } else if (total > 1) {
        const before = finishedBefore > 0 ? `, ${finishedBefore} done before` : '';
        out.write(`${done} done, ${failed} failed${before} in ${seconds(elapsedMs)}.\n`);
      }
    },
  };
}

/** Plain lines, and under them a bar with phase, rate and the time left, on a terminal. */
export function barReporter(streams: Streams): Reporter {
  const bars = new MultiBar(
    {
      stream: streams.err,
      format: '{bar} {percentage}% {phase} · {file}{batch}{left}',
      hideCursor: true,
      clearOnComplete: true,
      noTTYOutput: false,
      emptyOnZero: true,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  let bar: SingleBar | undefined;
  const above: TextSink = { write: (text) => bars.log(text.endsWith('\n') ? text : `${text}\n`) };
  const plain = plainReporter({ out: above, err: above });
  const clock = new BatchClock();
  const fields = { phase: 'Start', file: '', batch: '', left: '' };
  const show = (fraction: number, more: Partial<typeof fields>) => {
    Object.assign(fields, more);
    bar ??= bars.create(1000, 0, fields);
    bar.update(Math.round(fraction * 1000), fields);
  };
  return {
    start: (counts) => {
      clock.total = counts.total - counts.finishedBefore;
      plain.start(counts);
    },
    begin: (input) => {
      clock.begin();
      show(0, { phase: 'Read', file: short(input), batch: clock.position(), left: '' });
    },
    progress: ({ phase, fraction }) => show(fraction, { phase, left: clock.left(phase, fraction) }),
    done: (input, outcome) => {
      clock.end();
      plain.done(input, outcome);
    },
    failed: (input, error) => {
      clock.end();
      plain.failed(input, error);
    },
    summary: (counts, elapsedMs, interrupted) => {
      bars.stop();
      plainReporter(streams).summary(counts, elapsedMs, interrupted);
    },
  };
}

/** How fast a batch goes, and how long the rest will take: by finished pictures, within the first by its phase. */
class BatchClock {
  total = 0;
  private ended = 0;
  private started = 0;
  private phase = '';
  private phaseStarted = 0;

  begin(): void {
    if (this.ended === 0) this.started = performance.now();
    this.phase = '';
  }

  end(): void {
    this.ended++;
  }

  position(): string {
    if (this.total < 2) return '';
    const rate = this.ended > 0 ? `, ${(60_000 / this.mean()).toFixed(1)}/min` : '';
    return ` (${this.ended + 1} of ${this.total}${rate})`;
  }

  left(phase: string, fraction: number): string {
    const now = performance.now();
    if (phase !== this.phase) {
      this.phase = phase;
      this.phaseStarted = now;
    }
    if (this.ended > 0)
      return ` · ${seconds(Math.max(0, this.mean() * this.total - (now - this.started)))} left`;
    const spent = now - this.phaseStarted;
    if (fraction < 0.05 || spent < 500) return '';
    return ` · ${seconds((spent / fraction) * (1 - fraction))} left in this phase`;
  }

  private mean(): number {
    return (performance.now() - this.started) / Math.max(1, this.ended);
  }
}
