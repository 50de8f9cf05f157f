// SPDX-License-Identifier: Apache-2.0
// The packaged plug-in with the real engine, let in, and what tests do with both.
import { photoshopPackage } from '../../../../scripts/package-photoshop.mjs';
import { EngineProcess } from '../../../e2e/studio/engine-process.js';
import type { DocumentState } from '../document.js';
import { readPsd } from '../psd/read.js';
import { writePsd } from '../psd/write.js';
import { type OpenOptions, type OpenPlugin, openPlugin } from './load.js';

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

export class PluginSession {
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

  /** A code into the first panel's field. */
  async pair(): Promise<void> {
    await this.page.evaluate(() => window.realm.show('denoise'));
    const code = /\d{3}-?\d{3}/.exec(this.engine.run(['engine', 'pair']))?.[0] ?? '';
    const entry = this.page.getByRole('textbox').first();
    await entry.waitFor();
    await entry.fill(code);
    await entry.press('Enter');
    await this.page.waitForFunction(() => window.realm.person().secrets.size === 1);
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
  async remember(tool: string, params: Params, placeAs: string): Promise<void> {
    const goal = { workOn: 'picture', placeAs };
    await this.page.evaluate(
      ([name, ...texts]) => {
        const [values = '', place = ''] = texts;
        localStorage.setItem(`sfumato.params.${name}`, values);
        localStorage.setItem(`sfumato.goal.${name}`, place);
      },
      [tool, JSON.stringify(params), JSON.stringify(goal)] as const,
    );
  }

  /** Runs a tool's command and waits until it placed something or said why not. */
  async again(tool: string): Promise<Ended> {
    const before = await this.#told();
    await this.page.evaluate((name) => window.realm.invoke(`${name}-again`), tool);
    await this.page.waitForFunction(
      ([states, alerts]) => {
        const { emulated } = window.realm;
        const now = emulated.document()?.history.length ?? 0;
        return now > states || emulated.notifications.alerts.length > alerts;
      },
      [before.states.length, before.alerts.length] as const,
      { timeout: 60_000 },
    );
    // What a scope still has to give back is given back when it ends.
    await this.page.waitForFunction(() => window.realm.emulated.memory.live === 0);
    const after = await this.#told();
    return {
      states: after.states.slice(before.states.length),
      alerts: after.alerts.slice(before.alerts.length),
    };
  }

  #told(): Promise<Ended> {
    return this.page.evaluate(() => {
      const { emulated } = window.realm;
      const states = (emulated.document()?.history ?? []).map(({ name }) => name);
      return { states, alerts: [...emulated.notifications.alerts] };
    });
  }

  async close(): Promise<void> {
    await this.plugin.close();
    await this.engine.close();
  }
}
