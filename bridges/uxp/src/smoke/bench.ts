// SPDX-License-Identifier: Apache-2.0
// Documents that are made for a check and closed after it, unsaved.
import { type Bits, type DocumentStamp, stampOf } from '../photoshop/document.js';
import { inModal } from '../photoshop/modal.js';
import { place } from '../photoshop/place.js';
import type { Photoshop, PsDocument, PsSamples } from '../photoshop/port.js';
import { bytesOf, dtypes, ranges } from '../photoshop/strips.js';
import type { ResultInfo, ResultPixels } from '../photoshop/write.js';

export type BenchMode = 'RGB' | 'Grayscale' | 'Lab';

export interface Bench {
  readonly photoshop: Photoshop;
  readonly document: PsDocument;
  /** As the document is now. */
  stamp(): DocumentStamp;
}

const size = { width: 97, height: 61 };
const modes = {
  RGB: { mode: 'RGBColorMode', profile: 'sRGB IEC61966-2.1' },
  Grayscale: { mode: 'grayscaleMode', profile: 'Gray Gamma 2.2' },
  Lab: { mode: 'labColorMode', profile: 'Lab D50' },
} as const;

/** Runs `work` with a new document in front, which is closed whatever happens. */
export async function onBench<T>(
  photoshop: Photoshop,
  { mode = 'RGB', bits = 16 }: { readonly mode?: BenchMode; readonly bits?: Bits },
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const document = await inModal(photoshop, 'Sfumato: making a document to check', () =>
    photoshop.app.createDocument({
      name: 'Sfumato check',
      ...size,
      resolution: 72,
      ...modes[mode],
      depth: bits,
      fill: 'white',
    }),
  );
  if (!document) throw new Error('Photoshop made no document');
  try {
    return await work({ photoshop, document, stamp: () => stampOf(photoshop) });
  } finally {
    await inModal(photoshop, 'Sfumato: closing the document', async () => document.closeWithoutSaving());
  }
}

const tops = { 8: 255, 16: 32768, 32: 1 } as const;

/** Repeatable samples over the whole range; of four channels the last is alpha, half of it opaque. */
export function samplesFor(bits: Bits, channels: number, count: number): PsSamples {
  const made =
    bits === 8 ? new Uint8Array(count) : bits === 16 ? new Uint16Array(count) : new Float32Array(count);
  let state = 7;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const share = state / 2 ** 32;
    const alpha = channels === 4 && i % 4 === 3;
    // Colours under no alpha at all are nobody's: hosts may drop them.
    const v = alpha ? (share > 0.5 ? 1 : 0.25 + share) : share;
    made[i] = bits === 32 ? Math.fround(v) : Math.round(v * tops[bits]);
  }
  return made;
}

/** A whole picture, or with `inset` one that leaves that many pixels free on each side. */
export function pictureFor(
  { bits, width, height }: Pick<DocumentStamp, 'bits' | 'width' | 'height'>,
  channels: 1 | 3 | 4,
  inset = 0,
): { readonly result: ResultPixels; readonly samples: PsSamples } {
  const [w, h] = [width - 2 * inset, height - 2 * inset];
  const samples = samplesFor(bits, channels, w * h * channels);
  const info: ResultInfo = {
    width: w,
    height: h,
    channels,
    dtype: dtypes[bits],
    range: ranges[bits] ?? 'full',
    bounds: { x: inset, y: inset, width: w, height: h },
  };
  return { result: { info, pixels: bytesOf(samples) }, samples };
}

/** Samples of bytes in that depth. */
export function samplesIn(bytes: Uint8Array, bits: Bits): PsSamples {
  const { buffer, byteOffset, byteLength } = bytes.slice();
  if (bits === 8) return new Uint8Array(buffer, byteOffset, byteLength);
  return bits === 16
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The colours of samples with alpha, which must be opaque everywhere. */
export function opaqueColours(samples: PsSamples, bits: Bits): readonly number[] {
  const alpha = samples.findIndex((v, i) => i % 4 === 3 && v !== tops[bits]);
  if (alpha >= 0) throw new Error(`pixel ${alpha >> 2} is not opaque`);
  return Array.from(samples).filter((_, i) => i % 4 !== 3);
}

/** Places a picture as the layer `name`, and gives that layer's id. */
export async function placeLayer(bench: Bench, name: string, result: ResultPixels): Promise<number> {
  await place(bench.photoshop, bench.stamp(), `Sfumato: ${name}`, {
    as: 'layers',
    layers: [{ ...result, name }],
  });
  const [layer] = Array.from(bench.document.activeLayers);
  if (layer?.name !== name) throw new Error(`The new layer is not the active one, but ${layer?.name}`);
  return layer.id;
}
