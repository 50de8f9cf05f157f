// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import { clientOf, enginePlaces, findEngine, readDiscovery } from '@sfumato/core';
import { describe, expect, it } from 'vitest';
import { run, sfumato } from '../../cli/spawn.js';
import { closeAfterTest, temporaryHome } from './running.js';

/** A home whose engine, if one was started, is stopped after the test. */
async function home(): Promise<{ SFUMATO_HOME: string }> {
  const env = { SFUMATO_HOME: await temporaryHome() };
  closeAfterTest({ close: () => run(sfumato, ['engine', 'stop'], env) });
  return env;
}

describe('the command line', () => {
  it('starts the engine once for Studio, says how it is, shows its log, and stops it', async () => {
    const env = await home();
    const studio = await run(sfumato, ['studio', '--no-open'], env);
    expect(studio.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]{32}\n$/);
    const found = await findEngine(enginePlaces(env.SFUMATO_HOME));
    const again = await run(sfumato, ['engine', 'start'], env);
    expect(again.out).toBe(`The engine runs: process ${found?.pid}, port ${found?.port}.\n`);
    const status = JSON.parse((await run(sfumato, ['engine', 'status', '--json'], env)).out);
    expect(status).toMatchObject({ pid: found?.pid, clients: 1 });
    expect((await run(sfumato, ['engine', 'pair'], env)).out).toMatch(/^\d{3}-\d{3}\n$/);
    expect((await run(sfumato, ['engine', 'logs'], env)).out).toContain('listening on 127.0.0.1');
    expect((await run(sfumato, ['engine', 'stop'], env)).out).toBe('The engine was stopped.\n');
    expect((await run(sfumato, ['engine', 'status'], env)).out).toBe('The engine is not running.\n');
    expect(await readDiscovery(enginePlaces(env.SFUMATO_HOME))).toBeUndefined();
  });

  it('reports what helps, and nothing personal', async () => {
    const env = await home();
    await run(sfumato, ['engine', 'start'], env);
    const found = await findEngine(enginePlaces(env.SFUMATO_HOME));
    if (!found) throw new Error('the engine did not start');
    const client = clientOf(found);
    await expect(client.openFile('Wedding of Bob.png', new Uint8Array(99))).rejects.toThrow('Wedding of Bob');
    client.close();
    const { out } = await run(sfumato, ['engine', 'report'], env);
    expect(out).toContain('listening on');
    expect(out).toContain('"uptimeMs"');
    const personal = [
      env.SFUMATO_HOME,
      basename(env.SFUMATO_HOME),
      hostname(),
      'Wedding',
      found.token,
      process.cwd(),
    ];
    const user = userInfo().username;
    for (const word of [...personal, ...(user.length > 2 ? [`/${user}/`] : [])])
      expect(out).not.toContain(word);
    expect(readFileSync(`${enginePlaces(env.SFUMATO_HOME).logs}/engine.log`, 'utf8')).not.toContain(
      'Wedding',
    );
  });

  it.skipIf(process.platform === 'win32')('takes over the socket that a service manager opened', async () => {
    const env = await home();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const { fd }: { fd: number } = Reflect.get(server, '_handle');
    const port = typeof address === 'object' ? address?.port : undefined;
    // A service manager sets LISTEN_PID to the process that it becomes.
    const script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$1" engine run';
    const child = spawn('/bin/sh', ['-c', script, process.execPath, sfumato], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit', fd],
    });
    if (child.stdout) await once(child.stdout, 'data');
    server.close();
    expect((await findEngine(enginePlaces(env.SFUMATO_HOME)))?.port).toBe(port);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readDiscovery(enginePlaces(env.SFUMATO_HOME))).toBeUndefined();
  });
});
