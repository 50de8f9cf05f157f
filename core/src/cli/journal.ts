// SPDX-License-Identifier: Apache-2.0
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../media/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { BatchItem, BatchQueue, Lease } from './queue.js';

const outputSchema = z.object({ path: z.string(), bytes: z.number() });
const resultSchema = z.object({ outputs: z.array(outputSchema) });

/** What a finished item left: enough to see whether it is still there. */
export type JournalResult = z.infer<typeof resultSchema>;

const recordSchema = z.discriminatedUnion('event', [
  z.object({ v: z.literal(1), event: z.literal('writing'), key: z.string() }),
  z.object({ v: z.literal(1), event: z.literal('done'), key: z.string(), result: resultSchema }),
  z.object({ v: z.literal(1), event: z.literal('failed'), key: z.string(), code: z.string() }),
  z.object({ v: z.literal(1), event: z.literal('released'), key: z.string() }),
]);
type JournalRecord = z.infer<typeof recordSchema>;

interface Past {
  /** The last record of a key. */
  readonly state: JournalRecord['event'];
  readonly result?: JournalResult;
}

export interface JournalOptions {
  /** Where the journal lies; without it nothing is kept, for single files. */
  readonly path?: string;
  /** Forgets what the journal says. */
  readonly fresh?: boolean;
  /** Whether what a finished item left is still there; if not, it is done again. */
  readonly stillThere: (result: JournalResult) => Promise<boolean>;
}

/**
 * A queue on one machine that survives kill -9 and power cuts: JSON lines, each on the disk before the work goes on. A
 * line that was cut off is ignored. Items that were finished stay finished; those that failed or were cut off are done
 * again.
 */
export async function openJournal<Job>(options: JournalOptions): Promise<BatchQueue<Job, JournalResult>> {
  const past =
    options.path === undefined || options.fresh ? new Map<string, Past>() : await readPast(options.path);
  const file =
    options.path === undefined ? undefined : await openForAppend(options.path, options.fresh === true);
  const waiting: BatchItem<Job>[] = [];
  const known = new Set<string>();

  const write = async (record: JournalRecord) => {
    if (!file) return;
    await file.write(`${JSON.stringify(record)}\n`);
    await file.datasync();
  };

  return {
    async add(items) {
      const finished = new Map<string, JournalResult>();
      for (const item of items) {
        if (known.has(item.key)) continue;
        known.add(item.key);
        const before = past.get(item.key);
        if (before?.result && (await options.stillThere(before.result)))
          finished.set(item.key, before.result);
        else waiting.push(item);
      }
      return finished;
    },

    async take() {
      const item = waiting.shift();
      if (!item) return undefined;
      const { key } = item;
      const lease: Lease<Job, JournalResult> = {
        item,
        resumed: past.get(key)?.state === 'writing',
        writing: () => write({ v: 1, event: 'writing', key }),
        done: (result) => write({ v: 1, event: 'done', key, result }),
        failed: ({ code }) => write({ v: 1, event: 'failed', key, code }),
        release: async () => {
          waiting.unshift(item);
          await write({ v: 1, event: 'released', key });
        },
      };
      return lease;
    },

    async close() {
      await file?.close();
    },
  };
}

async function readPast(path: string): Promise<Map<string, Past>> {
  const past = new Map<string, Past>();
  let text = '';
  try {
    text = await readFile(path, 'utf8');
  } catch {
    // None yet; a journal that cannot be read cannot be appended to either, which says why.
    return past;
  }
  for (const line of text.split('\n')) {
    const record = parseRecord(line);
    if (!record) continue;
    past.set(record.key, { state: record.event, ...(record.event === 'done' && { result: record.result }) });
  }
  return past;
}

/** A journal's line, or undefined for one that was cut off by a crash. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function openForAppend(path: string, fresh: boolean): Promise<FileHandle> {
  try {
    await makeFolder(dirname(path));
    if (fresh) await rm(path, { force: true });
    const file = await open(path, 'a+');
    await endTornLine(file);
    return file;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SfumatoError('FILE_UNWRITABLE', `The batch journal ${path} cannot be written: ${reason}.`, {
      source: error,
    });
  }
}

/** After a crash in the middle of a line, the next record must not be glued to it. */
async function endTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  if (last[0] !== 0x0a) await file.write('\n');
}
