#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/error.js';
import { endWithEngine } from './end-with-engine.js';
import { exitCodes } from './exit.js';

// A reader that goes away (`sfumato tools | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? exitCodes.done);
});

endWithEngine();

const argv = process.argv.slice(2);
const streams = { out: process.stdout, err: process.stderr };

try {
  const [{ runCli }, { tools }] = await Promise.all([import('./run.js'), import('../tools/index.js')]);
  process.exitCode = await runCli(argv, { tools, streams });
} catch (error) {
  // The addon does not load: everything else is code that comes with it.
  if (!(error instanceof Error) || error.name !== 'AddonLoadError') throw error;
  if (argv[0] === 'doctor') {
    const { doctorCommand } = await import('./doctor-command.js');
    const command = doctorCommand(streams.out, (code) => {
      process.exitCode = code;
    });
    await command.parseAsync(argv.slice(1), { from: 'user' });
  } else {
    const { report } = new SfumatoError('NATIVE_MISSING', error.message.split('\n')[0] ?? error.message);
    if (argv.includes('--json'))
      process.stdout.write(`${JSON.stringify({ event: 'error', error: report })}\n`);
    else process.stderr.write(`${report.title} (${report.code})\n${error.message}\n  ${report.docs}\n`);
    process.exitCode = exitCodes.environment;
  }
}
