// SPDX-License-Identifier: Apache-2.0
import { type BlendMode, type Layer, type PixelData, type Psd, writePsdUint8Array } from 'ag-psd';
import type { Frame } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { OutputDeclaration, ResultNote } from '../tool/index.js';
import type { StillMetadata } from './decode.js';
import { rgba8 } from './depth.js';
import { bitsOf, type Encoded } from './encode.js';
import { exifForResult } from './exif.js';
import { traitsOf } from './format.js';
import { describeIcc } from './icc.js';

/** One result of a tool, for a document. */
export interface PsdResult {
  readonly name: string;
  readonly kind: OutputDeclaration['kind'];
  readonly blend?: OutputDeclaration['blend'];
  readonly frame: Frame;
}

export interface PsdOptions {
  /** The name of the group that holds several light layers. */
  readonly group: string;
  readonly metadata?: StillMetadata;
}

const blendModes = {
  normal: 'normal',
  add: 'linear dodge',
  multiply: 'multiply',
  screen: 'screen',
} as const satisfies Record<string, BlendMode>;

/** Above this the writer's copies of every layer would not fit in memory. */
const maxPixels = 120_000_000;

/**
 * A Photoshop document with the picture at the bottom and the results above: a matte becomes the layer mask of a copy of
 * the picture (and the picture below is hidden), pictures become layers, and layers with blend modes stand in a group. Data
 * outputs have no place in it. 8 bits a channel, RGB: the writer (ag-psd) has no more, which a note says. The profile, Exif
 * and XMP are embedded. Throws NOT_SUPPORTED for pictures that are too large.
 */
export async function encodePsd(
  picture: Frame,
  results: readonly PsdResult[],
  options: PsdOptions,
): Promise<Encoded> {
  const { width, height } = picture;
  const { maxSide } = traitsOf('psd');
  if (Math.max(width, height) > maxSide || width * height > maxPixels) {
    const cause = `PSD results hold at most ${maxPixels / 1e6} megapixels and ${maxSide} pixels a side; the picture has ${width}x${height}.`;
    throw new SfumatoError('NOT_SUPPORTED', cause, { remedy: ['Write PNG or TIFF.'] });
  }
  const notes: ResultNote[] = [];
  if (bitsOf(picture) > 8) {
    const text = `PSD results have 8 bits a channel; the picture has ${bitsOf(picture)}. TIFF keeps them.`;
    notes.push({ id: 'depth-reduced', text });
  }
  const original = await pixelData(picture);
  const mattes = results.filter(({ kind }) => kind === 'matte');
  const images = results.filter(({ kind }) => kind === 'image' || kind === 'layer');
  const masked = await Promise.all(mattes.map(({ name, frame }) => maskedLayer(name, original, frame)));
  const normal = await Promise.all(images.filter((image) => !isBlended(image)).map(pictureLayer));
  const lights = await Promise.all(images.filter(isBlended).map(pictureLayer));
  const above = [
    ...masked,
    ...normal,
    ...(lights.length > 0 ? [{ name: options.group, opened: true, children: lights }] : []),
  ];
  // A matte or a picture that stands alone replaces what lies below it; blended layers need it.
  const cut = mattes.length > 0;
  const psd: Psd = {
    width,
    height,
    imageData: composite(original, cut, above),
    children: [
      { name: 'Original', imageData: original, top: 0, left: 0, right: width, bottom: height, hidden: cut },
      ...above,
    ],
    imageResources: {
      ...(options.metadata?.xmp !== undefined && { xmpMetadata: options.metadata.xmp }),
    },
  };
  const bytes = writePsdUint8Array(psd, { generateThumbnail: false, noBackground: true });
  const parts = await withResources(bytes, picture, options.metadata, notes);
  return { parts, notes };
}

async function pixelData(frame: Frame, numbers = false): Promise<PixelData> {
  const { bytes, width, height } = await rgba8(frame, { numbers });
  return { width, height, data: new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

const isBlended = ({ blend }: PsdResult) => (blend ?? 'normal') !== 'normal';

async function pictureLayer({ name, frame, blend }: PsdResult): Promise<Layer> {
  const { x, y, width, height } = frame.bounds;
  const place = { left: x, top: y, right: x + width, bottom: y + height };
  return { name, ...place, blendMode: blendModes[blend ?? 'normal'], imageData: await pixelData(frame) };
}

async function maskedLayer(name: string, original: PixelData, matte: Frame): Promise<Layer> {
  const place = { left: 0, top: 0, right: original.width, bottom: original.height };
  const mask = { ...place, defaultColor: 0, imageData: await pixelData(matte, true) };
  return { name, ...place, imageData: original, mask };
}

/** The flattened picture that programs without layers show. */
function composite(original: PixelData, cut: boolean, layers: readonly Layer[]): PixelData {
  const { width, height } = original;
  const data = cut ? new Uint8ClampedArray(width * height * 4) : Uint8ClampedArray.from(original.data);
  for (const layer of layers.flatMap((l) => l.children ?? [l])) blendOnto(data, width, height, layer);
  return { width, height, data };
}

function blendOnto(under: Uint8ClampedArray, width: number, height: number, layer: Layer): void {
  const { imageData, mask, left = 0, top = 0, blendMode = 'normal' } = layer;
  if (!imageData) return;
  for (let y = 0; y < imageData.height; y++) {
    for (let x = 0; x < imageData.width; x++) {
      if (x + left < 0 || y + top < 0 || x + left >= width || y + top >= height) continue;
      const i = 4 * (y * imageData.width + x);
      const o = 4 * ((y + top) * width + x + left);
      const cover = mask?.imageData ? (mask.imageData.data[i] ?? 0) / 255 : 1;
      const alpha = ((imageData.data[i + 3] ?? 0) / 255) * cover;
      const below = (under[o + 3] ?? 0) / 255;
      const total = alpha + below * (1 - alpha);
      if (total === 0) continue;
      for (let c = 0; c < 3; c++) {
        const s = (imageData.data[i + c] ?? 0) / 255;
        const b = (under[o + c] ?? 0) / 255;
        const mixed = (1 - below) * s + below * blend(blendMode, b, s);
        under[o + c] = (255 * (alpha * mixed + (1 - alpha) * below * b)) / total;
      }
      under[o + 3] = 255 * total;
    }
  }
}

function blend(mode: BlendMode, below: number, source: number): number {
  if (mode === 'linear dodge') return Math.min(1, below + source);
  if (mode === 'multiply') return below * source;
  if (mode === 'screen') return below + source - below * source;
  return source;
}

/** ag-psd writes no profile and no Exif: they go in as image resources 1039 and 1058 of the finished file. */
async function withResources(
  psd: Uint8Array,
  picture: Frame,
  metadata: StillMetadata | undefined,
  notes: ResultNote[],
): Promise<Uint8Array[]> {
  const resources: Uint8Array[] = [];
  const { icc } = picture.colour;
  if (icc && describeIcc(icc)?.space === 'rgb') resources.push(resource(1039, icc));
  else if (icc) notes.push({ id: 'profile-unfit', text: "The picture's colour profile does not fit RGB." });
  if (metadata?.exif) resources.push(resource(1058, await exifForResult(metadata.exif, picture)));
  const view = new DataView(psd.buffer, psd.byteOffset, psd.byteLength);
  const at = 26 + 4 + view.getUint32(26);
  const added = resources.reduce((sum, part) => sum + part.length, 0);
  view.setUint32(at, view.getUint32(at) + added);
  return [psd.subarray(0, at + 4), ...resources, psd.subarray(at + 4)];
}

function resource(id: number, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.write('8BIM', 'latin1');
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(data.length, 8);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
