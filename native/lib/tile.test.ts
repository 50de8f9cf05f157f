// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Pixels } from './pixels.js';
import { blendTile, cutTile } from './tile.js';

const row = (values: Uint8Array | Float32Array): Pixels => ({
  bytes: new Uint8Array(values.buffer),
  width: values.length,
  height: 1,
  channels: 1,
  rowStride: values.byteLength,
  ...(values instanceof Float32Array
    ? { dtype: 'f32' as const, range: 'unit' as const }
    : { dtype: 'u8' as const, range: 'full' as const }),
});

describe('cutTile and blendTile', () => {
  it('mirror at the border and fade in', async () => {
    const tile = row(new Uint8Array(7));
    await cutTile(row(Uint8Array.of(51, 102, 255)), tile, { x: -2, y: 0 });
    expect([...tile.bytes]).toEqual([255, 102, 51, 102, 255, 102, 51]);
    const canvas = new Float32Array(7);
    await blendTile(tile, row(canvas), { left: 2 });
    expect(canvas[0]).toBeCloseTo((1 - Math.cos(Math.PI / 4)) / 2, 6);
    expect(canvas[6]).toBeCloseTo(0.2, 6);
  });

  it('refuse other formats', async () => {
    const bytes = row(new Uint8Array(4));
    const floats = row(new Float32Array(4));
    await expect(cutTile(bytes, floats, { x: 0, y: 0 })).rejects.toThrow(
      'Expected the format of from for tile',
    );
    await expect(blendTile(floats, bytes)).rejects.toThrow('Expected f32 pixels of the tile');
  });
});
