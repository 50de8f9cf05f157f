// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { EngineStatus } from '../protocol/index.js';
import { type EnginePlaces, logName } from '../server/index.js';
import { engineVersion } from '../version.js';
import type { Finding } from './doctor.js';

/** How many of the newest log lines go into a report. */
const logLines = 200;

export interface ReportParts {
  readonly findings: readonly Finding[];
  readonly status: EngineStatus | undefined;
  readonly log: readonly string[];
}

/** What can be said about this machine and this engine without saying whose they are. Nothing is sent anywhere. */
export function diagnosticsReport(
  { findings, status, log }: ReportParts,
  personal = personalWords(),
): string {
  const lines = [
    `# Sfumato ${engineVersion}, diagnostics`,
    '',
    'Made on this machine; it went nowhere. Names of users, machines, folders and files were taken out.',
    '',
    `Node ${process.version}, ${process.platform}-${process.arch}`,
    '',
    '## What works',
    '',
    ...findings.map(({ state, title, detail }) => `- ${state}: ${title}: ${withoutPaths(detail)}`),
    '',
    '## Engine',
    '',
    '```json',
    JSON.stringify(status ?? { running: false }, undefined, 2),
    '```',
    '',
    '## Log',
    '',
    '```',
    ...log.map(withoutPaths),
    '```',
    '',
  ];
  return withoutWords(lines.join('\n'), personal);
}

/** The newest lines of the engine's log. */
export async function lastLines(places: EnginePlaces, count: number): Promise<string[]> {
  const text = (age: number) => readFile(join(places.logs, logName(age)), 'utf8').catch(() => '');
  const [older, newest] = await Promise.all([text(1), text(0)]);
  return `${older}${newest}`
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count);
}

export const reportLines = (places: EnginePlaces) => lastLines(places, logLines);

/** Absolute paths and addresses of files, on any system; quoted names of pictures too. */
function withoutPaths(text: string): string {
  return text
    .replace(/file:\/\/\S+/g, '<path>')
    .replace(/(?<![\w.])(?:[A-Za-z]:\\|\\\\)[^\s'"<>|:*?]+/g, '<path>')
    .replace(/(?<![\w.<])~?\/[^\s'",;:()<>]+(?:\/[^\s'",;:()<>]*)*/g, '<path>')
    .replace(/[^\s'"/\\]+\.(?:png|tiff?|jpe?g|webp|avif|psd|psb)\b/gi, '<file>');
}

/** Words of three letters and more that say whose machine this is. */
export function personalWords(): readonly string[] {
  const words = [homedir(), tmpdir(), hostname(), userInfo().username, process.env.SFUMATO_HOME ?? ''];
  return words.filter((word) => word.length >= 3).sort((a, b) => b.length - a.length);
}

function withoutWords(text: string, words: readonly string[]): string {
  return words.reduce((clean, word) => clean.split(word).join('<removed>'), text);
}
