// SPDX-License-Identifier: Apache-2.0
// An engine for tests: in this process, on any free port, with a home of its own and tools that misbehave on purpose.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EngineClient,
  type EngineClientOptions,
  enginePlaces,
  type RunningEngine,
  serveEngine,
} from '@sfumato/core';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { tools } from './trial-tools.mjs';

export const toolsModule = new URL('./trial-tools.mjs', import.meta.url).href;

export const testClient = { kind: 'test', name: 'A test', version: '0' } as const;

const open: { close(): unknown }[] = [];
const folders: string[] = [];

/** Closed after the test, the newest first, before homes are removed. */
export const closeAfterTest = (one: { close(): unknown }): void => void open.push(one);

/** Closed, with its home removed, after the test. */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'sfumato-engine-'));
  folders.push(home);
  return home;
}

export interface TestEngine extends RunningEngine {
  readonly home: string;
  readonly log: string[];
  client(options?: Partial<EngineClientOptions>): EngineClient;
}

export async function startEngine(
  options: Partial<Parameters<typeof serveEngine>[0]> & { home?: string } = {},
): Promise<TestEngine> {
  const home = options.home ?? (await temporaryHome());
  // Workers look for models there.
  process.env.SFUMATO_HOME = home;
  const log: string[] = [];
  const running = await serveEngine({
    tools,
    toolsModule,
    places: enginePlaces(home),
    port: 0,
    log: (text) => log.push(text),
    ...options,
  });
  open.push(running);
  return { ...running, home, log, client: (more) => connect(running, more) };
}

/** A client of an engine, closed after the test. */
export function connect(
  { url, token }: { readonly url: string; readonly token: string },
  options: Partial<EngineClientOptions> = {},
): EngineClient {
  const client = new EngineClient({
    WebSocket,
    client: testClient,
    endpoint: () => ({ urls: [url], auth: { token } }),
    backoff: { firstMs: 10, longestMs: 50 },
    ...options,
  });
  open.push(client);
  return client;
}

/** Resolves when `holds` does, which is looked at whenever something happened. */
export function until(subscribe: (look: () => void) => unknown, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (holds()) resolve();
    };
    subscribe(look);
    look();
  });
}

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
