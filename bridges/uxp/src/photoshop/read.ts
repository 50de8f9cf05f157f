// SPDX-License-Identifier: Apache-2.0
import { SfumatoError, type WireFormat } from '@sfumato/core/protocol';
import { type DocumentStamp, exchangeOf, sameDocument } from './document.js';
import { intersection, isEmpty, isVacant, layerArea } from './layers.js';
import { inModal, type Pause } from './modal.js';
import type { Photoshop, PsBounds } from './port.js';
import {
  bytesOf,
  dtypes,
  ranges,
  sampleBytes,
  spreadOver,
  stripRows,
  takeData,
  usualStrip,
  withAlpha,
} from './strips.js';

export interface ReadOptions {
  /** A layer by its id: only where it has pixels on the canvas. Default: the whole document. */
  readonly layer?: number | undefined;
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

/** Takes a picture as it is read: its format, and its rows in pieces. */
export type Send<T> = (format: WireFormat, rows: AsyncIterable<Uint8Array>) => Promise<T>;

interface Strip {
  readonly channels: 1 | 3 | 4;
  readonly pixels: Uint8Array;
}

function wholeCanvas({ width, height }: DocumentStamp): PsBounds {
  return { left: 0, top: 0, right: width, bottom: height };
}

const areaOf = (photoshop: Photoshop, stamp: DocumentStamp, { layer }: ReadOptions): PsBounds =>
  layer === undefined ? wholeCanvas(stamp) : layerArea(photoshop, stamp, layer).area;

/** The strips of an area, each read in a modal scope of its own. */
async function* stripsOf(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  area: PsBounds,
  options: ReadOptions,
): AsyncGenerator<Strip> {
  const { bits } = stamp;
  const { colorSpace, colorProfile } = exchangeOf(stamp);
  const colours = colorSpace === 'RGB' ? 3 : 1;
  // Grey comes without alpha.
  const transparent = colorSpace === 'RGB' ? 4 : 1;
  const rows = stripRows((area.right - area.left) * 4 * (bits / 8), options.stripBytes ?? usualStrip);
  for (let top = area.top; top < area.bottom; top += rows) {
    const sourceBounds = { ...area, top, bottom: Math.min(area.bottom, top + rows) };
    const read = await inModal(
      photoshop,
      'Sfumato: reading the picture',
      async () => {
        const document = sameDocument(photoshop, stamp);
        if (document.activeHistoryState.id !== stamp.history) {
          throw new SfumatoError('DOCUMENT_CHANGED', `${stamp.title} was changed while it was read.`);
        }
        // Photoshop has no pixels to give where there are none.
        if (options.layer === undefined && isVacant(document.layers, sourceBounds)) return null;
        const { imageData, sourceBounds: found } = await photoshop.imaging.getPixels({
          documentID: stamp.id,
          ...(options.layer !== undefined && { layerID: options.layer }),
          sourceBounds,
          colorSpace,
          colorProfile,
          componentSize: bits,
        });
        const { components } = imageData;
        return { data: bytesOf(await takeData(imageData)), found, components };
      },
      options,
    );
    const channels = !read || read.components === 4 ? transparent : colours;
    const pixels = read
      ? spreadOver(read.data, read.found, sourceBounds, channels * (bits / 8))
      : new Uint8Array((area.right - area.left) * (sourceBounds.bottom - top) * channels * (bits / 8));
    options.onProgress?.((sourceBounds.bottom - area.top) / (area.bottom - area.top));
    yield { channels, pixels };
  }
}

/**
 * Reads the document as it looks, or one of its layers, at its own depth and in its own profile (Lab through Adobe RGB),
 * strip by strip, each in a modal scope of its own, and hands it to `send` on the way: the next strip is read while one is
 * sent. Throws DOCUMENT_CHANGED when the document changes between strips. `send` may be called twice: again from the
 * start, with alpha, when it turns out that the picture has some.
 */
export async function sendPicture<T>(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  send: Send<T>,
  options: ReadOptions = {},
): Promise<T> {
  const { bits } = stamp;
  const area = areaOf(photoshop, stamp, options);
  const { colour } = exchangeOf(stamp);
  const attempt = async (alpha: boolean): Promise<{ readonly sent: T } | 'has alpha'> => {
    const strips = stripsOf(photoshop, stamp, area, options);
    const first = await strips.next();
    if (first.done) throw new RangeError('Expected an area with pixels but received an empty one');
    const channels = alpha && first.value.channels === 3 ? 4 : first.value.channels;
    let grew = false;
    async function* rows(): AsyncGenerator<Uint8Array> {
      let at: IteratorResult<Strip> = first;
      try {
        while (!at.done) {
          const { value } = at;
          grew = value.channels > channels;
          if (grew) throw new RangeError('A later strip has alpha');
          yield value.channels < channels ? withAlpha(value.pixels, value.channels, bits) : value.pixels;
          at = await strips.next();
        }
      } finally {
        await strips.return(undefined);
      }
    }
    const format: WireFormat = {
      width: area.right - area.left,
      height: area.bottom - area.top,
      channels,
      dtype: dtypes[bits],
      range: ranges[bits],
      colour,
      ...((area.left !== 0 || area.top !== 0) && { origin: { x: area.left, y: area.top } }),
    };
    try {
      return { sent: await send(format, rows()) };
    } catch (error) {
      if (!grew) throw error;
      return 'has alpha';
    }
  };
  const result = await attempt(false);
  if (result !== 'has alpha') return result.sent;
  const again = await attempt(true);
  if (again === 'has alpha') throw new RangeError('Expected strips of at most four channels');
  return again.sent;
}

/** The same, with all pixels at once. */
export function readPicture(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  options: ReadOptions = {},
): Promise<ReadPixels> {
  return sendPicture(photoshop, stamp, collected, options);
}

const collected: Send<ReadPixels> = async (format, rows) => {
  const { width, height, channels, dtype } = format;
  const pixels = new Uint8Array(width * height * channels * sampleBytes[dtype]);
  let at = 0;
  for await (const piece of rows) {
    pixels.set(piece, at);
    at += piece.length;
  }
  return { format, pixels };
};

/**
 * The selection as a matte of the document's size, or of the part of a layer that is on the canvas; null when nothing is
 * selected there.
 */
export async function readSelection(
  photoshop: Photoshop,
  stamp: DocumentStamp,
  options: ReadOptions = {},
): Promise<ReadPixels | null> {
  const { bits } = stamp;
  const selected = sameDocument(photoshop, stamp).selection.bounds;
  if (!selected) return null;
  const area = areaOf(photoshop, stamp, options);
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const wanted = intersection(selected, area);
  if (isEmpty(wanted)) return null;
  const rows = stripRows(width * (bits / 8), options.stripBytes ?? usualStrip);
  const pixels = new Uint8Array(width * height * (bits / 8));
  for (let top = wanted.top; top < wanted.bottom; top += rows) {
    const sourceBounds: PsBounds = { ...wanted, top, bottom: Math.min(wanted.bottom, top + rows) };
    const strip = { ...area, top, bottom: sourceBounds.bottom };
    const read = await inModal(
      photoshop,
      'Sfumato: reading the selection',
      async () => {
        sameDocument(photoshop, stamp);
        const { imageData, sourceBounds: found } = await photoshop.imaging.getSelection({
          documentID: stamp.id,
          sourceBounds,
        });
        return spreadOver(bytesOf(await takeData(imageData)), found, strip, bits / 8);
      },
      options,
    );
    pixels.set(read, (top - area.top) * width * (bits / 8));
  }
  const format: WireFormat = {
    width,
    height,
    channels: 1,
    dtype: dtypes[bits],
    range: ranges[bits],
    colour: { primaries: 'srgb', transfer: 'linear' },
    ...((area.left !== 0 || area.top !== 0) && { origin: { x: area.left, y: area.top } }),
  };
  return { format, pixels };
}
