// SPDX-License-Identifier: Apache-2.0
// The command line over the fixture's tools, in this process.
import { runCli } from '../../core/dist/cli/run.js';
import { runTool } from '../../core/dist/tool/index.js';
import { tools } from './fixture-tools.mjs';

const models = {
  find: async (task) => ({ found: false, absence: { task, reason: 'none', candidates: [] } }),
};

process.exitCode = await runCli(process.argv.slice(2), {
  tools,
  commands: [],
  streams: { out: process.stdout, err: process.stderr },
  makeRunner: async () => ({
    run: (tool, options) => runTool(tool, { ...options, models }),
    shared: false,
    close: async () => {},
  }),
});
