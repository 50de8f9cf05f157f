// SPDX-License-Identifier: Apache-2.0
// The real engine with the real tools, for panels: in this process, with a home of its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  EngineClient,
  type EngineClientOptions,
  enginePlaces,
  type FrameInfo,
  type RunningEngine,
  serveEngine,
  tools,
} from '@sfumato/core';
import { WebSocket } from 'ws';

const toolsModule = new URL('../../core/dist/index.js', import.meta.url).href;
const data = fileURLToPath(new URL('../data/', import.meta.url));

export interface RealEngine extends RunningEngine {
  client(options?: Partial<EngineClientOptions>): EngineClient;
  /** Ends it with its clients, and removes its home. */
  end(): Promise<void>;
}

export async function startRealEngine(port = 0): Promise<RealEngine> {
  const home = await mkdtemp(join(tmpdir(), 'sfumato-panels-'));
  const before = process.env.SFUMATO_HOME;
  // Workers look for models and settings there: those of the person who runs the tests stay out of it.
  process.env.SFUMATO_HOME = home;
  const running = await serveEngine({ tools, toolsModule, places: enginePlaces(home), port });
  const clients: EngineClient[] = [];
  return {
    ...running,
    client(options) {
      const client = new EngineClient({
        WebSocket,
        client: { kind: 'test', name: 'Panels', version: '0' },
        endpoint: () => ({ urls: [running.url], auth: { token: running.token } }),
        backoff: { firstMs: 20, longestMs: 100 },
        ...options,
      });
      clients.push(client);
      return client;
    },
    async end() {
      for (const client of clients) client.close();
      await running.close();
      if (before === undefined) delete process.env.SFUMATO_HOME;
      else process.env.SFUMATO_HOME = before;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A photograph of test/data, opened in the engine. */
export async function openPhotograph(client: EngineClient, name: string): Promise<FrameInfo> {
  const { frame } = await client.openFile(name, new Uint8Array(await readFile(join(data, name))));
  return frame;
}
