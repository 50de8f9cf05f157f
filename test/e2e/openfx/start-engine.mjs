// SPDX-License-Identifier: Apache-2.0
// Starts an engine with trial tools in the background and returns when it answers, as `sfumato engine start` does.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const engine = fileURLToPath(new URL('../engine/engine-process.mjs', import.meta.url));
const tools = new URL('./client-tools.mjs', import.meta.url).href;
const child = fork(engine, [tools], { detached: true, stdio: 'ignore' });
await once(child, 'message');
child.disconnect();
child.unref();
