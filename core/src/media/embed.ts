// SPDX-License-Identifier: Apache-2.0
import { crc32, deflateSync } from 'node:zlib';

/** What is put into a file beside its pixels, byte for byte. */
export interface Embedded {
  readonly icc?: Uint8Array;
  /** An Exif blob, without JPEG's prefix. */
  readonly exif?: Uint8Array;
  readonly xmp?: string;
}

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** A PNG chunk (PNG 3, section 5.3). */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

/** The chunks that carry profile, Exif and XMP; they go between IHDR and the pixels. */
export function pngMetadata({ icc, exif, xmp }: Embedded): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  if (icc) {
    chunks.push(
      pngChunk('iCCP', Buffer.concat([Buffer.from('ICC Profile\0\0', 'latin1'), deflateSync(icc)])),
    );
  }
  if (exif) chunks.push(pngChunk('eXIf', exif));
  if (xmp !== undefined) {
    const keyword = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');
    chunks.push(pngChunk('iTXt', Buffer.concat([keyword, Buffer.from(xmp, 'utf8')])));
  }
  return chunks;
}

/** An encoded PNG with the metadata put in after its header. */
export function embedInPng(png: Uint8Array, embedded: Embedded): Uint8Array[] {
  const headerEnd = 8 + 25;
  return [png.subarray(0, headerEnd), ...pngMetadata(embedded), png.subarray(headerEnd)];
}

const maxSegment = 65_533;

function jpegSegment(marker: number, ...parts: Uint8Array[]): Uint8Array {
  const data = Buffer.concat(parts);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/**
 * An encoded JPEG with the metadata put in after its first marker (JFIF). A profile is split over as many APP2
 * segments as it needs (ICC.1, annex B.4). Returns what did not fit: a segment holds 64 KB.
 */
export function embedInJpeg(
  jpeg: Uint8Array,
  { icc, exif, xmp }: Embedded,
): { parts: Uint8Array[]; left: string[] } {
  const left: string[] = [];
  const segments: Uint8Array[] = [];
  const app1 = (what: string, prefix: string, data: Uint8Array) => {
    if (prefix.length + data.length > maxSegment) left.push(what);
    else segments.push(jpegSegment(0xe1, Buffer.from(prefix, 'latin1'), data));
  };
  if (exif) app1('Exif', 'Exif\0\0', exif);
  if (xmp !== undefined) app1('XMP', 'http://ns.adobe.com/xap/1.0/\0', Buffer.from(xmp, 'utf8'));
  if (icc) {
    const piece = maxSegment - 14;
    const count = Math.ceil(icc.length / piece);
    for (let i = 0; i < count; i++) {
      const head = Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.from([i + 1, count])]);
      segments.push(jpegSegment(0xe2, head, icc.subarray(i * piece, (i + 1) * piece)));
    }
  }
  // SOI, then the JFIF segment where there is one: decoders want it first.
  const jfif = jpeg[2] === 0xff && jpeg[3] === 0xe0;
  const at = jfif ? 4 + (((jpeg[4] ?? 0) << 8) | (jpeg[5] ?? 0)) : 2;
  return { parts: [jpeg.subarray(0, at), ...segments, jpeg.subarray(at)], left };
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** An encoded WebP in the extended layout (VP8X) with the metadata in it. */
export function embedInWebp(
  webp: Uint8Array,
  embedded: Embedded,
  size: { readonly width: number; readonly height: number; readonly alpha: boolean },
): Uint8Array[] {
  const { icc, exif, xmp } = embedded;
  if (!icc && !exif && xmp === undefined) return [webp];
  const extended = Buffer.from(webp.subarray(12, 16)).toString('latin1') === 'VP8X';
  const image = webp.subarray(extended ? 12 + 18 : 12);
  const flags = Buffer.alloc(10);
  flags[0] = (icc ? 0x20 : 0) | (size.alpha ? 0x10 : 0) | (exif ? 0x08 : 0) | (xmp !== undefined ? 0x04 : 0);
  flags.writeUIntLE(size.width - 1, 4, 3);
  flags.writeUIntLE(size.height - 1, 7, 3);
  const body = [
    riffChunk('VP8X', flags),
    ...(icc ? [riffChunk('ICCP', icc)] : []),
    image,
    ...(exif ? [riffChunk('EXIF', exif)] : []),
    ...(xmp !== undefined ? [riffChunk('XMP ', Buffer.from(xmp, 'utf8'))] : []),
  ];
  const riff = Buffer.alloc(12);
  riff.write('RIFF', 'latin1');
  riff.writeUInt32LE(4 + body.reduce((sum, part) => sum + part.length, 0), 4);
  riff.write('WEBP', 8, 'latin1');
  return [riff, ...body];
}
