// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FileSource } from '../../core/src/model/manifest.js';

export const digestOf = (content: Uint8Array) => ({
  bytes: content.byteLength,
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** A contract's input that takes sRGB numbers as they are. */
export const plainInput = {
  tensor: 'x',
  layout: 'nchw',
  channels: 'rgb',
  domain: 'srgb',
  white: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** A new folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-models-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bytes that are the same in every run, and different for every seed. */
export function someBytes(length: number, seed: number): Buffer {
  const out = Buffer.alloc(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

/** A manifest of a matte model whose graph is `content`, with `changes` over it. */
export function manifestOf(
  id: string,
  content: Uint8Array,
  source: FileSource,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id,
    version: '1',
    task: 'subject',
    title: `Test ${id}`,
    rank: 10,
    files: [{ role: 'graph', name: `${id}.onnx`, ...digestOf(content), source }],
    licence: {
      weights: { spdx: 'MIT', note: 'Made for a test.' },
      data: { spdx: 'NOASSERTION', note: 'None.' },
    },
    provenance: 'Made for a test.',
    commercial: { verdict: 'cleared', reason: 'Ours.' },
    contract: {
      name: 'matte.v1',
      input: plainInput,
      size: { rule: 'multiple', of: 8, longest: 16 },
      output: { tensor: 'y', layout: 'nchw', channels: 3, channel: 0 },
    },
    memory: { base: 1000, bytesPerPixel: 1 },
    receptiveField: 1,
    selfTest: null,
    ...changes,
  };
}

/** Writes model folders into a new folder; own files may be given by name. */
export function modelFolders(
  manifests: readonly Readonly<Record<string, unknown>>[],
  files: Readonly<Record<string, Uint8Array>> = {},
): string {
  const folder = temporaryFolder();
  for (const manifest of manifests) {
    const own = join(folder, String(manifest.id));
    mkdirSync(own);
    writeFileSync(join(own, 'model.json'), JSON.stringify(manifest));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(own, name), content);
  }
  return folder;
}
