// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userFolder } from '../model/index.js';

/** Where a running engine keeps what others need to find it. */
export interface EnginePlaces {
  /** Only its user may look into it. */
  readonly folder: string;
  readonly discovery: string;
  readonly token: string;
  /** How to start the engine, for clients that are not made in Node. */
  readonly startCommand: string;
  readonly lock: string;
  /** The local socket: a path, or the name of a pipe. */
  readonly socket: string;
  /** Files of clients that may not use the network. */
  readonly exchange: string;
  readonly processes: string;
  readonly logs: string;
  readonly batches: string;
}

/** Longest path that a local socket can have everywhere (104 bytes with the final zero on macOS). */
const maxSocketPath = 100;

/** The places of an engine whose user folder is `home`. Default: this user's, or SFUMATO_HOME. */
export function enginePlaces(
  home: string = userFolder(),
  platform: NodeJS.Platform = process.platform,
): EnginePlaces {
  const folder = join(home, 'engine');
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const near = join(folder, 'engine.sock');
  const unix = Buffer.byteLength(near) <= maxSocketPath ? near : join(tmpdir(), `sfumato-${name}.sock`);
  return {
    folder,
    discovery: join(folder, 'engine.json'),
    token: join(folder, 'token'),
    startCommand: join(folder, 'start.json'),
    lock: join(folder, 'lock'),
    socket: platform === 'win32' ? `\\\\.\\pipe\\sfumato-${name}` : unix,
    exchange: join(folder, 'exchange'),
    processes: join(folder, 'processes.json'),
    logs: join(folder, 'logs'),
    batches: join(folder, 'batches'),
  };
}

/** Makes the folder, for its user alone. */
export async function makePlaces({ folder }: EnginePlaces): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') await chmod(folder, 0o700);
}
