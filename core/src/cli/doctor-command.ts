// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander';
import { engineVersion } from '../version.js';
import { examine, type Finding } from './doctor.js';
import { type ExitCode, exitCodes } from './exit.js';
import type { TextSink } from './report.js';

const marks = { ok: '✓', limited: '!', broken: '✗' } as const satisfies Record<Finding['state'], string>;

/** `sfumato doctor`: what works here, what does not, and the remedy. */
export function doctorCommand(out: TextSink, finish: (code: ExitCode) => void): Command {
  return new Command('doctor')
    .description('Show what works on this machine, what does not, and what to do.')
    .option('--json', 'the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
      const broken = findings.some(({ state }) => state === 'broken');
      if (json) out.write(`${JSON.stringify({ version: engineVersion, ok: !broken, findings }, null, 2)}\n`);
      else out.write(`sfumato ${engineVersion}\n${findings.map(findingText).join('')}`);
      finish(broken ? exitCodes.environment : exitCodes.done);
    });
}

function findingText({ state, title, detail, remedy }: Finding): string {
  const line = `${marks[state]} ${title}: ${detail}\n`;
  return state === 'ok' || remedy === undefined ? line : `${line}  → ${remedy}\n`;
}
