// SPDX-License-Identifier: Apache-2.0
// Starts an engine in the background and ends when it answers: node start-engine.mjs <module of tools>.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const engine = fileURLToPath(new URL('../../../e2e/engine/engine-process.mjs', import.meta.url));
const child = fork(engine, [process.argv[2]], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
child.on('exit', () => process.exit(1));
child.on('message', () => {
  child.removeAllListeners('exit');
  child.disconnect();
  child.unref();
  process.exit(0);
});
