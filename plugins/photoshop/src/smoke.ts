// SPDX-License-Identifier: Apache-2.0
// The command that tries in this Photoshop what the plug-in relies on, and saves what it found as a file to send in.
import type { EngineClient } from '@sfumato/core/protocol';
import {
  pixelChecks,
  placingChecks,
  runChecks,
  type SmokeCheck,
  type SmokeFinding,
  same,
  sameSamples,
} from '@sfumato/uxp';
import type { UxpHost } from './uxp.js';

export interface SmokeReport {
  readonly report: 'sfumato-photoshop-check';
  readonly plugin: string;
  readonly host: Readonly<Record<string, string>>;
  readonly failed: readonly string[];
  readonly findings: readonly SmokeFinding[];
}

/** What this file may not touch where it is missing: looked up by name. */
const absent = [
  'Worker',
  'TextDecoder',
  'TextEncoder',
  'MutationObserver',
  'WebAssembly',
  'matchMedia',
  'queueMicrotask',
  'structuredClone',
];

const secrets = ({ uxp }: UxpHost): SmokeCheck => ({
  id: 'secure-storage',
  title: 'What is put into secure storage is there again.',
  async run() {
    const { secureStorage } = uxp.storage;
    await secureStorage.setItem('sfumato.check', 'kept');
    const kept = await secureStorage.getItem('sfumato.check');
    same(kept && String.fromCharCode(...kept), 'kept', 'the word');
    return undefined;
  },
});

const imageBlob = ({ ImageBlob, createObjectURL, revokeObjectURL }: UxpHost): SmokeCheck => ({
  id: 'image-blob',
  title: 'Pixels become an address that a picture can show.',
  async run() {
    const blob = new ImageBlob(new Uint8Array(16 * 16 * 3).fill(128), {
      type: 'image/uncompressed',
      width: 16,
      height: 16,
      colorSpace: 'RGB',
      colorProfile: 'sRGB IEC61966-2.1',
      pixelFormat: 'RGB',
      components: 3,
      componentSize: 8,
      hasAlpha: false,
      isChunky: true,
    });
    const address = createObjectURL(blob);
    revokeObjectURL(address);
    return address.slice(0, 5);
  },
});

const globals: SmokeCheck = {
  id: 'globals',
  title: 'Which globals of browsers are there (either is fine: none is used).',
  async run() {
    const there = absent.filter((name) => name in globalThis);
    return there.length > 0 ? `There: ${there.join(', ')}` : 'None of them.';
  },
};

const engineRoundTrip = (engine: Pick<EngineClient, 'putFrame' | 'getFrame' | 'drop'>): SmokeCheck => ({
  id: 'engine',
  title: 'Ten megabytes go to the engine and come back bit for bit.',
  async run() {
    const samples = new Uint8Array(1600 * 1600 * 4).map((_, i) => (i * 7) % 251);
    const began = Date.now();
    const { frame } = await engine.putFrame({ width: 1600, height: 1600, channels: 4, dtype: 'u8' }, samples);
    const back = await engine.getFrame(frame);
    const ms = Date.now() - began;
    engine.drop([frame]);
    sameSamples(back.pixels, samples, 'what came back');
    return `${ms} ms`;
  },
});

/** Tries everything, one after the other; a failed check does not keep the others from being tried. */
export async function examineHost(
  host: UxpHost,
  engine: Pick<EngineClient, 'putFrame' | 'getFrame' | 'drop'>,
  plugin: string,
  found?: (finding: SmokeFinding) => void,
): Promise<SmokeReport> {
  const checks = [
    globals,
    secrets(host),
    imageBlob(host),
    engineRoundTrip(engine),
    ...pixelChecks,
    ...placingChecks,
  ];
  const findings = await runChecks(host.photoshop, checks, found);
  const { name = '', version = '', uiLocale = '' } = host.uxp.host ?? {};
  return {
    report: 'sfumato-photoshop-check',
    plugin,
    host: { name, version, uiLocale, uxp: host.uxp.versions?.uxp ?? '' },
    failed: findings.filter(({ holds }) => !holds).map(({ id }) => id),
    findings,
  };
}

/** The command: tries, lets the person save the report, and says how it went. */
export async function runSmoke(host: UxpHost, engine: EngineClient, plugin: string): Promise<void> {
  const { photoshop, uxp } = host;
  const report = await examineHost(host, engine, plugin);
  const file = await uxp.storage.localFileSystem.getFileForSaving('sfumato-photoshop-check.json', {
    types: ['json'],
  });
  await file?.write(`${JSON.stringify(report, undefined, 2)}\n`);
  const { findings, failed } = report;
  const titles = findings.filter(({ holds }) => !holds).map(({ title, detail }) => `- ${title} ${detail}`);
  const summary =
    failed.length === 0
      ? `All ${findings.length} checks hold in this Photoshop.`
      : `${failed.length} of ${findings.length} checks do not hold in this Photoshop:\n${titles.join('\n')}`;
  const where = file ? `The report is in ${file.name}: please send it in.` : 'No report was saved.';
  await photoshop.core.showAlert({ message: `${summary}\n${where}` });
}
