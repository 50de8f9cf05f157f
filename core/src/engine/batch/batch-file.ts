// SPDX-License-Identifier: Apache-2.0
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../model/store/disk.js';
import { SfumatoError } from '../../protocol/index.js';

const errorSchema = z.object({
  code: z.string(),
  title: z.string(),
  cause: z.string(),
  remedy: z.array(z.string()),
  docs: z.string(),
});

const batchSchema = z.object({
  /** Names its files. */
  batch: z.string().regex(/^[\w-]{1,64}$/),
  tool: z.string(),
  params: z.record(z.string(), z.unknown()),
  inputs: z.array(z.string()),
  output: z.string(),
  format: z.string().optional(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  error: errorSchema.optional(),
});

/** A batch as it lies on the disk: what was asked for, and how far it is. */
export type BatchFile = z.infer<typeof batchSchema>;

const pathOf = (folder: string, batch: string, ending: string) => join(folder, `${batch}.${ending}`);
export const journalOf = (folder: string, batch: string) => pathOf(folder, batch, 'jsonl');
export const paramsOf = (folder: string, batch: string) => pathOf(folder, batch, 'params');

/** Throws FILE_UNWRITABLE. */
export function writeBatch(folder: string, batch: BatchFile): Promise<void> {
  return writeAtomically(pathOf(folder, batch.batch, 'json'), `${JSON.stringify(batch)}\n`);
}

/** Writes what the command line reads as --params, in a folder that is made if need be. Throws FILE_UNWRITABLE. */
export async function writeParams(folder: string, { batch, params }: BatchFile): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(paramsOf(folder, batch), JSON.stringify(params), { mode: 0o600 });
  } catch (source) {
    const reason = source instanceof Error ? source.message : String(source);
    throw new SfumatoError('FILE_UNWRITABLE', `The batch cannot be kept: ${reason}.`, { source });
  }
}

/** Every batch of a folder that can be read, the oldest first. */
export async function readBatches(folder: string): Promise<BatchFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const batches: BatchFile[] = [];
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    const parsed = batchSchema.safeParse(jsonOf(text));
    if (parsed.success) batches.push(parsed.data);
  }
  return batches;
}

export async function removeBatch(folder: string, batch: string): Promise<void> {
  for (const ending of ['json', 'jsonl', 'params']) await rm(pathOf(folder, batch, ending), { force: true });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
