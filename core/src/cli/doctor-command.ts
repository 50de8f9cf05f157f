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
      else out.write(`sfumato ${engineVersion}\n${textOf(findings)}`);
      finish(broken ? exitCodes.environment : exitCodes.done);
    });
}

/** Models that are not installed are named in one line: most are optional. */
function textOf(findings: readonly Finding[]): string {
  const absent = findings.filter(({ missing }) => missing !== undefined);
  const rest = findings.filter(({ missing }) => missing === undefined);
  const lines = rest.map(findingText);
  if (absent.length > 0) {
    const names = absent.map(({ missing }) => missing).join(', ');
    const remedy =
      'sfumato models pull ID, or sfumato models import FOLDER; `sfumato models list` says what each is for.';
    const detail = `${names}. Tools say in their results what they do without.`;
    lines.push(
      findingText({ id: 'models', title: 'Models not installed', state: 'limited', detail, remedy }),
    );
  }
  return lines.join('');
}

function findingText({ state, title, detail, remedy }: Finding): string {
  const line = `${marks[state]} ${title}: ${detail}\n`;
  return state === 'ok' || remedy === undefined ? line : `${line}  → ${remedy}\n`;
}
