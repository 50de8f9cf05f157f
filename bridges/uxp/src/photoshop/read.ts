// SPDX-License-Identifier: Apache-2.0
import { SfumatoError, type WireFormat } from '@sfumato/core/protocol';
import { type DocumentStamp, exchangeOf, sameDocument } from './document.js';
import { inModal, type Pause } from './modal.js';
import type { Photoshop, PsBounds, PsImageData, PsSamples } from './port.js';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0..1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly pause?: Pause | undefined;
  /** Most bytes that are read in one modal scope. Default: 16 MiB. */
  readonly stripBytes?: number | undefined;
}

export interface ReadPixels {
  readonly format: WireFormat;
  /** Tight rows, top first, little-endian samples: what the engine takes. */
  readonly pixels: Uint8Array;
}

const defaultStrip = 16 * 2 ** 20;
const dtypes = { 8: 'u8', 16: 'u16', 32: 'f32' } as const;

/** Rows of `rowBytes` that go into one strip, at least one. */
export const stripRows = (rowBytes: number, stripBytes: number) =>
  Math.max(1, Math.floor(stripBytes / rowBytes));

const asBytes = (data: PsSamples) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

async function takeData(image: PsImageData): Promise<PsSamples> {
  try {
    return await image.getData({ chunky: true, fullRange: false });
  } finally {
    await image.dispose();
  }
}

/** Copies a strip that lies at `from` in the document into a picture of `to`. */
function copyStrip(
  data: Uint8Array,
  from: PsBounds,
  out: Uint8Array,
  to: PsBounds,
  pixelBytes: number,
): void {
  const row = (from.right - from.left) * pixelBytes;
  const stride = (to.right - to.left) * pixelBytes;
  for (let y = from.top; y < from.bottom; y++) {
    const start = (y - from.top) * row;
    out.set(data.subarray(start, start + row), (y - to.top) * stride + (from.left - to.left) * pixelBytes);
  }
}

function changedMeanwhile(stamp: DocumentStamp): SfumatoError {
  return new SfumatoError('DOCUMENT_CHANGED', `${stamp.title} was changed while it was read.`);
}

/**
 * The document as it looks, or one of its layers, at its own depth and in its own profile (Lab through Adobe RGB),
 * strip by strip, each in a modal scope of its own. A layer's pixels lie where the layer has any; the rest is
 * transparent. Throws DOCUMENT_CHANGED when the document changes between strips.
 */
export async function readPicture(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  options: ReadOptions & { readonly layer?: number | undefined } = {},
): Promise<ReadPixels> {
  const { width, height, bits } = stamp;
  const { colorSpace, colorProfile, colour } = exchangeOf(stamp);
  const colours = colorSpace === 'RGB' ? 3 : 1;
  const rows = stripRows(width * 4 * (bits / 8), options.stripBytes ?? defaultStrip);
  const canvas: PsBounds = { left: 0, top: 0, right: width, bottom: height };
  let channels: 1 | 3 | 4 = colours;
  let out: Uint8Array | undefined;
  for (let top = 0; top < height; top += rows) {
    const sourceBounds = { ...canvas, top, bottom: Math.min(height, top + rows) };
    const strip = await inModal(
      photoshop,
      'Sfumato: reading the picture',
      async () => {
        const document = sameDocument(photoshop, stamp);
        if (document.activeHistoryState.id !== stamp.history) throw changedMeanwhile(stamp);
        const { imageData, sourceBounds: bounds } = await photoshop.imaging.getPixels({
          documentID: stamp.id,
          ...(options.layer !== undefined && { layerID: options.layer }),
          sourceBounds,
          colorSpace,
          colorProfile,
          componentSize: bits,
        });
        const { components } = imageData;
        return { data: asBytes(await takeData(imageData)), bounds, components };
      },
      options,
    );
    const components = strip.components === 4 ? 4 : colours;
    if (!out) {
      channels = components;
      out = new Uint8Array(width * height * channels * (bits / 8));
    } else if (components > channels) {
      out = withAlpha(out, channels, bits);
      channels = components;
    }
    const data = components < channels ? withAlpha(strip.data, components, bits) : strip.data;
    copyStrip(data, strip.bounds, out, canvas, channels * (bits / 8));
    options.onProgress?.(sourceBounds.bottom / height);
  }
  const range = bits === 16 ? 'photoshop' : bits === 32 ? 'unit' : 'full';
  const format: WireFormat = { width, height, channels, dtype: dtypes[bits], range, colour };
  return { format, pixels: out ?? new Uint8Array(0) };
}

/** Opaque strips come without alpha, others with: this adds it. */
function withAlpha(pixels: Uint8Array, colours: number, bits: number): Uint8Array {
  const bytes = bits / 8;
  const opaque = bits === 8 ? [255] : bits === 16 ? [0, 0x80] : [0, 0, 0x80, 0x3f];
  const from = colours * bytes;
  const to = from + bytes;
  const out = new Uint8Array((pixels.length / from) * to);
  for (let i = 0, o = 0; i < pixels.length; i += from, o += to) {
    out.set(pixels.subarray(i, i + from), o);
    out.set(opaque, o + from);
  }
  return out;
}

/** The selection as a matte of the document's size, or null when nothing is selected. */
export async function readSelection(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  options: ReadOptions = {},
): Promise<ReadPixels | null> {
  const { width, height, bits } = stamp;
  const canvas: PsBounds = { left: 0, top: 0, right: width, bottom: height };
  const rows = stripRows(width * (bits / 8), options.stripBytes ?? defaultStrip);
  const bounds = sameDocument(photoshop, stamp).selection.bounds;
  if (!bounds) return null;
  const out = new Uint8Array(width * height * (bits / 8));
  const last = Math.min(height, bounds.bottom);
  for (let top = Math.max(0, bounds.top); top < last; top += rows) {
    const sourceBounds: PsBounds = {
      left: Math.max(0, bounds.left),
      right: Math.min(width, bounds.right),
      top,
      bottom: Math.min(last, top + rows),
    };
    await inModal(
      photoshop,
      'Sfumato: reading the selection',
      async () => {
        sameDocument(photoshop, stamp);
        const strip = await photoshop.imaging.getSelection({ documentID: stamp.id, sourceBounds });
        const data = await takeData(strip.imageData);
        copyStrip(asBytes(data), strip.sourceBounds, out, canvas, bits / 8);
      },
      options,
    );
  }
  const range = bits === 16 ? 'photoshop' : bits === 32 ? 'unit' : 'full';
  const colour = { primaries: 'srgb', transfer: 'linear' } as const;
  return { format: { width, height, channels: 1, dtype: dtypes[bits], range, colour }, pixels: out };
}
