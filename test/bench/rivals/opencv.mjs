// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * OpenCV in a Python process of its own, where python3 has it (Debian: python3-opencv). Returns undefined without.
 * `competitor(name, job)` times inside that process, so that the pipe does not count; it makes its pictures on the
 * first run.
 */
export async function startOpenCv() {
  // The python3 of the path may be another than Debian's, which python3-opencv belongs to.
  for (const python of ['python3', '/usr/bin/python3']) {
    const rival = await start(python);
    if (rival) return rival;
  }
  return undefined;
}

async function start(python) {
  const script = fileURLToPath(new URL('./opencv.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const gone = new Promise((resolve) => child.on('error', () => resolve(undefined)));
  const hello = await Promise.race([read(), gone]);
  if (!hello) return undefined;
  return {
    version: hello.version,
    competitor(name, job) {
      if (!hello.jobs.includes(job)) return [];
      const run = async () => {
        child.stdin.write(`${JSON.stringify({ job })}\n`);
        return (await read()).ms;
      };
      return [{ name, run }];
    },
    stop: () => child.kill(),
  };
}
