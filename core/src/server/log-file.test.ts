// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logName, openLog } from './log-file.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sfumato-log-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('the log', () => {
  it('keeps the newest lines in four files of bounded size, for its user alone', async () => {
    const logs = join(folder(), 'logs');
    const log = openLog(logs, { bytes: 200, now: () => new Date(0) });
    for (let i = 0; i < 50; i++) log.write(`line ${i}\nand more`);
    await log.flush();
    expect(readdirSync(logs).sort()).toEqual([3, 2, 1, 0].map(logName).sort());
    const all = [3, 2, 1, 0].map((age) => readFileSync(join(logs, logName(age)), 'utf8')).join('');
    expect(all.trim().split('\n').at(-1)).toBe('1970-01-01T00:00:00.000Z line 49 | and more');
    for (const age of [0, 1, 2, 3]) {
      const { size, mode } = statSync(join(logs, logName(age)));
      expect(size).toBeLessThanOrEqual(200);
      if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    }
  });

  it.skipIf(process.platform !== 'linux')(
    'loses lines rather than stop the work when the disk is full',
    async () => {
      const logs = folder();
      symlinkSync('/dev/full', join(logs, logName(0)));
      const log = openLog(logs);
      log.write('lost');
      await log.flush();
    },
  );
});
