// SPDX-License-Identifier: Apache-2.0
// The engine is killed while a plug-in waits for it, again and again: SFUMATO_KILLS times, a few without that.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterTest, temporaryHome } from '../engine/running.js';
import { buildClient, startClient } from './client.js';

const kills = Number(process.env.SFUMATO_KILLS ?? 4);
const startEngine = fileURLToPath(new URL('./start-engine.mjs', import.meta.url));
/** Starting an engine takes up to a few seconds on a busy machine. */
const longest = 20_000;

let driver = '';
beforeAll(() => {
  driver = buildClient('driver');
}, 600_000);

function enginePid(home: string): number {
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(home, 'engine', 'engine.json'), 'utf8'));
  return pid;
}

describe.runIf(process.platform === 'linux')('an engine that is killed during runs', () => {
  it('costs the run and nothing else: the next one starts another and is right', {
    timeout: 60_000 + kills * 15_000,
  }, async () => {
    const home = await temporaryHome();
    const one = startClient(driver, home, [process.execPath, startEngine]);
    closeAfterTest(one);
    const picture = '320x180x4 f32 7';
    const first = await one.ask(`run copy - image ${picture}`);
    expect(first).toMatchObject({ status: 'done' });
    closeAfterTest({ close: () => process.kill(enginePid(home), 'SIGKILL') });
    const lost = [];
    for (let i = 0; i < kills; i++) {
      const pid = enginePid(home);
      // At any moment: before, in, and after a run.
      const runs = one.say(`run copy - image ${picture} again=20`, 20);
      await sleep((i * 37) % 120);
      process.kill(pid, 'SIGKILL');
      for (const run of await runs) {
        expect(['done', 'engine lost']).toContain(run.status);
        expect(run.ms).toBeLessThan(longest);
        if (run.status === 'done') expect(run.outputs).toEqual(first.outputs);
        else lost.push(run);
      }
      const next = await one.ask(`run copy - image ${picture}`);
      expect(next, `after kill ${i + 1}: ${JSON.stringify(next)}`).toMatchObject({
        status: 'done',
        outputs: first.outputs,
      });
      expect(enginePid(home)).not.toBe(pid);
    }
    // One kill loses one run at most: one that the engine had begun.
    expect(lost.length).toBeLessThanOrEqual(kills);
    const begun = one.say(`run tick - image ${picture}`);
    await sleep(1000);
    process.kill(enginePid(home), 'SIGKILL');
    expect((await begun)[0]).toMatchObject({
      status: 'engine lost',
      code: 'ENGINE_UNREACHABLE',
      empty: true,
    });
    expect(await one.ask(`run copy - image ${picture}`)).toMatchObject({
      status: 'done',
      outputs: first.outputs,
    });
    const left = readdirSync('/dev/shm').filter((name) => name.startsWith(`sfm-${one.pid.toString(16)}-`));
    expect(left.length).toBeLessThanOrEqual(2);
  });
});
