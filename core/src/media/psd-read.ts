// SPDX-License-Identifier: Apache-2.0
import { initializeCanvas, type Layer, readPsd as readLayers } from 'ag-psd';
import { type Colour, Frame, type FrameFormat, linearSrgb, srgb } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { ResultNote } from '../tool/index.js';
import type { Still } from './decode.js';
import { isOpaque, withoutAlpha } from './depth.js';
import { colourOfIcc, describeIcc } from './icc.js';
import { readFlattened } from './psd-picture.js';
import { type PsdSections, readSections } from './psd-sections.js';
import { eachRow, floats, shorts } from './samples.js';

export interface PsdDocument extends Still {
  /** Layers with pixels, bottom first, groups opened up, where they lie in the document. */
  readonly layers: readonly { readonly name: string; readonly frame: Frame }[];
}

/** Image resources that are read: ICC profile, Exif, XMP, version info. */
const resource = { icc: 1039, exif: 1058, xmp: 1060, version: 1057 } as const;
const mostLayers = 100;
/** What the layers' pixels may take, in bytes. */
const layerMemory = 2 ** 31;

/**
 * Reads a PSD or PSB: RGB or grey, 8, 16 or 32 bits a channel (the last as linear light, as Photoshop has it). The frame is the flattened
 * picture, with alpha where the document is transparent. Throws INPUT_INVALID.
 */
export async function readPsd(bytes: Uint8Array, name: string): Promise<PsdDocument> {
  const psd = readSections(bytes, name);
  refuseUnflattened(psd, name);
  const notes: ResultNote[] = [];
  const colour = colourOf(psd, notes);
  const { exif, xmp } = { exif: psd.resources.get(resource.exif), xmp: psd.resources.get(resource.xmp) };
  return {
    frame: await flattened(bytes, psd, colour, name),
    metadata: {
      ...(exif && { exif: Uint8Array.from(exif) }),
      ...(xmp && { xmp: Buffer.from(xmp).toString('utf8') }),
    },
    format: 'psd',
    bits: psd.depth,
    layers: await layersOf(bytes, psd, colour, notes),
    notes,
  };
}

function refuseUnflattened(psd: PsdSections, name: string): void {
  const version = psd.resources.get(resource.version);
  if (!version || version.length < 5 || version[4] !== 0) return;
  throw new SfumatoError('INPUT_INVALID', `${name} was saved without the flattened picture that is read.`, {
    remedy: ['Save it again with “Maximise compatibility” switched on.'],
  });
}

function colourOf({ depth, mode, resources }: PsdSections, notes: ResultNote[]): Colour {
  const untagged = depth === 32 ? linearSrgb : srgb;
  const icc = resources.get(resource.icc);
  if (!icc) return untagged;
  const space = describeIcc(icc)?.space;
  if (space === mode) return colourOfIcc(Uint8Array.from(icc)) ?? untagged;
  // A grey document carries its dot gain or gamma as a profile of its own: anything else does not fit.
  notes.push({
    id: 'profile-unfit',
    text: 'The colour profile in the file does not fit its pixels and was left out.',
  });
  return untagged;
}

const dtypes = { 8: 'u8', 16: 'u16', 32: 'f32' } as const;

async function flattened(bytes: Uint8Array, psd: PsdSections, colour: Colour, name: string): Promise<Frame> {
  const { width, height, depth, mode, transparent } = psd;
  const colours = mode === 'grey' ? 1 : 3;
  const samples = await readFlattened(bytes, psd, colours + (transparent ? 1 : 0), name);
  const format = { width, height, dtype: dtypes[depth], colour };
  if (!transparent) return Frame.over(samples, { ...format, channels: colours });
  const rgba = mode === 'grey' ? greyAlpha(samples, depth / 8) : samples;
  const frame = Frame.over(rgba, { ...format, channels: 4 });
  if (await isOpaque(frame)) return withoutAlpha(frame);
  await takeOutWhite(frame);
  return frame;
}

/** Grey and alpha as RGBA, of so many bytes a sample. */
function greyAlpha(pairs: Uint8Array, sample: number): Uint8Array {
  const out = new Uint8Array(pairs.length * 2);
  for (let i = 0, o = 0; i < pairs.length; i += 2 * sample) {
    const grey = pairs.subarray(i, i + sample);
    for (let c = 0; c < 3; c++, o += sample) out.set(grey, o);
    out.set(pairs.subarray(i + sample, i + 2 * sample), o);
    o += sample;
  }
  return out;
}

/** Photoshop lays the flattened picture of a transparent document over white: the colours themselves come back. */
async function takeOutWhite(frame: Frame): Promise<void> {
  const full = { u8: 255, u16: 65_535, f32: 1, f16: 1 }[frame.dtype];
  await eachRow(frame.height, (y) => {
    const bytes = frame.row(y);
    const row = frame.dtype === 'u8' ? bytes : frame.dtype === 'u16' ? shorts(bytes) : floats(bytes);
    for (let i = 0; i < row.length; i += 4) {
      const alpha = (row[i + 3] ?? 0) / full;
      if (alpha <= 0 || alpha >= 1) continue;
      for (let c = i; c < i + 3; c++) {
        const colour = ((row[c] ?? 0) - full * (1 - alpha)) / alpha;
        row[c] = frame.dtype === 'f32' ? colour : Math.min(full, Math.max(0, Math.round(colour)));
      }
    }
  });
}

async function layersOf(
  bytes: Uint8Array,
  psd: PsdSections,
  colour: Colour,
  notes: ResultNote[],
): Promise<PsdDocument['layers']> {
  if (!psd.hasLayers) return [];
  const unread = (why: string) =>
    notes.push({ id: 'layers-unread', text: `The layers were not read: ${why}.` });
  if (psd.depth === 32) {
    unread('32-bit documents keep them in a form that is not read');
    return [];
  }
  // Layers are planes of ag-psd's own making; no canvas is drawn on.
  initializeCanvas(noCanvas, (width, height) => ({
    width,
    height,
    data: new Uint8ClampedArray(4 * width * height),
    colorSpace: 'srgb',
  }));
  try {
    const document = readLayers(bytes, {
      useImageData: true,
      skipCompositeImageData: true,
      skipThumbnail: true,
      skipLinkedFilesData: true,
      totalMemoryLimit: layerMemory,
    });
    const leaves = leavesOf(document.children ?? []).filter(({ imageData }) => imageData);
    if (leaves.length > mostLayers) unread(`only the lowest ${mostLayers} of ${leaves.length} were taken`);
    const frames: { name: string; frame: Frame }[] = [];
    for (const layer of leaves.slice(0, mostLayers)) {
      const frame = await frameOf(layer, psd, colour);
      if (frame) frames.push({ name: layer.name ?? 'Layer', frame });
    }
    return frames;
  } catch (error) {
    unread(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
    return [];
  }
}

const noCanvas = () => {
  throw new TypeError('Expected layers without canvas');
};

const leavesOf = (layers: readonly Layer[]): Layer[] =>
  layers.flatMap((layer) => (layer.children ? leavesOf(layer.children) : [layer]));

async function frameOf(
  layer: Layer,
  { depth, mode }: PsdSections,
  colour: Colour,
): Promise<Frame | undefined> {
  const { imageData, left = 0, top = 0 } = layer;
  if (!imageData || imageData.width < 1 || imageData.height < 1) return undefined;
  const { data, width, height } = imageData;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const format: FrameFormat = {
    width,
    height,
    channels: 4,
    dtype: dtypes[depth],
    // A grey profile does not describe the three equal channels that grey layers come as.
    colour: mode === 'grey' ? srgb : colour,
    origin: { x: left, y: top },
  };
  const frame = Frame.over(bytes, format);
  if (!(await isOpaque(frame))) return frame;
  return withoutAlpha(frame);
}
