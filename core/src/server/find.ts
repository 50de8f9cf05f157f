// SPDX-License-Identifier: Apache-2.0
import { WebSocket } from 'ws';
import { type ClientIdentity, EngineClient } from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { type Discovery, readDiscovery } from './discovery.js';
import { type EnginePlaces, enginePlaces } from './places.js';

const healthMs = 2000;

/** The running engine of these places, or undefined: what the file says is not believed until the engine answers. */
export async function findEngine(places: EnginePlaces = enginePlaces()): Promise<Discovery | undefined> {
  const found = await readDiscovery(places);
  if (!found) return undefined;
  try {
    const response = await fetch(`http://127.0.0.1:${found.port}/health`, {
      signal: AbortSignal.timeout(healthMs),
    });
    const health: unknown = await response.json();
    const ours =
      typeof health === 'object' && health !== null && 'name' in health && health.name === 'sfumato';
    return ours ? found : undefined;
  } catch {
    return undefined;
  }
}

/** A client of a running engine for programs of Node that can read its discovery file. */
export function clientOf(
  { url, token }: Pick<Discovery, 'url' | 'token'>,
  client?: ClientIdentity,
): EngineClient {
  return new EngineClient({
    WebSocket,
    client: client ?? { kind: 'cli', name: 'The sfumato command', version: engineVersion },
    endpoint: () => ({ urls: [url], auth: { token } }),
  });
}
