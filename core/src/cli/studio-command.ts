// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { clientOf, enginePlaces } from '../server/index.js';
import type { TextSink } from './report.js';
import { ensureEngine } from './start-engine.js';

/** `sfumato studio`: finds or starts the engine and opens its page, with a way in that is good once. */
export function studioCommand(out: TextSink): Command {
  return new Command('studio')
    .description('Open Studio in the browser: all tools on pictures that you drop there.')
    .option('--no-open', 'only print the address')
    .action(async ({ open }: { open: boolean }) => {
      const engine = await ensureEngine(enginePlaces());
      const client = clientOf(engine);
      try {
        const { secret } = await client.newPairing('launch');
        const url = `http://127.0.0.1:${engine.port}/#launch=${secret}`;
        out.write(`${url}\n`);
        if (open) openInBrowser(url);
      } finally {
        client.close();
      }
    });
}

/** Where nothing can open it, the printed address remains. */
function openInBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['cmd', ['/c', 'start', '""', url]] as const)
        : (['xdg-open', [url]] as const);
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
