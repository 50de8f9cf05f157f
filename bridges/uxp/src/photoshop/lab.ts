// SPDX-License-Identifier: Apache-2.0
// Lab documents are worked on in RGB, which cannot hold all of their colours: what a tool did not change gets its own Lab
// numbers back, to the bit.
import { type DocumentStamp, exchangeOf } from './document.js';
import { intersection, isEmpty } from './layers.js';
import type { Photoshop, PsBounds, PsDocument } from './port.js';
import { bytesOf, sampleBytes, spreadOver, takeData } from './strips.js';
import { hostImage, type ResultPixels, rowsOf, stripsOf } from './write.js';

const lab = { colorSpace: 'Lab', colorProfile: 'Lab D50' } as const;

/** Where the result lies as a layer, and what it was made of. */
export interface LabSite {
  readonly photoshop: Photoshop;
  readonly stamp: DocumentStamp;
  readonly document: PsDocument;
  /** The layer that the result is. */
  readonly layer: number;
  /** How far the document's origin moved since it was read. */
  readonly shift: { readonly x: number; readonly y: number };
  /** The layer that was read; without, the whole document was. */
  readonly of?: number | undefined;
}

/**
 * Compares the result with what was read, which the history still has, and puts the original numbers where they are the
 * same. Nothing is done in other modes, nor where the history has forgotten. Only inside a modal scope.
 */
export async function restoreUnchanged(site: LabSite, result: ResultPixels): Promise<void> {
  const { stamp, document } = site;
  if (stamp.mode !== 'Lab' || result.info.channels < 3) return;
  if (!Array.from(document.historyStates).some(({ id }) => id === stamp.history)) return;
  for (const strip of stripsOf(result)) await restoreStrip(site, result, strip);
}

async function restoreStrip(
  { photoshop, stamp, layer, shift, of }: LabSite,
  { info }: ResultPixels,
  { top, height, image }: ReturnType<typeof stripsOf>[number],
): Promise<void> {
  const { x, y, width } = info.bounds;
  const rows: PsBounds = { left: x, right: x + width, top: y + top, bottom: y + top + height };
  const area = intersection(rows, { left: 0, top: 0, right: stamp.width, bottom: stamp.height });
  if (isEmpty(area)) return;
  const bytes = sampleBytes[info.dtype];
  const read = async (from: object, space: { colorSpace: string; colorProfile: string }, at: PsBounds) => {
    const { imageData, sourceBounds } = await photoshop.imaging.getPixels({
      documentID: stamp.id,
      componentSize: stamp.bits,
      sourceBounds: at,
      ...from,
      colorSpace: space.colorSpace,
      colorProfile: space.colorProfile,
    });
    return spreadOver(bytesOf(await takeData(imageData)), sourceBounds, at, 3 * bytes);
  };
  const before = { historyStateID: stamp.history, ...(of !== undefined && { layerID: of }) };
  const given = await read(before, exchangeOf(stamp), area);
  const mine = cutOut(await rowsOf(image), rows, area, info.channels * bytes);
  const same = unchanged(given, mine, info.channels, bytes);
  if (!same.includes(1)) return;
  const moved = {
    left: area.left + shift.x,
    right: area.right + shift.x,
    top: area.top + shift.y,
    bottom: area.bottom + shift.y,
  };
  const out = await read({ layerID: layer }, lab, moved);
  const original = await read(before, lab, area);
  const pixel = 3 * bytes;
  for (let i = 0; i < same.length; i++) {
    if (same[i]) out.set(original.subarray(i * pixel, (i + 1) * pixel), i * pixel);
  }
  const whole = info.channels === 4 ? joinedWithAlpha(out, mine, bytes) : out;
  const described = { ...info, width: area.right - area.left };
  const imageData = await hostImage(photoshop, stamp, described, whole, lab);
  try {
    const targetBounds = { left: moved.left, top: moved.top };
    await photoshop.imaging.putPixels({
      documentID: stamp.id,
      layerID: layer,
      imageData,
      replace: false,
      targetBounds,
    });
  } finally {
    await imageData.dispose();
  }
}

/** The pixels at `to` of those at `from`, which hold them. */
function cutOut(data: Uint8Array, from: PsBounds, to: PsBounds, pixelBytes: number): Uint8Array {
  const [stride, row] = [(from.right - from.left) * pixelBytes, (to.right - to.left) * pixelBytes];
  const out = new Uint8Array(row * (to.bottom - to.top));
  for (let y = to.top; y < to.bottom; y++) {
    const start = (y - from.top) * stride + (to.left - from.left) * pixelBytes;
    out.set(data.subarray(start, start + row), (y - to.top) * row);
  }
  return out;
}

/** 1 for each pixel whose three colours are the same bytes. */
function unchanged(given: Uint8Array, mine: Uint8Array, channels: number, bytes: number): Uint8Array {
  const same = new Uint8Array(given.length / (3 * bytes));
  for (let i = 0; i < same.length; i++) {
    let equal = 1;
    for (let b = 0; equal && b < 3 * bytes; b++) {
      if (given[i * 3 * bytes + b] !== mine[i * channels * bytes + b]) equal = 0;
    }
    same[i] = equal;
  }
  return same;
}

function joinedWithAlpha(colours: Uint8Array, rgba: Uint8Array, bytes: number): Uint8Array {
  const out = new Uint8Array(rgba.length);
  const [three, four] = [3 * bytes, 4 * bytes];
  for (let i = 0, o = 0; o < out.length; i += three, o += four) {
    out.set(colours.subarray(i, i + three), o);
    out.set(rgba.subarray(o + three, o + four), o + three);
  }
  return out;
}
