// SPDX-License-Identifier: Apache-2.0
// An engine over the trial tools in a process of its own, for tests that kill it.
import { enginePlaces, serveEngine } from '@sfumato/core';
import { tools } from './trial-tools.mjs';

const { url, token } = await serveEngine({
  tools,
  toolsModule: new URL('./trial-tools.mjs', import.meta.url).href,
  places: enginePlaces(),
  port: Number(process.argv[2] ?? 0),
});
process.send({ url, token });
