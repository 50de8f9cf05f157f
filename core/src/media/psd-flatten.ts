// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import { Frame } from '../frame/index.js';
import type { PsdBlend, PsdLayer } from './psd-write.js';
import { eachRow, shorts } from './samples.js';

/** What becomes of a colour over another, 0..full (ISO 32000-1, 11.3.5; `add` is Photoshop's linear dodge). */
const blends: Record<PsdBlend, (s: number, b: number, full: number) => number> = {
  normal: (s) => s,
  add: (s, b, full) => Math.min(full, s + b),
  multiply: (s, b, full) => (s * b) / full,
  screen: (s, b, full) => s + b - (s * b) / full,
};

const samplesOf = (frame: Frame, y: number) => (frame.dtype === 'u8' ? frame.row(y) : shorts(frame.row(y)));

/**
 * The picture that programs without layers show: visible layers, lowest first, over nothing, and then, where something
 * shines through, over white, as Photoshop has it. RGBA of the layers' type.
 */
export async function flattened(
  layers: readonly PsdLayer[],
  canvas: Rect,
  dtype: 'u8' | 'u16',
): Promise<{ readonly frame: Frame; readonly transparent: boolean }> {
  const frame = Frame.allocate({ width: canvas.width, height: canvas.height, channels: 4, dtype });
  for (const layer of layers) if (!layer.hidden) await blendOnto(frame, layer, canvas);
  return { frame, transparent: await overWhite(frame) };
}

async function blendOnto(under: Frame, { pixels, mask, blend = 'normal' }: PsdLayer, canvas: Rect) {
  if (!pixels) return;
  const full = under.dtype === 'u8' ? 255 : 65_535;
  const mix = blends[blend];
  const { bounds } = pixels;
  await eachRow(bounds.height, (row) => {
    const y = bounds.y + row;
    const above = samplesOf(pixels, row);
    const below = samplesOf(under, y - canvas.y);
    const cover = mask ? coverage(mask, y) : undefined;
    for (let x = 0; x < bounds.width; x++) {
      const i = 4 * x;
      const o = 4 * (bounds.x - canvas.x + x);
      const alpha = ((above[i + 3] ?? 0) / full) * (cover ? cover(bounds.x + x) / full : 1);
      const ground = (below[o + 3] ?? 0) / full;
      const left = ground * (1 - alpha);
      const total = alpha + left;
      if (total === 0) continue;
      for (let c = 0; c < 3; c++) {
        const [s, b] = [above[i + c] ?? 0, below[o + c] ?? 0];
        const mixed = (1 - ground) * s + ground * mix(s, b, full);
        below[o + c] = Math.round((alpha * mixed + left * b) / total);
      }
      below[o + 3] = Math.round(full * total);
    }
  });
}

/** A row of a mask by the document's x; outside of its bounds it hides. */
function coverage(mask: Frame, y: number): (x: number) => number {
  const { bounds, channels } = mask;
  if (y < bounds.y || y >= bounds.y + bounds.height) return () => 0;
  const row = samplesOf(mask, y - bounds.y);
  return (x) => (x < bounds.x || x >= bounds.x + bounds.width ? 0 : (row[channels * (x - bounds.x)] ?? 0));
}

/** Whether anything was transparent. */
async function overWhite(frame: Frame): Promise<boolean> {
  const full = frame.dtype === 'u8' ? 255 : 65_535;
  let transparent = false;
  await eachRow(frame.height, (y) => {
    const row = samplesOf(frame, y);
    for (let i = 0; i < row.length; i += 4) {
      const alpha = (row[i + 3] ?? 0) / full;
      if (alpha === 1) continue;
      transparent = true;
      for (let c = i; c < i + 3; c++) row[c] = Math.round(alpha * (row[c] ?? 0) + (1 - alpha) * full);
    }
  });
  return transparent;
}
