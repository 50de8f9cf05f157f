// SPDX-License-Identifier: Apache-2.0
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The newest log has no number; older ones have 1, 2, 3. */
export const logName = (age: number): string => (age === 0 ? 'engine.log' : `engine.${age}.log`);
export const logFiles = 4;
const usualBytes = 10 * 2 ** 20;

export interface LogFile {
  /** Adds a line with the time. Never throws: a full disk must not stop the work; lines are lost then. */
  write(text: string): void;
  /** Resolves when everything is on its way to the disk. */
  flush(): Promise<void>;
}

/** A log in `folder` that is begun anew at so many bytes; four files are kept. */
export function openLog(
  folder: string,
  { bytes = usualBytes, now = () => new Date() }: { bytes?: number; now?: () => Date } = {},
): LogFile {
  const path = join(folder, logName(0));
  let turn: Promise<void> = mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => {},
    () => {},
  );
  let held: number | undefined;

  async function append(line: string): Promise<void> {
    held ??= (await stat(path).catch(() => undefined))?.size ?? 0;
    if (held > 0 && held + line.length > bytes) {
      await rotate(folder);
      held = 0;
    }
    await appendFile(path, line, { mode: 0o600 });
    held += line.length;
  }

  return {
    write(text) {
      const line = `${now().toISOString()} ${text.replace(/\s*\n\s*/g, ' | ')}\n`;
      turn = turn.then(() => append(line)).catch(() => {});
    },
    flush: () => turn,
  };
}

async function rotate(folder: string): Promise<void> {
  await rm(join(folder, logName(logFiles - 1)), { force: true });
  for (let age = logFiles - 2; age >= 0; age--) {
    const from = join(folder, logName(age));
    if (await stat(from).catch(() => undefined)) await rename(from, join(folder, logName(age + 1)));
  }
}

/** Where the processes' own output goes, for what they say when they crash. */
export const consoleLog = (folder: string): string => join(folder, 'console.log');
