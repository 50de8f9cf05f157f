// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import type { Frame } from '../frame/index.js';
import { SfumatoError } from '../protocol/error.js';
import type { OutputDeclaration, ResultNote } from '../tool/index.js';
import type { StillMetadata } from './decode.js';
import { forFile, rgbaOf } from './depth.js';
import { bitsOf, chooseDepth, type Encoded } from './encode.js';
import { exifForResult } from './exif.js';
import { type BitDepth, traitsOf } from './format.js';
import { describeIcc } from './icc.js';
import { flattened } from './psd-flatten.js';
import { type PsdLayer, writePsd } from './psd-write.js';

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
  /** Bits of a sample, 8 or 16; refused are others. Default: the picture's, or 16 where it has more. */
  readonly depth?: BitDepth;
}

/** Above this the layers' samples would not fit in memory, nor their parts in a file of this kind. */
const maxSamples = 120_000_000;

/** Layers of one type, in the document. */
interface Document {
  readonly canvas: Rect;
  readonly dtype: 'u8' | 'u16';
}

/**
 * A Photoshop document with the picture at the bottom and the results above, where they lie in the document (a result
 * that reaches beyond the picture makes the canvas larger). A matte becomes the layer mask of a copy of the picture, and the
 * picture itself is hidden. Layers that lie over the picture stand alone, and the whole picture that repeats them is left out;
 * layers with blend modes stand in a hidden group below the whole picture, because they were made to be blended in linear
 * light. Data outputs have no place in it. RGB of 8 or 16 bits a channel; the profile, Exif and XMP are embedded. Throws
 * NOT_SUPPORTED for pictures that are too large.
 */
export async function encodePsd(
  picture: Frame,
  results: readonly PsdResult[],
  options: PsdOptions,
): Promise<Encoded> {
  const shown = results.filter(({ kind }) => kind !== 'data');
  const canvas = canvasOf([picture, ...shown.map(({ frame }) => frame)]);
  const notes: ResultNote[] = [];
  const depth = chooseDepth('psd', bitsOf(picture), options.depth);
  if (options.depth === undefined && depth < bitsOf(picture)) {
    const text = `PSD results have ${depth} bits a channel; the picture has ${bitsOf(picture)}. TIFF keeps them.`;
    notes.push({ id: 'depth-reduced', text });
  }
  refuseTooLarge(canvas, depth);
  const document: Document = { canvas, dtype: depth === 8 ? 'u8' : 'u16' };
  const original = await pictureLayer({ name: 'Original', kind: 'image', frame: picture }, document);
  const { group } = options;
  const { above, alone } =
    group === undefined
      ? { above: await asGiven(original, shown, document), alone: false }
      : await arrange(original, shown, group, document);
  if (shown.some(({ blend = 'normal' }) => blend !== 'normal')) {
    const which = group === undefined ? 'Layers with blend modes' : `The layers in the group ${group}`;
    const text = `${which} add up exactly only in linear light (Blend RGB Colors Using Gamma 1.0).`;
    notes.push({ id: 'linear-layers', text });
  }
  const layers = [{ ...original, hidden: alone }, ...above];
  const flat = await flattened(layers, canvas, document.dtype);
  const size = { colour: picture.colour, width: canvas.width, height: canvas.height };
  const resources = await resourcesOf(size, options.metadata, notes);
  const { frame, transparent } = flat;
  return { parts: await writePsd({ canvas, layers, flattened: frame, transparent, resources }), notes };
}

/** Every layer of a document, bottom first; a matte is the mask of a copy of the picture. */
function asGiven(original: PsdLayer, layers: readonly PsdResult[], document: Document): Promise<PsdLayer[]> {
  return Promise.all(
    layers.map(async (layer) => {
      const made =
        layer.kind === 'matte'
          ? await maskedLayer(layer, original, document)
          : await pictureLayer(layer, document);
      return { ...made, hidden: layer.hidden === true };
    }),
  );
}

/** Which results are shown, and how. `alone`: what is above replaces the picture. */
async function arrange(
  original: PsdLayer,
  results: readonly PsdResult[],
  group: string,
  document: Document,
): Promise<{ above: PsdLayer[]; alone: boolean }> {
  const of = (kind: PsdResult['kind']) => results.filter((result) => result.kind === kind);
  const layersOf = (list: readonly PsdResult[]) => Promise.all(list.map((r) => pictureLayer(r, document)));
  const mattes = of('matte');
  const layers = await layersOf(of('layer'));
  if (mattes.length > 0) {
    const masked = await Promise.all(mattes.map((matte) => maskedLayer(matte, original, document)));
    const rest = [...(await layersOf(of('image'))), ...layers].map((layer) => ({ ...layer, hidden: true }));
    return { above: [...masked, ...rest], alone: true };
  }
  if (layers.some(({ blend = 'normal' }) => blend !== 'normal')) {
    const lights = { name: group, hidden: true, children: layers };
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

function refuseTooLarge({ width, height }: Rect, depth: BitDepth): void {
  const { maxSide } = traitsOf('psd');
  const maxPixels = (maxSamples * 8) / depth;
  if (Math.max(width, height) <= maxSide && width * height <= maxPixels) return;
  const cause = `PSD results of ${depth} bits hold at most ${maxPixels / 1e6} megapixels and ${maxSide} pixels a side; this one has ${width}x${height}.`;
  throw new SfumatoError('NOT_SUPPORTED', cause, { remedy: ['Write PNG or TIFF.'] });
}

async function pictureLayer(
  { name, frame, blend = 'normal' }: PsdResult,
  { dtype }: Document,
): Promise<PsdLayer> {
  return { name, blend, pixels: await rgbaOf(frame, dtype) };
}

async function maskedLayer(matte: PsdResult, original: PsdLayer, { dtype }: Document): Promise<PsdLayer> {
  return { ...original, name: matte.name, mask: await forFile(matte.frame, dtype, { numbers: true }) };
}

const resourceIds = { icc: 1039, exif: 1058, xmp: 1060 } as const;

async function resourcesOf(
  picture: Pick<Frame, 'colour' | 'width' | 'height'>,
  { exif, xmp }: StillMetadata = {},
  notes: ResultNote[],
): Promise<(readonly [number, Uint8Array])[]> {
  const { icc } = picture.colour;
  const fits = icc !== undefined && describeIcc(icc)?.space === 'rgb';
  if (icc && !fits)
    notes.push({ id: 'profile-unfit', text: "The picture's colour profile does not fit RGB." });
  return [
    ...(fits ? [[resourceIds.icc, icc] as const] : []),
    ...(exif ? [[resourceIds.exif, await exifForResult(exif, picture)] as const] : []),
    ...(xmp === undefined ? [] : [[resourceIds.xmp, Buffer.from(xmp, 'utf8')] as const]),
  ];
}
