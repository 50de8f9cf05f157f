// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reportOf } from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { type ExitCode, exitCodes } from './exit.js';
import { type JobOutcome, type JobSettings, type PictureJob, runJob } from './job.js';
import type { JournalResult } from './journal.js';
import type { BatchItem, BatchQueue, Lease } from './queue.js';
import type { BatchCounts, Reporter } from './report.js';

export type PictureQueue = BatchQueue<PictureJob, JournalResult>;

/**
 * The item for a job. Its key holds all that the result depends on, the input's size and time among it: when any of it
 * changes, the work is done again.
 */
export async function itemOf(job: PictureJob): Promise<BatchItem<PictureJob>> {
  const paths = [job.input.path, ...Object.values(job.companions), ...Object.values(job.neighbours ?? {})];
  const stamps = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      return [resolve(path), found?.size ?? 0, found?.mtimeMs ?? 0];
    }),
  );
  const key = createHash('sha256')
    .update(JSON.stringify([engineVersion, job, stamps]))
    .digest('hex');
  return { key, job };
}

/** Whether every file that an item left is there with its size. */
export async function outputsStand({ outputs }: JournalResult): Promise<boolean> {
  for (const { path, bytes } of outputs) {
    const found = await stat(path).catch(() => undefined);
    if (found?.size !== bytes) return false;
  }
  return true;
}

export type BatchSettings = Omit<JobSettings, 'onProgress' | 'onWriting'>;

/**
 * Works through a queue, one picture at a time (tools use every core themselves). A picture that fails does not stop the
 * others; an abort of the signal does, and leaves the queue to be taken up again.
 */
export async function runBatch(
  queue: PictureQueue,
  items: readonly BatchItem<PictureJob>[],
  settings: BatchSettings,
  reporter: Reporter,
): Promise<ExitCode> {
  const started = performance.now();
  const before = await queue.add(items);
  const counts = { total: items.length, done: 0, failed: 0, finishedBefore: before.size };
  reporter.start(counts);
  const { signal } = settings;
  while (!signal.aborted) {
    const lease = await queue.take();
    if (!lease) break;
    await work(lease, settings, reporter, counts);
  }
  reporter.summary(counts, performance.now() - started, signal.aborted);
  if (signal.aborted) return exitCodes.interrupted;
  return counts.failed > 0 ? exitCodes.failed : exitCodes.done;
}

async function work(
  lease: Lease<PictureJob, JournalResult>,
  settings: BatchSettings,
  reporter: Reporter,
  counts: { -readonly [K in keyof BatchCounts]: BatchCounts[K] },
): Promise<void> {
  const { job } = lease.item;
  const input = job.input.path;
  reporter.begin(input);
  let outcome: JobOutcome;
  try {
    outcome = await runJob(job, {
      ...settings,
      overwrite: settings.overwrite || lease.resumed,
      onProgress: (report) => reporter.progress(report),
      onWriting: () => lease.writing(),
    });
  } catch (error) {
    if (settings.signal.aborted) {
      await lease.release();
      return;
    }
    const report = reportOf(error);
    counts.failed++;
    reporter.failed(input, report);
    await lease.failed(report);
    return;
  }
  await lease.done({ outputs: outcome.outputs.map((output) => ({ ...output })) });
  counts.done++;
  reporter.done(input, outcome);
}
