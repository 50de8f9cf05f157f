// SPDX-License-Identifier: Apache-2.0
// The command for real hosts, tried in the emulated one: what it says holds, and what it finds when something does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineHost, runSmoke } from '../../../plugins/photoshop/build/smoke.js';
import { EngineProcess } from '../../e2e/studio/engine-process.js';
import { createPhotoshop, type EmulatedPhotoshop } from './host.js';
import { hostOf, pairedClient } from './panel-host.js';
import { openPattern } from './pictures.js';

const engine = new EngineProcess();
let client: Awaited<ReturnType<typeof pairedClient>>;
beforeAll(async () => {
  await engine.start();
  client = await pairedClient(engine, hostOf(createPhotoshop()));
});
afterAll(async () => {
  client?.close();
  await engine.close();
});

const failedIn = async (emulated: EmulatedPhotoshop) =>
  (await examineHost(hostOf(emulated), client, '0')).failed;

describe('the check of the host', () => {
  it('holds in the emulated Photoshop, and leaves its documents alone', async () => {
    const emulated = createPhotoshop();
    const document = openPattern(emulated, { width: 40, height: 30 });
    const before = document.state;
    const report = await examineHost(hostOf(emulated), client, '1.2.3');
    expect(report.findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(report.findings.length).toBeGreaterThan(25);
    expect(report).toMatchObject({ report: 'sfumato-photoshop-check', plugin: '1.2.3', failed: [] });
    expect(new Set(report.findings.map(({ id }) => id)).size).toBe(report.findings.length);
    expect(emulated.desk.documents).toEqual([document]);
    expect(document.state).toBe(before);
    expect(emulated.memory.live).toBe(0);
  });

  it('finds a host that loses bits, and one that plays no commands', async () => {
    const lossy = createPhotoshop();
    const { imaging } = lossy.module;
    const real = imaging.createImageDataFromBuffer.bind(imaging);
    imaging.createImageDataFromBuffer = (data, options) => {
      return real(data instanceof Uint16Array ? data.map((v) => v & ~1) : data, options);
    };
    expect(await failedIn(lossy)).toEqual(
      expect.arrayContaining(['layer-RGB-16-4', 'selection-16', 'mask-16', 'trim', 'canvas']),
    );
    const forgetful = createPhotoshop();
    const { action } = forgetful.module;
    action.batchPlay = async (list) => list.map(() => ({ _obj: 'error', message: 'No.', result: -25922 }));
    expect(await failedIn(forgetful)).toEqual(
      expect.arrayContaining(['mask-8', 'over-layers', 'over-smart-object']),
    );
  });

  it('says what fails, saves the report, and closes what it opened', async () => {
    const emulated = createPhotoshop();
    let saved = '';
    const host = hostOf(emulated);
    const parts = {
      ...host,
      uxp: {
        ...host.uxp,
        storage: {
          ...host.uxp.storage,
          localFileSystem: {
            getFileForSaving: async () => ({
              name: 'check.json',
              write: async (text: string) => {
                saved = text;
              },
            }),
          },
        },
      },
    };
    emulated.faults.depthConversionFails = true;
    await runSmoke(parts as unknown as typeof host, client, '0');
    expect(JSON.parse(saved)).toMatchObject({ report: 'sfumato-photoshop-check' });
    expect(emulated.notifications.alerts.at(-1)).toMatch(/All \d+ checks hold.*\n.*check\.json/);
    expect(emulated.desk.documents).toEqual([]);
  });
});
