// SPDX-License-Identifier: Apache-2.0
import { Engine, type EngineOptions } from '../engine/index.js';
import { withLock } from '../model/store/lock.js';
import { enginePath, protocolVersions, SfumatoError } from '../protocol/index.js';
import { engineVersion } from '../version.js';
import { loadToken, removeDiscovery, writeDiscovery } from './discovery.js';
import { findEngine } from './find.js';
import { FolderSessions } from './folder-sessions.js';
import { Gate, type Pairing } from './gate.js';
import { limits } from './limits.js';
import { startLocalServer } from './local-server.js';
import { type EnginePlaces, enginePlaces, makePlaces } from './places.js';
import { clearAfterKilled, ProcessRecord } from './process-record.js';
import { answerRequest } from './requests.js';
import { Session, type SessionHost } from './session.js';
import { writeStartCommand } from './start-command.js';
import type { Transport } from './transport.js';
import { startWebServer } from './web-server.js';

export interface ServeOptions extends Omit<EngineOptions, 'batches'> {
  readonly places?: EnginePlaces | undefined;
  /** Default: the first of the fixed ports that is free. 0: any. */
  readonly port?: number | undefined;
  readonly listenFd?: number | undefined;
  /** Studio's folder. */
  readonly studio?: string | undefined;
  readonly log?: ((text: string) => void) | undefined;
  /** Milliseconds, for tests that do not wait. */
  readonly now?: (() => number) | undefined;
  /** The program that runs Sfumato's command line: batches are run by it. Without it there are none. */
  readonly commandLine?: readonly string[] | undefined;
}

export interface RunningEngine {
  readonly engine: Engine;
  readonly port: number;
  readonly url: string;
  readonly token: string;
  newPairing(as: 'code' | 'launch'): Pairing;
  /** Resolves when the engine has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** How often sessions are looked after, in milliseconds. */
const checkMs = 1000;

/**
 * Starts an engine with its servers and its discovery file. One engine runs for each user folder: throws NOT_SUPPORTED,
 * naming the other, when there is one.
 */
export async function serveEngine(options: ServeOptions): Promise<RunningEngine> {
  const places = options.places ?? enginePlaces();
  await makePlaces(places);
  return withLock(places.lock, async () => {
    const other = await findEngine(places);
    if (other) {
      throw new SfumatoError('NOT_SUPPORTED', `An engine is running already (process ${other.pid}).`, {
        remedy: ['Stop it first: `sfumato engine stop`.'],
      });
    }
    return start(options, places);
  });
}

async function start(options: ServeOptions, places: EnginePlaces): Promise<RunningEngine> {
  const { log = () => {} } = options;
  const token = await loadToken(places);
  const gate = new Gate(token);
  clearAfterKilled(places);
  const record = new ProcessRecord(places);
  const engine = new Engine({
    ...options,
    onProcess: (pid) => record.add(pid),
    batches: options.commandLine && { folder: places.batches, command: options.commandLine },
  });
  const sessions = new Set<Session>();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const host: SessionHost = {
    engine,
    gate,
    clients: () => sessions.size,
    stop: () => setImmediate(() => void close()),
    log,
    now: options.now ?? (() => performance.now()),
    answer: answerRequest,
  };
  const connect = (transport: Transport) => {
    for (const session of sessions) if (session.closed) sessions.delete(session);
    if (sessions.size >= limits.connections) return undefined;
    const session = new Session(host, transport);
    sessions.add(session);
    return session;
  };
  const timer = setInterval(() => {
    for (const session of sessions) {
      session.check();
      if (session.closed) sessions.delete(session);
    }
  }, checkMs);
  timer.unref();
  engine.onEvent(({ text, batch }) => {
    if (text !== undefined) log(text);
    for (const session of sessions) {
      session.tell(batch ? { event: 'batch', batch } : { event: 'worker', text });
    }
  });
  let closing: Promise<void> | undefined;
  const parts: { close(): Promise<void> }[] = [engine];
  const close = () => {
    closing ??= (async () => {
      clearInterval(timer);
      for (const session of sessions) session.tell({ event: 'engine', text: 'The engine is stopping.' });
      await removeDiscovery(places, process.pid);
      for (const part of [...parts].reverse()) await part.close();
      record.remove();
      log('stopped');
      end();
    })();
    return closing;
  };
  try {
    const web = await startWebServer({ ...options, connect });
    parts.push(web);
    parts.push(await startLocalServer(places.socket, connect));
    parts.push(await FolderSessions.start(places.exchange, connect));
    const { port } = web;
    const url = `ws://127.0.0.1:${port}${enginePath}`;
    if (options.commandLine) {
      await writeStartCommand(places, [...options.commandLine, 'engine', 'start']);
    }
    await writeDiscovery(places, {
      pid: process.pid,
      port,
      url,
      socket: places.socket,
      token,
      version: engineVersion,
      protocol: { ...protocolVersions },
    });
    log(`listening on 127.0.0.1:${port}, process ${process.pid}, version ${engineVersion}`);
    return { engine, port, url, token, ended, close, newPairing: (as) => gate.newPairing(as) };
  } catch (error) {
    await close();
    throw error;
  }
}
