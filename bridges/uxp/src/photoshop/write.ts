// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo } from '@sfumato/core/protocol';
import { type Bits, type DocumentStamp, exchangeOf } from './document.js';
import type { Photoshop, PsImageData, PsSamples } from './port.js';
import { stripRows } from './read.js';

/** Pixels of a result, as the engine gives them: tight rows in the document's own depth and range. */
export interface ResultPixels {
  readonly info: Pick<FrameInfo, 'width' | 'height' | 'channels' | 'dtype' | 'range' | 'bounds'>;
  readonly pixels: Uint8Array;
}

/** Most bytes of one host call. */
export const writeStrip = 16 * 2 ** 20;

const bytesOf: Readonly<Record<ResultPixels['info']['dtype'], number>> = { u8: 1, u16: 2, f16: 2, f32: 4 };

function samplesOf(bytes: Uint8Array, bits: Bits): PsSamples {
  if (bits === 8) return bytes;
  const aligned = bytes.byteOffset % (bits / 8) === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  return bits === 16
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** Why pixels do not fit a document as they are, or null. */
export function misfit({ info }: ResultPixels, { bits }: DocumentStamp): string | null {
  const fits =
    (bits === 8 && info.dtype === 'u8') ||
    (bits === 16 && info.dtype === 'u16' && info.range === 'photoshop') ||
    (bits === 32 && info.dtype === 'f32');
  return fits ? null : `The result has ${info.dtype} samples (${info.range}) and the document ${bits} bits.`;
}

/** How a strip is described to the host. Masks and selections are grey, whatever the document. */
function described(stamp: DocumentStamp, channels: number, mask: boolean) {
  if (mask) return { components: 1, colorSpace: 'Grayscale', colorProfile: 'Gray Gamma 2.2' };
  const { colorSpace, colorProfile } = exchangeOf(stamp);
  return { components: channels, colorSpace, colorProfile };
}

/**
 * Hands pixels to `put` strip by strip; the first replaces what was there, the others add to it. Every handle is
 * disposed. Only inside a modal scope.
 */
export async function writeStrips(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  { info, pixels }: ResultPixels,
  mask: boolean,
  put: (placement: {
    readonly documentID: number;
    readonly imageData: PsImageData;
    readonly replace: boolean;
    readonly targetBounds: { readonly left: number; readonly top: number };
  }) => Promise<void>,
): Promise<void> {
  const rowBytes = info.width * info.channels * bytesOf[info.dtype];
  const rows = stripRows(rowBytes, writeStrip);
  for (let top = 0; top < info.height; top += rows) {
    const height = Math.min(rows, info.height - top);
    const strip = pixels.subarray(top * rowBytes, (top + height) * rowBytes);
    const imageData = await photoshop.imaging.createImageDataFromBuffer(samplesOf(strip, stamp.bits), {
      width: info.width,
      height,
      ...described(stamp, info.channels, mask),
      chunky: true,
      fullRange: false,
    });
    try {
      const targetBounds = { left: info.bounds.x, top: info.bounds.y + top };
      await put({ documentID: stamp.id, imageData, replace: top === 0, targetBounds });
    } finally {
      await imageData.dispose();
    }
  }
}
