// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Frame } from '../frame/index.js';
import { encodePsd } from './psd.js';
import { readPsd } from './psd-read.js';

/** Documents that Photoshop wrote; not part of the project. */
const samples = fileURLToPath(new URL('../../../../shared/data/psd/', import.meta.url));

function ramp(width: number, height: number, channels: 3 | 4, origin = { x: 0, y: 0 }): Frame {
  const bytes = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256);
  if (channels === 4) for (let i = 3; i < bytes.length; i += 4) bytes[i] = i % 8 === 3 ? 255 : 90;
  return Frame.over(bytes, { width, height, channels, dtype: 'u8', origin });
}

describe('readPsd', () => {
  it('reads back the picture and the layers that were written, where they lie', async () => {
    const picture = ramp(5, 4, 3);
    const layer = ramp(3, 2, 4, { x: 1, y: 1 });
    const { parts } = await encodePsd(picture, [{ name: 'Ünten', kind: 'layer', frame: layer }], {
      group: 'Lights',
      metadata: { xmp: '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>' },
    });
    const read = await readPsd(Buffer.concat(parts), 'a.psd');
    expect(read).toMatchObject({ format: 'psd', bits: 8, notes: [] });
    expect([read.frame.width, read.frame.height]).toEqual([5, 4]);
    expect(read.metadata.xmp).toContain('xmpmeta');
    expect(read.layers.map(({ name }) => name)).toEqual(['Original', 'Ünten']);
    const [original, over] = read.layers.map(({ frame }) => frame);
    expect(original?.packed()).toEqual(picture.packed());
    expect(over?.bounds).toEqual({ x: 1, y: 1, width: 3, height: 2 });
    expect(over?.packed()).toEqual(layer.packed());
  });

  it('refuses every document that is cut off, and other modes, in words', async () => {
    const { parts } = await encodePsd(ramp(5, 4, 3), [], { group: 'x' });
    const whole = Buffer.concat(parts);
    for (let length = 26; length < whole.length; length += 7) {
      await expect(readPsd(whole.subarray(0, length), 'a.psd')).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    }
    const cmyk = Buffer.from(whole);
    cmyk.writeUInt16BE(4, 24);
    await expect(readPsd(cmyk, 'a.psd')).rejects.toThrow('CMYK');
  });

  it.skipIf(!existsSync(samples))(
    'reads 8, 16 and 32 bits as Photoshop wrote them (needs shared pictures)',
    async () => {
      const read = (name: string) => readPsd(readFileSync(samples + name), name);
      const deep = await read('16bit5x5.psb');
      expect([deep.bits, deep.frame.dtype, deep.layers.length]).toEqual([16, 'u16', 3]);
      expect([...deep.frame.row(2).subarray(0, 6)]).toEqual([123, 236, 189, 242, 135, 251]);
      expect([...(deep.layers[0]?.frame.row(2).subarray(0, 6) ?? [])]).toEqual([
        123, 236, 189, 242, 135, 251,
      ]);
      const float = await read('4x4_32bit_rgb.psd');
      expect([float.bits, float.frame.dtype, float.frame.colour.transfer]).toEqual([32, 'f32', 'linear']);
      const grey = await read('4x4_16bit_grayscale.psd');
      expect([grey.frame.channels, grey.frame.dtype]).toEqual([1, 'u16']);
      const clear = await read('gray0.psd');
      expect([clear.frame.channels, clear.frame.alpha]).toEqual([4, 'straight']);
      const deepClear = await read('transparentbg.psd');
      expect([deepClear.bits, deepClear.frame.channels, deepClear.frame.alpha]).toEqual([32, 4, 'straight']);
    },
  );
});
