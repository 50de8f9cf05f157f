// SPDX-License-Identifier: Apache-2.0
// The packaged plug-in with the real engine, let in, and what tests do with both.
import { EngineClient, enginePath } from '@sfumato/core/protocol';
import { WebSocket } from 'ws';
import { photoshopPackage } from '../../../../scripts/package-photoshop.mjs';
import { EngineProcess } from '../../../e2e/studio/engine-process.js';
import type { DocumentState } from '../document.js';
import { readPsd } from '../psd/read.js';
import { writePsd } from '../psd/write.js';
import { type OpenOptions, type OpenPlugin, openPlugin } from './load.js';

/** A plug-in that does nothing for so long has ended what it did. */
const quietMs = 100;
/** The port that the plug-in tries first. */
const usualPort = 27182;

export type Params = Readonly<Record<string, unknown>>;

/** How a command ended. */
export interface Ended {
  /** Names of the history states that came. */
  readonly states: readonly string[];
  /** What the plug-in told the person. */
  readonly alerts: readonly string[];
}

/** Where things stand. */
export interface Told extends Ended {
  /** The active history state. */
  readonly last: number;
}

export class PluginSession {
  #client: EngineClient | undefined;

  private constructor(
    readonly engine: EngineProcess,
    readonly plugin: OpenPlugin,
  ) {}

  /** The engine runs and the plug-in is open; `pair` lets it in. */
  static async start(options: OpenOptions = {}): Promise<PluginSession> {
    const engine = new EngineProcess();
    try {
      const [{ ccx }] = await Promise.all([photoshopPackage(), engine.start()]);
      return new PluginSession(engine, await openPlugin(ccx, { [usualPort]: engine.port }, options));
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  get page() {
    return this.plugin.page;
  }

  /** Lets the plug-in in, as if it had been paired before: no panel is shown. */
  async pair(): Promise<void> {
    const code = /\d{3}-?\d{3}/.exec(this.engine.run(['engine', 'pair']))?.[0] ?? '';
    const token = await new Promise<string>((resolve, reject) => {
      this.#client = new EngineClient({
        WebSocket,
        client: { kind: 'test', name: 'A test', version: '0' },
        endpoint: () => ({ urls: [`ws://127.0.0.1:${this.engine.port}${enginePath}`] }),
        onToken: resolve,
      });
      this.#client.pair(code).catch(reject);
    });
    await this.page.evaluate((kept) => {
      const bytes = Uint8Array.from(kept, (c) => c.charCodeAt(0));
      window.realm.person().secrets.set('sfumato.token', bytes);
    }, token);
  }

  /** Opens a document in front, through a PSD file. */
  async open(state: DocumentState, title = 'picture.psd'): Promise<void> {
    const file = Buffer.from(writePsd(state)).toString('base64');
    await this.page.evaluate(([psd, name]) => window.realm.openPsd(psd, name), [file, title] as const);
  }

  /** What the document in front would be saved as. */
  async saved(): Promise<{ readonly file: Uint8Array; readonly state: DocumentState }> {
    const file = Buffer.from(await this.page.evaluate(() => window.realm.savePsd()), 'base64');
    return { file, state: readPsd(file) };
  }

  /** Settings that the tool's command finds from the last time. */
  async remember(tool: string, params: Params, placeAs: string, workOn = 'picture'): Promise<void> {
    const goal = { workOn, placeAs };
    await this.page.evaluate(
      ([name, ...texts]) => {
        const [values = '', place = ''] = texts;
        localStorage.setItem(`sfumato.params.${name}`, values);
        localStorage.setItem(`sfumato.goal.${name}`, place);
      },
      [tool, JSON.stringify(params), JSON.stringify(goal)] as const,
    );
  }

  /** Runs a tool's command and waits until it ended, in whatever way. */
  async again(tool: string): Promise<Ended> {
    const before = await this.told();
    await this.page.evaluate((name) => window.realm.invoke(`${name}-again`), tool);
    return this.ended(before);
  }

  /** So many runs one after the other, each undone again. */
  async runs(tool: string, times: number): Promise<void> {
    await this.page.evaluate(
      async ([name, count]) => {
        const { front, invoke } = window.realm;
        for (let i = 0; i < count; i++) {
          const { id } = front().activeHistory;
          await invoke(`${name}-again`);
          while (front().activeHistory.id === id) await new Promise((resolve) => setTimeout(resolve, 5));
          front().undo();
        }
      },
      [tool, times] as const,
    );
    await this.rest();
  }

  /** What the engine holds for its clients, and how many jobs it has. */
  async held(): Promise<{ readonly frames: number; readonly frameBytes: number; readonly jobs: number }> {
    const status = await this.#client?.status();
    if (!status) throw new Error('The plug-in was not paired.');
    const { memory, jobs } = status;
    const all = jobs.running + jobs.waiting + jobs.paused;
    return { frames: memory.frames, frameBytes: memory.frameBytes, jobs: all };
  }

  /** Waits until something was placed or told since `before`. */
  async ended(before: Told): Promise<Ended> {
    await this.page.waitForFunction(
      ([last, alerts]) => {
        const { emulated } = window.realm;
        const now = emulated.document()?.activeHistory.id ?? 0;
        return now !== last || emulated.notifications.alerts.length > alerts;
      },
      [before.last, before.alerts.length] as const,
      { timeout: 30_000 },
    );
    await this.rest();
    const after = await this.told();
    return {
      states: after.last === before.last ? [] : after.states.slice(before.states.length),
      alerts: after.alerts.slice(before.alerts.length),
    };
  }

  /** Waits until the plug-in holds nothing of the host, has done nothing for a while, and the engine has no work. */
  async rest(): Promise<void> {
    for (let last = -1, busy = true; busy; ) {
      await new Promise((resolve) => setTimeout(resolve, quietMs));
      const now = await this.page.evaluate(() => {
        const { memory, modal } = window.realm.emulated;
        return { activity: window.realm.activity(), idle: memory.live === 0 && !modal.isModal };
      });
      const working = this.#client ? (await this.held()).jobs : 0;
      busy = now.activity !== last || !now.idle || working > 0;
      last = now.activity;
    }
  }

  told(): Promise<Told> {
    return this.page.evaluate(() => {
      const { emulated } = window.realm;
      const document = emulated.document();
      const states = (document?.history ?? []).map(({ name }) => name);
      return { states, last: document?.activeHistory.id ?? 0, alerts: [...emulated.notifications.alerts] };
    });
  }

  async close(): Promise<void> {
    this.#client?.close();
    await this.plugin.close();
    await this.engine.close();
  }
}
