// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
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
  readonly hidden?: boolean;
}

export interface PsdOptions {
  /**
   * What one tool gave is arranged so that it can be used at once, light layers in a group of this name. Without it, the
   * results are layers of a document: all of them, as they are given.
   */
  readonly group?: string;
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
 * A Photoshop document with the picture at the bottom and the results above, where they lie in the document (a result
 * that reaches beyond the picture makes the canvas larger). A matte becomes the layer mask of a copy of the picture, and the
 * picture itself is hidden. Layers that lie over the picture stand alone, and the whole picture that repeats them is left out;
 * layers with blend modes stand in a hidden group below the whole picture, because they were made to be blended in linear
 * light. Data outputs have no place in it. 8 bits a channel, RGB: the writer (ag-psd) has no more, which a note says. The
 * profile, Exif and XMP are embedded. Throws NOT_SUPPORTED for pictures that are too large.
 */
export async function encodePsd(
  picture: Frame,
  results: readonly PsdResult[],
  options: PsdOptions,
): Promise<Encoded> {
  const shown = results.filter(({ kind }) => kind !== 'data');
  const canvas = canvasOf([picture, ...shown.map(({ frame }) => frame)]);
  refuseTooLarge(canvas);
  const notes: ResultNote[] = [];
  if (bitsOf(picture) > 8) {
    const text = `PSD results have 8 bits a channel; the picture has ${bitsOf(picture)}. TIFF keeps them.`;
    notes.push({ id: 'depth-reduced', text });
  }
  const original = await pictureLayer({ name: 'Original', kind: 'image', frame: picture }, canvas);
  const { group } = options;
  const { above, alone } =
    group === undefined
      ? { above: await asGiven(original, shown, canvas), alone: false }
      : await arrange(original, shown, group, canvas);
  if (shown.some(({ blend = 'normal' }) => blend !== 'normal')) {
    const which = group === undefined ? 'Layers with blend modes' : `The layers in the group ${group}`;
    const text = `${which} add up exactly only in linear light (Blend RGB Colors Using Gamma 1.0).`;
    notes.push({ id: 'linear-layers', text });
  }
  const children = [{ ...original, hidden: alone }, ...above];
  const psd: Psd = {
    width: canvas.width,
    height: canvas.height,
    imageData: composite(canvas, children),
    children,
    imageResources: {
      ...(options.metadata?.xmp !== undefined && { xmpMetadata: options.metadata.xmp }),
    },
  };
  const bytes = writePsdUint8Array(psd, { generateThumbnail: false, noBackground: true });
  const size = { colour: picture.colour, width: canvas.width, height: canvas.height };
  return { parts: await withResources(bytes, size, options.metadata, notes), notes };
}

/** Every layer of a document, bottom first; a matte is the mask of a copy of the picture. */
function asGiven(original: Layer, layers: readonly PsdResult[], canvas: Rect): Promise<Layer[]> {
  return Promise.all(
    layers.map(async (layer) => {
      const made =
        layer.kind === 'matte'
          ? await maskedLayer(layer.name, original, layer.frame, canvas)
          : await pictureLayer(layer, canvas);
      return { ...made, hidden: layer.hidden === true };
    }),
  );
}

/** Which results are shown, and how. `alone`: what is above replaces the picture. */
async function arrange(
  original: Layer,
  results: readonly PsdResult[],
  group: string,
  canvas: Rect,
): Promise<{ above: Layer[]; alone: boolean }> {
  const of = (kind: PsdResult['kind']) => results.filter((result) => result.kind === kind);
  const layersOf = (list: readonly PsdResult[]) => Promise.all(list.map((r) => pictureLayer(r, canvas)));
  const mattes = of('matte');
  const layers = await layersOf(of('layer'));
  if (mattes.length > 0) {
    const masked = await Promise.all(
      mattes.map(({ name, frame }) => maskedLayer(name, original, frame, canvas)),
    );
    const rest = [...(await layersOf(of('image'))), ...layers].map((layer) => ({ ...layer, hidden: true }));
    return { above: [...masked, ...rest], alone: true };
  }
  if (layers.some(({ blendMode }) => blendMode !== 'normal')) {
    const lights = { name: group, opened: true, hidden: true, children: layers };
    return { above: [lights, ...(await layersOf(of('image')))], alone: false };
  }
  return { above: layers.length > 0 ? layers : await layersOf(of('image')), alone: false };
}

function canvasOf(frames: readonly Frame[]): Rect {
  const left = Math.min(...frames.map(({ bounds }) => bounds.x));
  const top = Math.min(...frames.map(({ bounds }) => bounds.y));
  const right = Math.max(...frames.map(({ bounds }) => bounds.x + bounds.width));
  const bottom = Math.max(...frames.map(({ bounds }) => bounds.y + bounds.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function refuseTooLarge({ width, height }: Rect): void {
  const { maxSide } = traitsOf('psd');
  if (Math.max(width, height) <= maxSide && width * height <= maxPixels) return;
  const cause = `PSD results hold at most ${maxPixels / 1e6} megapixels and ${maxSide} pixels a side; this one has ${width}x${height}.`;
  throw new SfumatoError('NOT_SUPPORTED', cause, { remedy: ['Write PNG or TIFF.'] });
}

async function pixelData(frame: Frame, numbers = false): Promise<PixelData> {
  const { bytes, width, height } = await rgba8(frame, { numbers });
  return { width, height, data: new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

function placeOf(frame: Frame, canvas: Rect) {
  const left = frame.bounds.x - canvas.x;
  const top = frame.bounds.y - canvas.y;
  return { left, top, right: left + frame.width, bottom: top + frame.height };
}

async function pictureLayer({ name, frame, blend }: PsdResult, canvas: Rect): Promise<Layer> {
  const blendMode = blendModes[blend ?? 'normal'];
  return { name, ...placeOf(frame, canvas), blendMode, imageData: await pixelData(frame) };
}

async function maskedLayer(name: string, original: Layer, matte: Frame, canvas: Rect): Promise<Layer> {
  const mask = { ...placeOf(matte, canvas), defaultColor: 0, imageData: await pixelData(matte, true) };
  return { ...original, name, mask };
}

/** What becomes of a colour over another, 0..255 (ISO 32000-1, 11.3.5; linear dodge adds). */
const blends = {
  normal: (s: number, _b: number) => s,
  'linear dodge': (s: number, b: number) => Math.min(255, s + b),
  multiply: (s: number, b: number) => (s * b) / 255,
  screen: (s: number, b: number) => s + b - (s * b) / 255,
} as const;

/** The flattened picture that programs without layers show. */
function composite({ width, height }: Rect, layers: readonly Layer[]): PixelData {
  const data = new Uint8ClampedArray(width * height * 4);
  for (const layer of layers) if (!layer.hidden) blendOnto(data, width, height, layer);
  return { width, height, data };
}

function blendOnto(under: Uint8ClampedArray, width: number, height: number, layer: Layer): void {
  const { imageData, mask, left = 0, top = 0, blendMode } = layer;
  const blend =
    blends[
      blendMode === 'linear dodge' || blendMode === 'multiply' || blendMode === 'screen'
        ? blendMode
        : 'normal'
    ];
  if (!imageData) return;
  const bottom = Math.min(height, top + imageData.height);
  const right = Math.min(width, left + imageData.width);
  for (let y = Math.max(0, top); y < bottom; y++) {
    for (let x = Math.max(0, left); x < right; x++) {
      const i = 4 * ((y - top) * imageData.width + x - left);
      const o = 4 * (y * width + x);
      const cover = mask?.imageData ? (mask.imageData.data[i] ?? 0) / 255 : 1;
      const alpha = ((imageData.data[i + 3] ?? 0) / 255) * cover;
      const ground = (under[o + 3] ?? 0) / 255;
      const below = ground * (1 - alpha);
      const total = alpha + below;
      if (total === 0) continue;
      for (let c = 0; c < 3; c++) {
        const [s, b] = [imageData.data[i + c] ?? 0, under[o + c] ?? 0];
        const mixed = (1 - ground) * s + ground * blend(s, b);
        under[o + c] = (alpha * mixed + below * b) / total;
      }
      under[o + 3] = 255 * total;
    }
  }
}

/** ag-psd writes no profile and no Exif: they go in as image resources 1039 and 1058 of the finished file. */
async function withResources(
  psd: Uint8Array,
  picture: Pick<Frame, 'colour' | 'width' | 'height'>,
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
