// SPDX-License-Identifier: Apache-2.0
// An engine in a process of its own, for tests that kill it: node engine-process.mjs [module of tools] [command line].
import { enginePlaces, serveEngine } from '@sfumato/core';

const [toolsModule = new URL('./trial-tools.mjs', import.meta.url).href, commandLine] = process.argv.slice(2);
const { tools } = await import(toolsModule);
const { url, token } = await serveEngine({
  tools,
  toolsModule,
  places: enginePlaces(),
  port: 0,
  commandLine: commandLine && [process.execPath, commandLine],
});
process.send({ url, token });
