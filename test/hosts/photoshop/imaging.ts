// SPDX-License-Identifier: Apache-2.0
// require('photoshop').imaging, by its documentation and by what plug-ins in the field report of it.

import { composite, reach } from './composite.js';
import { inProfile } from './conversion.js';
import type { EmulatedDocument, LayerState } from './document.js';
import { EmulatedImageData, type MemoryMeter } from './image-data.js';
import type { ModalScopes } from './modal.js';
import {
  type Bounds,
  blank,
  cut,
  type Depth,
  depthOf,
  heightOf,
  inDepth,
  intersection,
  isEmpty,
  isOpaque,
  joined,
  type Plane,
  reduced,
  type Samples,
  trimmed,
  white,
  widthOf,
  withAlpha,
  withoutAlpha,
} from './plane.js';

/** Behaviours that some versions have: tests switch them on. */
export interface ImagingFaults {
  /** Reads that change the depth of 16-bit documents fail, as since 26.3. */
  depthConversionFails: boolean;
  /** Reads that change the colour space without naming a profile give wrong colours. */
  unnamedProfileInverts: boolean;
}

/** RGB of 8 bits to a JPEG file; the emulator has no encoder of its own. */
export type JpegEncoder = (rgb: Uint8Array, width: number, height: number) => Promise<Uint8Array>;

export interface ImagingHost {
  document(id: number | undefined): EmulatedDocument;
  readonly modal: ModalScopes;
  readonly memory: MemoryMeter;
  readonly faults: ImagingFaults;
  readonly jpeg: JpegEncoder | undefined;
}

const spaces = ['RGB', 'Grayscale', 'Lab'];
const maskColour = { space: 'Grayscale', profile: 'Gray Gamma 2.2' };

/** Unlike an absent key, an undefined one is an error there. */
function checkKeys(options: object): void {
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) throw new Error(`Invalid value for ${key}: undefined`);
  }
}

/** The host lists profiles of 32-bit documents with a suffix, and does not know them by it. */
function checkProfile(name: string | undefined): void {
  if (name && / \(Linear \w+ Profile\)$/.test(name))
    throw new Error(`The color profile ${name} is not known.`);
}

type Region = Bounds | { left: number; top: number; width: number; height: number };

function boundsOf(region: Region): Bounds {
  if (!('width' in region)) return region;
  const { left, top, width, height } = region;
  return { left, top, right: left + width, bottom: top + height };
}

function readable(document: EmulatedDocument): void {
  if (spaces.includes(document.mode)) return;
  throw new Error(`Photoshop crashed: getPixels on a ${document.mode} document.`);
}

function levelFor(region: Bounds, target: { width?: number; height?: number } | undefined): number {
  if (!target) return 0;
  const ratio = Math.max(
    widthOf(region) / (target.width ?? widthOf(region)),
    heightOf(region) / (target.height ?? heightOf(region)),
  );
  return Math.max(0, Math.min(4, Math.floor(Math.log2(Math.max(1, ratio)))));
}

function scaled(plane: Plane, target: { width?: number; height?: number } | undefined): Plane {
  if (!target) return plane;
  const ratio = widthOf(plane.bounds) / heightOf(plane.bounds);
  const width = Math.round(target.width ?? (target.height ?? 1) * ratio);
  const height = Math.round(target.height ?? width / ratio);
  const n = plane.components;
  const out = blank({ left: 0, top: 0, right: width, bottom: height }, n, depthOf(plane.data));
  for (let y = 0; y < height; y++) {
    const sy = Math.floor(((y + 0.5) * heightOf(plane.bounds)) / height);
    for (let x = 0; x < width; x++) {
      const sx = Math.floor(((x + 0.5) * widthOf(plane.bounds)) / width);
      for (let c = 0; c < n; c++) {
        out.data[(y * width + x) * n + c] = plane.data[(sy * widthOf(plane.bounds) + sx) * n + c] ?? 0;
      }
    }
  }
  return out;
}

interface ReadOptions {
  readonly documentID?: number;
  readonly layerID?: number;
  readonly historyStateID?: number;
  readonly sourceBounds?: Region;
  readonly targetSize?: { readonly width?: number; readonly height?: number };
  readonly colorSpace?: string;
  readonly colorProfile?: string;
  readonly componentSize?: -1 | Depth;
  /** Mattes what is transparent on white. */
  readonly applyAlpha?: boolean;
  readonly kind?: 'user' | 'vector';
}

interface WriteOptions {
  readonly documentID?: number;
  readonly layerID?: number;
  readonly imageData: EmulatedImageData;
  readonly replace?: boolean;
  readonly targetBounds?: { readonly left: number; readonly top: number };
  readonly commandName?: string;
  readonly kind?: 'user' | 'vector';
}

export function createImaging(host: ImagingHost) {
  const image = (plane: Plane, colour: { space: string; profile: string }) =>
    new EmulatedImageData(plane, colour, host.memory);

  const layerOf = (document: EmulatedDocument, id: number | undefined): LayerState => {
    const layer = id === undefined ? undefined : document.layer(id);
    if (!layer) throw new Error(`The layer ${id} does not exist.`);
    return layer;
  };

  /** What of a source is asked for, trimmed to what is there, at the cache level that serves. */
  function region(plane: Plane, options: ReadOptions): { plane: Plane; bounds: Bounds; level: number } {
    const wanted = intersection(
      options.sourceBounds ? boundsOf(options.sourceBounds) : plane.bounds,
      plane.bounds,
    );
    if (isEmpty(wanted)) throw new Error('The requested area holds no pixels.');
    const level = levelFor(wanted, options.targetSize);
    const small = reduced(cut(plane, wanted), level);
    return { plane: scaled(small, options.targetSize), bounds: small.bounds, level };
  }

  function converted(plane: Plane, document: EmulatedDocument, options: ReadOptions): EmulatedImageData {
    const depth =
      options.componentSize === undefined || options.componentSize === -1
        ? document.depth
        : options.componentSize;
    if (host.faults.depthConversionFails && document.depth === 16 && depth !== 16) {
      throw new Error('Photoshop Error. Code: -1');
    }
    const space = options.colorSpace ?? document.mode;
    if (!spaces.includes(space)) throw new Error(`Invalid colorSpace ${space}`);
    checkProfile(options.colorProfile);
    const profile = options.colorProfile ?? (space === document.mode ? document.profile : undefined);
    let pixels = options.applyAlpha ? onWhite(plane, document.components) : plane;
    // Alpha is not there in grey and Lab documents.
    if (document.mode !== 'RGB' && pixels.components === document.components) pixels = withoutAlpha(pixels);
    if (profile !== undefined && profile !== document.profile && document.mode !== 'Grayscale') {
      pixels = inProfile(pixels, document.profile, profile);
    } else if (profile === undefined && host.faults.unnamedProfileInverts) {
      pixels = { ...pixels, data: pixels.data.map((v) => -v) as Samples };
    }
    const named = profile ?? 'sRGB IEC61966-2.1';
    return image({ ...pixels, data: inDepth(pixels.data, depth) }, { space, profile: named });
  }

  /** Puts image data into a plane of that document's depth. */
  function placed(
    under: Plane | null,
    plane: Plane,
    options: WriteOptions,
    { components, depth, canvas }: { components: number; depth: Depth; canvas: Bounds },
  ): Plane {
    if (depthOf(plane.data) !== depth) throw new Error('The image data has the wrong depth.');
    if (plane.components !== components) throw new Error('The image data has the wrong components.');
    const { left, top } = options.targetBounds ?? { left: 0, top: 0 };
    const bounds = {
      left,
      top,
      right: left + options.imageData.width,
      bottom: top + options.imageData.height,
    };
    const there = { ...plane, bounds };
    return options.replace !== false || !under ? there : joined(under, there, canvas);
  }

  return {
    async getPixels(options: ReadOptions = {}) {
      checkKeys(options);
      host.modal.call('getPixels');
      const document = host.document(options.documentID);
      readable(document);
      const state =
        options.historyStateID === undefined
          ? document.state
          : document.history.find((h) => h.id === options.historyStateID)?.state;
      if (!state) throw new Error('The history state does not exist.');
      let source: Plane | null;
      if (options.layerID === undefined) {
        const box = reach(state);
        source = box && cut(composite(state), box);
      } else {
        const layer = state.layers.find((l) => l.id === options.layerID);
        if (!layer) throw new Error(`The layer ${options.layerID} does not exist.`);
        source = layer.pixels && trimmed(layer.pixels);
      }
      if (!source) throw new Error('There are no pixels.');
      const { plane, bounds, level } = region(source, options);
      const opaque = options.layerID === undefined ? isOpaque(plane) : false;
      const pixels = opaque ? withoutAlpha(plane) : plane;
      return { imageData: converted(pixels, document, options), sourceBounds: bounds, level };
    },

    async putPixels(options: WriteOptions): Promise<void> {
      checkKeys(options);
      host.modal.call('putPixels');
      const document = host.document(options.documentID);
      const layer = layerOf(document, options.layerID);
      if (layer.kind !== 'pixel') throw new Error('The target layer is not a pixel layer.');
      const { imageData } = options;
      if (imageData.colorSpace !== document.mode && document.mode !== 'Lab') {
        throw new Error('The image data has another colour space than the document.');
      }
      let given = imageData.plane;
      const from = imageData.colorProfile || document.profile;
      if (from !== document.profile && document.mode !== 'Grayscale') {
        given = inProfile(given, from, document.profile);
      }
      if (given.components === document.components - 1) given = withAlpha(given);
      const pixels = placed(layer.pixels, given, options, document);
      document.changeLayer(options.commandName ?? 'Put Pixels', layer.id, { pixels });
    },

    async getLayerMask(options: ReadOptions & { readonly layerID: number }) {
      checkKeys(options);
      host.modal.call('getLayerMask');
      const document = host.document(options.documentID);
      if (options.kind === 'vector') throw new Error('The layer has no vector mask.');
      const { mask } = layerOf(document, options.layerID);
      if (!mask) throw new Error('The layer has no mask.');
      const { plane, bounds } = region(mask, options);
      return { imageData: image(plane, maskColour), sourceBounds: bounds };
    },

    async putLayerMask(options: WriteOptions): Promise<void> {
      checkKeys(options);
      host.modal.call('putLayerMask');
      const document = host.document(options.documentID);
      if ((options.kind ?? 'user') !== 'user') throw new Error('Only user masks can be changed.');
      const layer = layerOf(document, options.layerID);
      if (!layer.mask) throw new Error('The layer has no mask.');
      const mask = placed(layer.mask, options.imageData.plane, options, greyOf(document));
      document.changeLayer(options.commandName ?? 'Put Layer Mask', layer.id, { mask });
    },

    async getSelection(options: ReadOptions = {}) {
      checkKeys(options);
      host.modal.call('getSelection');
      const document = host.document(options.documentID);
      const selected = document.state.selection && trimmed(document.state.selection);
      if (!selected) throw new Error('There is no selection.');
      const { plane, bounds } = region(selected, options);
      return { imageData: image(plane, maskColour), sourceBounds: bounds };
    },

    async putSelection(options: WriteOptions): Promise<void> {
      checkKeys(options);
      host.modal.call('putSelection');
      const document = host.document(options.documentID);
      const selection = placed(document.state.selection, options.imageData.plane, options, greyOf(document));
      document.change(options.commandName ?? 'Put Selection', { ...document.state, selection });
    },

    async createImageDataFromBuffer(
      data: Samples,
      options: {
        width: number;
        height: number;
        components: number;
        chunky?: boolean;
        colorSpace: string;
        colorProfile?: string;
        fullRange?: boolean;
      },
    ) {
      checkKeys(options);
      const { width, height, components } = options;
      if (!spaces.includes(options.colorSpace)) throw new Error('colorSpace is required');
      if (data.length !== width * height * components) {
        throw new Error(`Expected ${width * height * components} elements but received ${data.length}`);
      }
      checkProfile(options.colorProfile);
      const own = options.chunky === false ? interleaved(data, components) : data.slice();
      if (options.fullRange && own instanceof Uint16Array) {
        for (let i = 0; i < own.length; i++) own[i] = Math.round(((own[i] ?? 0) * 32768) / 65535);
      }
      const bounds = { left: 0, top: 0, right: width, bottom: height };
      const profile = options.colorProfile ?? '';
      return image({ bounds, components, data: own }, { space: options.colorSpace, profile });
    },

    async encodeImageData({ imageData, base64 }: { imageData: EmulatedImageData; base64?: boolean }) {
      const { colorSpace, componentSize, plane, width, height } = imageData;
      if (colorSpace !== 'RGB' || componentSize !== 8) throw new Error('Only RGB of 8 bits can be encoded.');
      if (!host.jpeg) throw new Error('The emulator has no JPEG encoder here.');
      const rgb = imageData.hasAlpha ? withoutAlpha(plane).data : plane.data;
      const file = await host.jpeg(Uint8Array.from(rgb), width, height);
      return base64 ? btoa(String.fromCharCode(...file)) : Array.from(file);
    },
  };
}

/** Masks and selections: one grey component of the document's depth. */
const greyOf = ({ depth, canvas }: EmulatedDocument) => ({ components: 1, depth, canvas });

function interleaved(planar: Samples, n: number): Samples {
  const out = planar.slice();
  const pixels = planar.length / n;
  for (let c = 0; c < n; c++) for (let i = 0; i < pixels; i++) out[i * n + c] = planar[c * pixels + i] ?? 0;
  return out;
}

function onWhite(plane: Plane, components: number): Plane {
  if (plane.components !== components) return plane;
  const opaque = withoutAlpha(plane);
  const n = plane.components;
  const top = white[depthOf(plane.data)];
  for (let i = 0, o = 0; i < plane.data.length; i += n) {
    const alpha = (plane.data[i + n - 1] ?? 0) / top;
    for (let c = 0; c < n - 1; c++, o++) opaque.data[o] = alpha * (opaque.data[o] ?? 0) + (1 - alpha) * top;
  }
  return opaque;
}
