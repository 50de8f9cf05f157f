// SPDX-License-Identifier: Apache-2.0
import { srgb } from './curves.js';
import { type DocumentStamp, exchangeOf, sameDocument } from './document.js';
import { inModal, type Pause } from './modal.js';
import type { Photoshop, PsSamples } from './port.js';

export interface Glance {
  readonly width: number;
  readonly height: number;
  /** 8-bit sRGB, straight alpha, tight rows. */
  readonly rgba: Uint8Array;
}

const screenProfile = 'sRGB IEC61966-2.1';

/**
 * The document as it looks, about `size` large, for showing it: one short read, from the host's own reduced copies where
 * it has them. Kept at the document's depth on the way, because reads that change it fail in some versions.
 */
export function readGlance(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  size: { readonly width: number; readonly height: number },
  options: { signal?: AbortSignal | undefined; pause?: Pause | undefined } = {},
): Promise<Glance> {
  const { id, width, height, mode, bits } = stamp;
  const grey = mode === 'Grayscale';
  const fit = Math.min(1, size.width / width, size.height / height);
  const targetSize = {
    width: Math.max(1, Math.round(width * fit)),
    height: Math.max(1, Math.round(height * fit)),
  };
  return inModal(
    photoshop,
    'Sfumato: showing the picture',
    async () => {
      sameDocument(photoshop, stamp);
      const { imageData } = await photoshop.imaging.getPixels({
        documentID: id,
        sourceBounds: { left: 0, top: 0, right: width, bottom: height },
        targetSize,
        colorSpace: grey ? 'Grayscale' : 'RGB',
        colorProfile: grey ? exchangeOf(stamp).colorProfile : screenProfile,
        componentSize: bits,
      });
      try {
        const data = await imageData.getData({ chunky: true, fullRange: false });
        const rgba = toRgba8(data, imageData.components);
        return { width: imageData.width, height: imageData.height, rgba };
      } finally {
        await imageData.dispose();
      }
    },
    options,
  );
}

function toRgba8(data: PsSamples, components: number): Uint8Array {
  const white = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 32768 : 1;
  const share = (v: number | undefined) => Math.min(white, Math.max(0, v ?? 0)) / white;
  const level = (v: number | undefined) => Math.round(share(v) * 255);
  // Samples of 32 bits are linear light.
  const colour = data instanceof Float32Array ? (v: number | undefined) => level(srgb(share(v))) : level;
  const colours = components >= 3 ? 3 : 1;
  const rgba = new Uint8Array((data.length / components) * 4);
  for (let i = 0, o = 0; i < data.length; i += components, o += 4) {
    for (let c = 0; c < 3; c++) rgba[o + c] = colour(data[i + (colours === 3 ? c : 0)]);
    rgba[o + 3] = components > colours ? level(data[i + colours]) : 255;
  }
  return rgba;
}
