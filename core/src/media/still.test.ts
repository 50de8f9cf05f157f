// SPDX-License-Identifier: Apache-2.0
import type { Channels } from '@sfumato/native';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Frame } from '../frame/index.js';
import { readStill } from './decode.js';
import type { FileDType } from './depth.js';
import { type EncodeOptions, encodeStill } from './encode.js';
import { numbersEntry, serialiseIfd, tags } from './ifd.js';

/** A frame of noise with padded rows: the hardest case for layouts, and every value matters. */
function noise(width: number, height: number, channels: Channels, dtype: FileDType, seed = 1): Frame {
  const frame = Frame.allocate({ width, height, channels, dtype });
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let y = 0; y < height; y++) {
    const row = frame.row(y);
    if (dtype === 'f32') {
      const view = new DataView(row.buffer, row.byteOffset, row.byteLength);
      for (let i = 0; i < row.length; i += 4) view.setFloat32(i, next() * 4 - 1.5, true);
    } else {
      for (let i = 0; i < row.length; i++) row[i] = next() * 256;
    }
  }
  return frame;
}

async function bytesOf(frame: Frame, options: EncodeOptions): Promise<Buffer> {
  return Buffer.concat((await encodeStill(frame, options)).parts);
}

/** A small Exif blob: artist in the first directory, exposure in the Exif directory. */
function exifBlob(orientation: number, little: boolean): Uint8Array {
  const inner = serialiseIfd(
    [
      numbersEntry(tags.exifWidth, 4, [999], little),
      { tag: 37500, type: 7, count: 9, value: Buffer.from('makernote') },
    ],
    8,
    little,
  );
  const artist = Buffer.from('Ann Example\0');
  const first = serialiseIfd(
    [
      { tag: 315, type: 2, count: artist.length, value: artist },
      numbersEntry(tags.orientation, 3, [orientation], little),
      numbersEntry(tags.exif, 4, [8], little),
    ],
    8 + inner.length,
    little,
  );
  const head = Buffer.from(little ? 'II*\0\0\0\0\0' : 'MM\0*\0\0\0\0', 'latin1');
  if (little) head.writeUInt32LE(8 + inner.length, 4);
  else head.writeUInt32BE(8 + inner.length, 4);
  return Buffer.concat([head, inner, first]);
}

const p3 = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#884422' } })
  .withIccProfile('p3')
  .png()
  .toBuffer()
  .then((png) => readStill(png))
  .then((still) => still.frame.colour);

describe('lossless round trips', () => {
  const cases = [
    ...(['u8', 'u16'] as const).flatMap((dtype) =>
      ([1, 3, 4] as const).map((c) => ['png', dtype, c] as const),
    ),
    ...(['u8', 'u16', 'f32'] as const).flatMap((dtype) =>
      ([1, 3, 4] as const).map((c) => ['tiff', dtype, c] as const),
    ),
  ];
  it.each(cases)('%s %s with %i channels comes back bit for bit', async (format, dtype, channels) => {
    for (const [width, height] of [
      [37, 23],
      [1, 1],
      [1, 9],
      [700, 500],
    ] as const) {
      const frame = noise(width, height, channels, dtype);
      const { frame: back, bits } = await readStill(await bytesOf(frame, { format }));
      expect(back.format()).toEqual({ ...frame.format(), colour: back.colour });
      expect(bits).toBe({ u8: 8, u16: 16, f32: 32 }[dtype]);
      expect(Buffer.compare(back.packed(), frame.packed())).toBe(0);
    }
  });

  it('takes a picture of 65,000x1 and one of 1x65,000', async () => {
    for (const [width, height] of [
      [65_000, 1],
      [1, 65_000],
    ] as const) {
      const frame = noise(width, height, 3, 'u16');
      for (const format of ['png', 'tiff'] as const) {
        const { frame: back } = await readStill(await bytesOf(frame, { format }));
        expect(Buffer.compare(back.packed(), frame.packed())).toBe(0);
      }
    }
  });

  it('keeps colour under full transparency in WebP at quality 100', async () => {
    const frame = noise(31, 17, 4, 'u8');
    const { frame: back } = await readStill(await bytesOf(frame, { format: 'webp', quality: 100 }));
    expect(Buffer.compare(back.packed(), frame.packed())).toBe(0);
  });

  it('keeps 10 and 12 bits in AVIF, white and black exact', async () => {
    const frame = Frame.allocate({ width: 64, height: 4, channels: 3, dtype: 'u16' });
    for (let y = 0; y < 4; y++) {
      const row = new Uint16Array(frame.bytes.buffer, frame.row(y).byteOffset, 64 * 3);
      for (let i = 0; i < row.length; i++) row[i] = Math.round((Math.floor(i / 3) / 63) * 65_535);
    }
    for (const depth of [10, 12] as const) {
      const still = await readStill(await bytesOf(frame, { format: 'avif', quality: 100, depth }));
      expect([still.bits, still.frame.dtype]).toEqual([depth, 'u16']);
      const back = new Uint16Array(still.frame.packed().buffer);
      const sent = new Uint16Array(frame.packed().buffer);
      const worst = Math.max(...back.map((v, i) => Math.abs(v - (sent[i] ?? 0))));
      expect(worst).toBeLessThanOrEqual(65_535 / 2 ** depth);
      expect([back[0], back.at(-1)]).toEqual([0, 65_535]);
    }
  });
});

describe('what a file says beside its pixels', () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF></x:xmpmeta>';
  it.each(['png', 'tiff', 'jpeg', 'webp', 'avif'] as const)(
    'profile, Exif and XMP survive %s',
    async (format) => {
      for (const little of [true, false]) {
        const plain = noise(40, 30, 3, 'u8');
        const frame = Frame.over(plain.packed(), { ...plain.format(), colour: p3 });
        const metadata = { exif: exifBlob(6, little), xmp };
        const bytes = await bytesOf(frame, { format, metadata });
        const still = await readStill(bytes);
        expect(Buffer.from(still.frame.colour.icc ?? []).equals(Buffer.from(p3.icc ?? []))).toBe(true);
        expect(still.frame.colour.primaries).toBe('display-p3');
        expect(still.metadata.xmp).toBe(xmp);
        expect(Buffer.from(still.metadata.exif ?? []).toString('latin1')).toMatch(/Ann Example/);
        expect(Buffer.from(still.metadata.exif ?? []).toString('latin1')).toMatch(/makernote/);
        // Written upright once: a reader that applies the orientation again must change nothing.
        expect([still.frame.width, still.frame.height]).toEqual([40, 30]);
        expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
        if (format === 'tiff') expect(Buffer.compare(still.frame.packed(), frame.packed())).toBe(0);
      }
    },
  );

  it('reads 16 bits from a TIFF whose Exif is big-endian', async () => {
    const frame = noise(33, 21, 4, 'u16');
    const bytes = await bytesOf(frame, { format: 'tiff', metadata: { exif: exifBlob(1, false) } });
    expect(bytes.subarray(0, 2).toString()).toBe('MM');
    const { frame: back } = await readStill(bytes);
    expect(Buffer.compare(back.packed(), frame.packed())).toBe(0);
  });

  it('applies an orientation once', async () => {
    const jpeg = await bytesOf(noise(48, 16, 3, 'u8'), { format: 'jpeg' });
    const turned = (await import('./embed.js')).embedInJpeg(jpeg, { exif: exifBlob(6, true) }).parts;
    const still = await readStill(Buffer.concat(turned));
    expect([still.frame.width, still.frame.height]).toEqual([16, 48]);
    const plain = (await readStill(jpeg)).frame;
    expect(still.frame.row(0).subarray(0, 3)).toEqual(plain.row(15).subarray(0, 3));
  });
});

describe('unusual pictures', () => {
  const grey = { create: { width: 8, height: 4, channels: 3, background: '#808080' } } as const;

  it('reads bilevel, palette, grey, grey with alpha and CMYK', async () => {
    const bilevel = await sharp(grey).threshold(10).toColourspace('b-w').png({ colours: 2 }).toBuffer();
    const palette = await sharp(grey).png({ palette: true }).toBuffer();
    const greyAlpha = await sharp(grey).ensureAlpha(0.5).toColourspace('b-w').png().toBuffer();
    const cmyk = await sharp(grey)
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const read = async (bytes: Buffer) => (await readStill(bytes)).frame;
    expect((await read(bilevel)).dtype).toBe('u8');
    const p = await read(palette);
    expect([p.dtype, p.row(0)[0]]).toEqual(['u8', 128]);
    const ga = await read(greyAlpha);
    expect([ga.channels, ga.alpha, ...ga.row(1).subarray(0, 4)]).toEqual([4, 'straight', 128, 128, 128, 127]);
    const still = await readStill(cmyk);
    expect(still.notes.map((n) => n.id)).toEqual(['cmyk-converted']);
    expect(still.frame.channels).toBe(3);
    // The profile's tables do not invert each other exactly: a neutral grey comes back neutral, and near.
    const [red = 0, green = 0, blue = 0] = still.frame.row(0);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThanOrEqual(3);
    expect(Math.abs(green - 128)).toBeLessThanOrEqual(20);
    expect(still.frame.colour.icc).toBeUndefined();
  });

  it('writes a grey profile only where it fits', async () => {
    const frame = noise(4, 4, 1, 'u8');
    const { notes } = await encodeStill(Frame.over(frame.packed(), { ...frame.format(), colour: p3 }), {
      format: 'png',
    });
    expect(notes.map((n) => n.id)).toEqual(['profile-unfit']);
  });

  it('converts untagged linear floats to sRGB integers, and numbers not', async () => {
    const values = Float32Array.from([0, 0.001, 0.18, 0.5, 1, 2, -1, 0.214, 0.8]);
    const frame = Frame.over(new Uint8Array(values.buffer), {
      width: 3,
      height: 1,
      channels: 3,
      dtype: 'f32',
    });
    const linear = Frame.over(new Uint8Array(values.buffer), {
      ...frame.format(),
      colour: { primaries: 'srgb', transfer: 'linear' },
    });
    const { frame: back } = await readStill(await bytesOf(linear, { format: 'png', depth: 8 }));
    const expected = [0, 3.3, 118, 188, 255, 255, 0, 127.5, 230.7];
    // Dithered: within one step.
    back.packed().forEach((v, i) => {
      expect(Math.abs(v - (expected[i] ?? 0))).toBeLessThanOrEqual(1.01);
    });
    const numbers = await readStill(await bytesOf(linear, { format: 'png', depth: 8, numbers: true }));
    expect([...numbers.frame.packed()].slice(2, 4)).toEqual([46, 128]);
  });

  it('refuses transparency in JPEG and depths that a format lacks', async () => {
    const frame = noise(4, 4, 4, 'u8');
    await expect(encodeStill(frame, { format: 'jpeg' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(encodeStill(frame, { format: 'png', depth: 32 })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    });
    const wide = noise(17_000, 1, 3, 'u8');
    await expect(encodeStill(wide, { format: 'webp' })).rejects.toThrow(/at most 16383 pixels/);
  });
});

describe('bad files', () => {
  const refused = (bytes: Uint8Array, code: string) =>
    expect(readStill(bytes)).rejects.toMatchObject({ name: 'SfumatoError', code });

  it('says what is wrong with empty, foreign, truncated and damaged files', async () => {
    await refused(new Uint8Array(0), 'INPUT_INVALID');
    await refused(Buffer.from('GIF89a..........'), 'FORMAT_UNSUPPORTED');
    await refused(Buffer.from('hello'), 'FORMAT_UNSUPPORTED');
    for (const format of ['png', 'tiff', 'jpeg', 'webp', 'avif'] as const) {
      const bytes = await bytesOf(noise(64, 64, 3, 'u8'), { format });
      await refused(bytes.subarray(0, bytes.length >> 1), 'INPUT_INVALID');
    }
  });

  it('refuses NaN and infinity with their place, and integers of 32 bits', async () => {
    const frame = noise(5, 5, 3, 'f32');
    const row = frame.row(2);
    new DataView(row.buffer, row.byteOffset).setFloat32(4 * (3 * 4 + 1), Number.NaN, true);
    new DataView(row.buffer, row.byteOffset).setFloat32(4 * (3 * 4 + 2), Number.POSITIVE_INFINITY, true);
    const bytes = await bytesOf(frame, { format: 'tiff' });
    await expect(readStill(bytes)).rejects.toThrow(/2 samples that are not finite numbers, the first at 4,2/);
  });

  it('refuses missing files and folders', async () => {
    await expect(readStill('/nowhere/at/all.png')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(readStill(import.meta.dirname)).rejects.toThrow(/is a folder/);
  });

  it('gives a frame or a SfumatoError for any damage', async () => {
    const files: Buffer[] = [];
    for (const format of ['png', 'tiff', 'jpeg', 'webp', 'avif'] as const) {
      const metadata = { exif: exifBlob(3, true) };
      const plain = noise(24, 18, 3, 'u8');
      const frame = Frame.over(plain.packed(), { ...plain.format(), colour: p3 });
      files.push(await bytesOf(frame, { format, metadata }));
    }
    files.push(await bytesOf(noise(9, 9, 4, 'f32'), { format: 'tiff' }));
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        damage,
        fc.boolean(),
        fc.nat(),
        async (which, edits, cut, at) => {
          const bytes = Buffer.from(files[which] ?? Buffer.alloc(0));
          // Half of the edits go to the first 400 bytes, where the structure is.
          edits.forEach(([place, value], i) => {
            bytes[place % (i % 2 ? bytes.length : 400)] = value;
          });
          const damaged = cut ? bytes.subarray(0, at % bytes.length) : bytes;
          try {
            const still = await readStill(damaged);
            expect(still.frame.packed().length).toBeGreaterThan(0);
            if (still.frame.width * still.frame.height < 1e6) {
              await encodeStill(still.frame, { format: 'png', metadata: still.metadata });
            }
          } catch (error) {
            expect(error).toMatchObject({ name: 'SfumatoError' });
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
