// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { writeFailure } from '../model/store/disk.js';
import type { EnginePlaces } from './places.js';

const discoverySchema = z.object({
  pid: z.int().positive(),
  port: z.int().min(1).max(65_535),
  /** `ws://127.0.0.1:…/engine` */
  url: z.string(),
  socket: z.string(),
  token: z.string().min(1),
  version: z.string(),
  protocol: z.object({ min: z.int(), max: z.int() }),
});

/** What clients that can read files need to reach a running engine. */
export type Discovery = z.infer<typeof discoverySchema>;

/** The discovery file of an engine, which may be gone by now; undefined when there is none that can be read. */
export async function readDiscovery(places: EnginePlaces): Promise<Discovery | undefined> {
  try {
    const parsed = discoverySchema.safeParse(JSON.parse(await readFile(places.discovery, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function writeDiscovery(places: EnginePlaces, discovery: Discovery): Promise<void> {
  return writeSecret(places.discovery, `${JSON.stringify(discovery, undefined, 2)}\n`);
}

/** Removes the file if it is still that process's. */
export async function removeDiscovery(places: EnginePlaces, pid: number): Promise<void> {
  if ((await readDiscovery(places))?.pid === pid) await rm(places.discovery, { force: true });
}

/** The engine's token: the same from start to start, so that whoever paired stays paired. */
export async function loadToken(places: EnginePlaces): Promise<string> {
  const known = (await readFile(places.token, 'utf8').catch(() => '')).trim();
  if (/^[\w-]{43}$/.test(known)) return known;
  const token = randomBytes(32).toString('base64url');
  await writeSecret(places.token, `${token}\n`);
  return token;
}

/** Writes a file that only its user can read, whole or not at all. Throws FILE_UNWRITABLE. */
export async function writeSecret(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(error, path);
  }
}
