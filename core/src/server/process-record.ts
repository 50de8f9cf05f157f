// SPDX-License-Identifier: Apache-2.0
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { removeOrphanedBlocks } from '../engine/index.js';
import type { EnginePlaces } from './places.js';

const recordSchema = z.object({ engine: z.int().positive(), children: z.array(z.int().positive()) });

/**
 * Which processes an engine has had, on the disk: shared memory is named after the process that made it, so that the
 * next engine can remove what this one leaves when it is killed.
 */
export class ProcessRecord {
  readonly #path: string;
  readonly #children = new Set<number>();

  constructor(places: EnginePlaces) {
    this.#path = places.processes;
  }

  add(pid: number): void {
    if (this.#children.has(pid)) return;
    this.#children.add(pid);
    const record = { engine: process.pid, children: [...this.#children] };
    // A few bytes, when a process is started. Without it, only the clearing after a kill is later.
    try {
      writeFileSync(this.#path, JSON.stringify(record), { mode: 0o600 });
    } catch {
      this.#children.delete(pid);
    }
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Removes the shared memory of an engine that was killed, and lets go on what it had suspended, so that it can end. */
export function clearAfterKilled(places: EnginePlaces): void {
  let record: z.infer<typeof recordSchema>;
  try {
    record = recordSchema.parse(JSON.parse(readFileSync(places.processes, 'utf8')));
  } catch {
    return;
  }
  for (const pid of record.children) {
    if (isAlive(pid)) wake(pid);
    else removeOrphanedBlocks(pid);
  }
  if (!isAlive(record.engine)) removeOrphanedBlocks(record.engine);
  rmSync(places.processes, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It ended meanwhile, or the number belongs to somebody else now.
  }
}
