// SPDX-License-Identifier: Apache-2.0
// Layers of every mode and depth in psd-tools, where it is installed (pip install psd-tools).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { white } from '../plane.js';
import { kinds, layered } from './layered.js';
import { writePsd } from './write.js';

const python = process.env.SFUMATO_PYTHON ?? 'python3';
const there = spawnSync(python, ['-c', 'import psd_tools']).status === 0;

const script = `
import json, sys
from psd_tools import PSDImage
psd = PSDImage.open(sys.argv[1])
def told(layer):
    kind = layer.kind
    pixels = None if layer.is_group() or layer.width == 0 else layer.numpy()
    mask = layer.mask.bbox if layer.mask else None
    return dict(name=layer.name, kind=kind, blend=layer.blend_mode.name.lower(), opacity=layer.opacity,
        visible=layer.visible, clipped=bool(layer.clipping), box=list(layer.bbox), mask=list(mask) if mask else None,
        pixels=None if pixels is None else [float(v) for v in pixels.reshape(-1)])
print(json.dumps([told(l) for l in psd.descendants()]))
`;

interface Told {
  readonly name: string;
  readonly kind: string;
  readonly blend: string;
  readonly opacity: number;
  readonly visible: boolean;
  readonly clipped: boolean;
  readonly box: readonly number[];
  readonly mask: readonly number[] | null;
  readonly pixels: readonly number[] | null;
}

describe.skipIf(!there)('in psd-tools (needs python3 with psd-tools)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sfumato-psd-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(kinds)('a $mode document of $depth bits has the same layers', ({ mode, depth }) => {
    const state = layered(mode, depth);
    const file = join(folder, `${mode}${depth}.psd`);
    writeFileSync(file, writePsd(state));
    const { stdout, stderr } = spawnSync(python, ['-c', script, file], {
      maxBuffer: 2 ** 26,
      encoding: 'utf8',
    });
    if (!stdout) throw new Error(stderr);
    const told: Told[] = JSON.parse(stdout);
    const named = (name: string) => told.find((layer) => layer.name === name);
    expect(told.map(({ name }) => name).toSorted()).toEqual(state.layers.map(({ name }) => name).toSorted());
    expect(named('Light 1')).toMatchObject({ blend: 'linear_dodge', opacity: 204, mask: [3, 2, 20, 11] });
    expect(named('Clipped')).toMatchObject({ clipped: true, blend: 'multiply' });
    expect(named('Hidden')).toMatchObject({ visible: false, box: [-4, 5, 30, 12] });
    expect(named('Relight “é”')).toMatchObject({ kind: 'group', blend: 'pass_through' });
    for (const { name, pixels, background } of state.layers) {
      if (!pixels) continue;
      const n = pixels.components;
      const wanted = Array.from(pixels.data, (v) => v / white[depth]).filter(
        (_, i) => !background || i % n !== n - 1,
      );
      const got = named(name)?.pixels ?? [];
      expect(got.length, name).toBe(wanted.length);
      const worst = Math.max(...got.map((v, i) => Math.abs(v - (wanted[i] ?? 0))));
      expect(worst, name).toBeLessThan(depth === 32 ? 1e-6 : 1e-5);
    }
  });
});
