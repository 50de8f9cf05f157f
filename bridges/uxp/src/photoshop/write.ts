// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo } from '@sfumato/core/protocol';
import { type Bits, type DocumentStamp, type Exchange, exchangeOf } from './document.js';
import { failureOf } from './failure.js';
import type { Photoshop, PsImageData, PsSamples } from './port.js';
import { bytesOf, sampleBytes, stripRows, usualStrip } from './strips.js';

/** Two channels are grey with alpha, which only hosts know. */
export type ResultInfo = Pick<FrameInfo, 'width' | 'height' | 'dtype' | 'range' | 'bounds'> & {
  readonly channels: FrameInfo['channels'] | 2;
};

/** Whole rows of a result: in the host's memory already, or still in ours. */
export interface ReadyStrip {
  readonly top: number;
  readonly height: number;
  readonly image: PsImageData | Uint8Array;
}

/** Pixels of a result in the document's own depth and range: tight rows, or strips of them that cover it in order. */
export interface ResultPixels {
  readonly info: ResultInfo;
  readonly pixels: Uint8Array | readonly ReadyStrip[];
}

function samplesOf(bytes: Uint8Array, bits: Bits): PsSamples {
  if (bits === 8) return bytes;
  const aligned = bytes.byteOffset % (bits / 8) === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  return bits === 16
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** Why pixels do not fit a document as they are, or null. */
export function misfit({ info }: Pick<ResultPixels, 'info'>, { bits }: DocumentStamp): string | null {
  const fits =
    (bits === 8 && info.dtype === 'u8') ||
    (bits === 16 && info.dtype === 'u16' && info.range === 'photoshop') ||
    (bits === 32 && info.dtype === 'f32');
  return fits ? null : `The result has ${info.dtype} samples (${info.range}) and the document ${bits} bits.`;
}

/** Masks and selections are grey, whatever the document. */
const grey = { colorSpace: 'Grayscale', colorProfile: 'Gray Gamma 2.2' };

/** What samples are said to be: as they were exchanged, or as a mask has them. */
export function colourFor(
  stamp: DocumentStamp,
  mask: boolean,
): Pick<Exchange, 'colorProfile'> & { colorSpace: string } {
  return mask ? grey : exchangeOf(stamp);
}

export const rowBytesOf = ({ width, channels, dtype }: ResultInfo) => width * channels * sampleBytes[dtype];

/** Hands rows over to the host. Needs no modal scope: nothing of a document changes. MEMORY_SHORT, HOST_FAILED. */
export async function hostImage(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  info: ResultInfo,
  rows: Uint8Array,
  { colorSpace, colorProfile }: ReturnType<typeof colourFor>,
): Promise<PsImageData> {
  try {
    return await photoshop.imaging.createImageDataFromBuffer(samplesOf(rows, stamp.bits), {
      width: info.width,
      height: rows.length / rowBytesOf(info),
      components: info.channels,
      colorSpace,
      colorProfile,
      chunky: true,
      fullRange: false,
    });
  } catch (error) {
    throw failureOf(error);
  }
}

/** The bytes of a strip, wherever they are. */
export async function rowsOf(image: ReadyStrip['image']): Promise<Uint8Array> {
  return image instanceof Uint8Array
    ? image
    : bytesOf(await image.getData({ chunky: true, fullRange: false }));
}

export function stripsOf({ info, pixels }: ResultPixels): readonly ReadyStrip[] {
  if (!(pixels instanceof Uint8Array)) return pixels;
  const rowBytes = rowBytesOf(info);
  const rows = stripRows(rowBytes, usualStrip);
  return Array.from({ length: Math.ceil(info.height / rows) }, (_, i) => {
    const top = i * rows;
    const height = Math.min(rows, info.height - top);
    return { top, height, image: pixels.subarray(top * rowBytes, (top + height) * rowBytes) };
  });
}

/**
 * Hands pixels to `put` strip by strip; the first replaces what was there, the others add to it. Every handle that is
 * made here is disposed. Only inside a modal scope.
 */
export async function writeStrips(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  result: ResultPixels,
  mask: boolean,
  put: (placement: {
    readonly documentID: number;
    readonly imageData: PsImageData;
    readonly replace: boolean;
    readonly targetBounds: { readonly left: number; readonly top: number };
  }) => Promise<void>,
): Promise<void> {
  const { info } = result;
  for (const { top, image } of stripsOf(result)) {
    const own = image instanceof Uint8Array;
    const imageData = own ? await hostImage(photoshop, stamp, info, image, colourFor(stamp, mask)) : image;
    try {
      const targetBounds = { left: info.bounds.x, top: info.bounds.y + top };
      await put({ documentID: stamp.id, imageData, replace: top === 0, targetBounds });
    } finally {
      if (own) await imageData.dispose();
    }
  }
}
