// SPDX-License-Identifier: Apache-2.0
import {
  hasRunner,
  type ImportReport,
  type ModelStatus,
  type Policy,
  type RecognisedFile,
  refusal,
  type StoreEvent,
} from '../model/index.js';

/** Where text goes; a terminal gets lines that are written over. */
export interface TerminalSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** A model in `sfumato models list`. */
export interface ModelRow {
  readonly id: string;
  readonly version: string;
  readonly task: string;
  readonly title: string;
  readonly bytes: number;
  readonly installed: boolean;
  /** own: comes with Sfumato. npm, urls: `pull` fetches it. import: the user brings it. */
  readonly source: string;
  readonly licence: { readonly weights: string; readonly data: string };
  readonly commercial: { readonly verdict: string; readonly reason: string };
  /** Why it may not be used, or null. */
  readonly refused: string | null;
  /** Whether a tool can run it; otherwise it is only kept. */
  readonly runs: boolean;
}

export function modelRow({ entry, installed }: ModelStatus, policy: Policy): ModelRow {
  const { manifest } = entry;
  return {
    id: manifest.id,
    version: manifest.version,
    task: manifest.task,
    title: manifest.title,
    bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
    installed,
    source: manifest.files[0]?.source.kind ?? 'import',
    licence: { weights: manifest.licence.weights.spdx, data: manifest.licence.data.note },
    commercial: manifest.commercial,
    refused: refusal(policy, manifest) ?? null,
    runs: hasRunner(manifest.contract.name),
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

export function listText(rows: readonly ModelRow[], folder: string): string {
  const how: Readonly<Record<string, string>> = {
    own: 'built in',
    npm: 'pull',
    urls: 'pull',
    import: 'import',
  };
  const cells = rows.map((row) => [
    row.task,
    row.id,
    megabytes(row.bytes),
    row.installed ? 'installed' : (how[row.source] ?? row.source),
    row.licence.weights === 'NOASSERTION' ? 'not stated' : row.licence.weights,
    row.commercial.verdict,
    row.refused !== null ? 'refused by policy' : row.runs ? '' : 'no tool uses it yet',
  ]);
  const head = ['TASK', 'MODEL', 'SIZE', 'STATE', 'LICENCE', 'COMMERCIAL USE', ''];
  return `${table([head, ...cells])}\nModels are kept in ${folder}. Each has a card: models/<model>/CARD.md.\n`;
}

export function importText(report: ImportReport): string {
  const { imported, known, different, unreadable, unknown, installed } = report;
  const of = (models: readonly string[]) => models.join(', ');
  const wholes = (files: readonly RecognisedFile[]) => files.filter(({ part }) => !part);
  const lines = [
    ...wholes(imported).map(({ path, file, models }) => `✓ ${path}: ${file}, for ${of(models)}`),
    ...partsText(imported).map((text) => `✓ ${text}`),
    ...wholes(known).map(({ path, models }) => `  ${path}: was there already, for ${of(models)}`),
    ...partsText(known).map((text) => `  ${text}: were there already`),
    ...different.map(
      ({ path, looksLike }) =>
        `✗ ${path}: as large as ${looksLike}, but other bytes: damaged, or another version`,
    ),
    ...unreadable.map(({ path, reason }) => `✗ ${path}: could not be read (${reason})`),
    ...unknown.map((path) => `? ${path}: not a file of a model that Sfumato knows`),
  ];
  const found = `${imported.length} new, ${known.length} known, ${unknown.length} unknown files.`;
  const ready = installed.length > 0 ? ` Installed: ${of(installed)}.` : ' No model is complete with them.';
  return `${[...lines, `${found}${imported.length + known.length > 0 ? ready : ''}`].join('\n')}\n`;
}

/** Parts of one file in one line. */
function partsText(files: readonly RecognisedFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { part, file, models } of files) {
    if (!part) continue;
    const key = `parts of ${file}, for ${models.join(', ')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${count} ${text}`);
}

export function policyText(policy: Policy, refused: readonly string[]): string {
  const own = Object.entries(policy.models).map(([id, verdict]) => `  ${id}: ${verdict}`);
  const head = `Policy: ${policy.allow}`;
  const list = refused.length > 0 ? refused : ['It refuses none of the known models.'];
  return `${[head, ...own, ...list].join('\n')}\n`;
}

const phases = {
  waiting: 'waiting for another pull of the same file',
  downloading: 'downloading',
  unpacking: 'unpacking',
  checking: 'checking',
  copying: 'writing',
} as const satisfies Record<Extract<StoreEvent, { kind: 'phase' }>['phase'], string>;

/** Shows a pull: a line for what happens, and on terminals a percentage that is written over. */
export function pullReporter(id: string, err: TerminalSink) {
  let percent = -1;
  const clear = () => {
    if (percent >= 0) err.write('\r\u001b[K');
    percent = -1;
  };
  return {
    end: clear,
    event(event: StoreEvent): void {
      if (event.kind === 'bytes') {
        const next = Math.floor((100 * event.done) / event.total);
        if (!err.isTTY || next === percent) return;
        percent = next;
        err.write(`\r${id}: ${next} % of ${megabytes(event.total)}`);
        return;
      }
      clear();
      if (event.kind === 'phase') {
        const size = event.total === undefined ? '' : ` (${megabytes(event.total)})`;
        err.write(`${id}: ${phases[event.phase]} ${event.file}${size}\n`);
      } else if (event.kind === 'resumed') {
        err.write(`${id}: going on after ${megabytes(event.done)} of ${megabytes(event.total)}\n`);
      } else {
        const wait = event.waitMs > 0 ? ` in ${(event.waitMs / 1000).toFixed(1)} s` : '';
        err.write(`${id}: ${event.reason}; trying ${event.from}${wait}\n`);
      }
    },
  };
}
