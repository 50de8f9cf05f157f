// SPDX-License-Identifier: Apache-2.0
import { srgb } from './curves.js';
import { type DocumentStamp, exchangeOf, sameDocument } from './document.js';
import { isVacant } from './layers.js';
import { inModal, type Pause } from './modal.js';
import type { Photoshop, PsImageData, PsSamples } from './port.js';

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
      const { layers } = sameDocument(photoshop, stamp);
      const canvas = { left: 0, top: 0, right: width, bottom: height };
      if (isVacant(layers, canvas)) return { ...targetSize, rgba: empty(targetSize) };
      const { imageData, sourceBounds, level } = await photoshop.imaging.getPixels({
        documentID: id,
        sourceBounds: canvas,
        targetSize,
        colorSpace: grey ? 'Grayscale' : 'RGB',
        colorProfile: grey ? exchangeOf(stamp).colorProfile : screenProfile,
        componentSize: bits,
      });
      try {
        const data = await imageData.getData({ chunky: true, fullRange: false });
        const rgba = toRgba8(data, imageData.components);
        // What was found may be less than the canvas, and its bounds are those of the reduced copy that it came from.
        const scale = 2 ** level * fit;
        const left = Math.round(sourceBounds.left * scale);
        const top = Math.round(sourceBounds.top * scale);
        const place = {
          left,
          top,
          width: Math.max(1, Math.min(targetSize.width, Math.round(sourceBounds.right * scale)) - left),
          height: Math.max(1, Math.min(targetSize.height, Math.round(sourceBounds.bottom * scale)) - top),
        };
        return { ...targetSize, rgba: placed({ ...sizeOf(imageData), rgba }, place, targetSize) };
      } finally {
        await imageData.dispose();
      }
    },
    options,
  );
}

type Size = Pick<Glance, 'width' | 'height'>;

const empty = ({ width, height }: Size) => new Uint8Array(width * height * 4);
const sizeOf = ({ width, height }: PsImageData): Size => ({ width, height });

/** A picture stretched over a part of a larger, empty one; itself when it fills that. */
function placed(from: Glance, to: Size & { left: number; top: number }, all: Size): Uint8Array {
  if (from.width === all.width && from.height === all.height && to.left === 0 && to.top === 0) {
    if (to.width >= all.width - 1 && to.height >= all.height - 1) return from.rgba;
  }
  const out = empty(all);
  for (let y = 0; y < to.height; y++) {
    const sy = Math.floor(((y + 0.5) * from.height) / to.height);
    for (let x = 0; x < to.width; x++) {
      const i = 4 * (sy * from.width + Math.floor(((x + 0.5) * from.width) / to.width));
      out.set(from.rgba.subarray(i, i + 4), 4 * ((y + to.top) * all.width + x + to.left));
    }
  }
  return out;
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
