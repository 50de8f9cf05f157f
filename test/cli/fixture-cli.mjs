// SPDX-License-Identifier: Apache-2.0
// The command line over the fixture's tools, here and in the worker.
import { endWithEngine } from '../../core/dist/cli/end-with-engine.js';
import { runCli } from '../../core/dist/cli/run.js';
import { tools } from './fixture-tools.mjs';

endWithEngine();
process.exitCode = await runCli(process.argv.slice(2), {
  tools,
  streams: { out: process.stdout, err: process.stderr },
  toolsModule: new URL('./fixture-tools.mjs', import.meta.url).href,
});
