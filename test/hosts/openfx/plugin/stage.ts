// SPDX-License-Identifier: Apache-2.0
// What tests of the packaged plugin share: a built host, a folder, an engine's home, and hosts that end after each test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  type BuiltHost,
  buildHost,
  buildPlugin,
  notHere,
  type Sanitizer,
  wantedSanitizer,
} from '../build.js';
import { Driver } from '../driver.js';
import { bundles, effectOf, sanitizedEnv } from './bundle.js';
import { EngineHome, type Tools } from './engine.js';

export { notHere };

export interface Stage {
  readonly folder: string;
  readonly home: EngineHome;
  /** The folder that holds the bundle: the packaged one, or one that was built with a sanitizer. */
  readonly bundles: string;
  /** A host process that was asked to be that profile and has scanned the bundle. It ends, well, after the test. */
  host(profile: string, env?: Readonly<Record<string, string>>): Promise<Driver>;
  /** The same with an instance of a tool's effect, called `a`. */
  effect(profile: string, tool: string, env?: Readonly<Record<string, string>>): Promise<Driver>;
}

/** Sets a file's tests up. `tools`: with an engine that has them from the beginning on. */
export function setStage(options: { tools?: Tools; sanitizer?: Sanitizer } = {}): Stage {
  const drivers: Driver[] = [];
  const made: { built?: BuiltHost; home?: EngineHome; folder?: string; bundles?: string } = {};
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The stage is set before the tests run.');
    return value;
  };
  beforeAll(async () => {
    if (notHere) return;
    made.folder = mkdtempSync(join(tmpdir(), 'sfumato-ofx-'));
    made.home = await EngineHome.make();
    made.built = await buildHost(wantedSanitizer ?? options.sanitizer ?? 'address');
    made.bundles = wantedSanitizer ? await buildPlugin(wantedSanitizer) : bundles;
    if (options.tools) await made.home.start(options.tools);
  }, 600_000);
  afterEach(async () => {
    await Promise.all(drivers.splice(0).map((driver) => driver.quit()));
  });
  afterAll(async () => {
    await made.home?.remove();
    if (made.folder) rmSync(made.folder, { recursive: true, force: true });
  });
  const stage: Stage = {
    get folder() {
      return given(made.folder);
    },
    get home() {
      return given(made.home);
    },
    get bundles() {
      return given(made.bundles);
    },
    async host(profile, env = {}) {
      const built = given(made.built);
      const own = built.sanitizer === 'none' ? {} : sanitizedEnv;
      const driver = new Driver(built, { ...own, ...stage.home.env, ...env });
      drivers.push(driver);
      await driver.host(profile, [stage.bundles]);
      return driver;
    },
    async effect(profile, tool, env) {
      const driver = await stage.host(profile, env);
      await driver.open('a', effectOf(tool));
      return driver;
    },
  };
  return stage;
}
