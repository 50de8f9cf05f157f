// SPDX-License-Identifier: Apache-2.0
// Files that a real Photoshop wrote: they look here as it flattened them itself (needs the shared pictures beside the
// checkout, which are no part of the project).
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { composite } from '../composite.js';
import { white } from '../plane.js';
import { readMerged, readPsd } from './read.js';
import { writePsd } from './write.js';

const folder = fileURLToPath(new URL('../../../../../shared/data/psd/', import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(`${folder}${name}.psd`));

describe.skipIf(!existsSync(folder))('files that Photoshop wrote (needs shared pictures)', () => {
  it.each([
    '16bit5x5',
    '2layers',
    '32bit5x5',
    '4x4_8bit_cmyk',
    '4x4_8bit_grayscale',
    '4x4_8bit_lab',
    '4x4_8bit_rgb',
    '4x4_8bit_rgba',
    'clipping-mask',
    'cmyk-spot',
    'gray0',
    'group',
    'hidden-layer',
    'mask',
    'placedLayer',
    'smart-object-slice',
    'text',
  ])('%s looks as it did there, and again when it was saved here', (name) => {
    const flat = readMerged(bytesOf(name));
    const state = readPsd(bytesOf(name));
    for (const { data, components: n } of [composite(state), composite(readPsd(writePsd(state)))]) {
      const top = white[state.depth];
      let worst = 0;
      for (let i = 0; i < data.length; i++) {
        if (i % n === n - 1) continue;
        const alpha = (data[i - (i % n) + n - 1] ?? 0) / top;
        const shown = (alpha * (data[i] ?? 0)) / top + 1 - alpha;
        worst = Math.max(worst, Math.abs(shown - (flat.data[i] ?? 0) / top));
      }
      // A step of 8 bits, which is how it rounds while it blends.
      expect(worst).toBeLessThan(1.01 / 255);
    }
  });

  it('of 16 and 32 bits say in a block of their own that they are transparent', () => {
    const state = readPsd(bytesOf('transparentbg'));
    expect(state).toMatchObject({ depth: 32, profile: 'sRGB IEC61966-2.1', channels: [] });
  });

  it.each([
    ['4x4_32bit_rgb', 'sRGB IEC61966-2.1'],
    ['4x4_32bit_grayscale', 'Linear Grayscale Profile'],
    ['4x4_16bit_grayscale', 'Dot Gain 15%'],
  ])('%s goes by the name of its profile', (name, profile) => {
    expect(readPsd(bytesOf(name)).profile).toBe(profile);
  });

  it.each(['4x4_8bit_index_color', '4x4_8bit_duotone', '4x4_16bit_multichannel', '4x4_1bit_bitmap'])(
    '%s is refused in words',
    (name) => {
      expect(() => readPsd(bytesOf(name))).toThrow(/is not opened/);
    },
  );
});
