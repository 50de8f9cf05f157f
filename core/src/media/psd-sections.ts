// SPDX-License-Identifier: Apache-2.0
import { SfumatoError } from '../protocol/error.js';

/** Where the parts of a Photoshop document lie, and what its header says (Adobe Photoshop File Formats Specification). */
export interface PsdSections {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: 8 | 16 | 32;
  readonly mode: 'grey' | 'rgb';
  /** Whether lengths are those of PSB. */
  readonly large: boolean;
  /** Image resources by their number. */
  readonly resources: ReadonlyMap<number, Uint8Array>;
  /** Whether the flattened picture's fourth (grey: second) channel is its transparency. */
  readonly transparent: boolean;
  readonly hasLayers: boolean;
  /** Where the flattened picture starts. */
  readonly picture: number;
}

const modeNames: Readonly<Record<number, string>> = {
  0: 'bitmap',
  2: 'indexed colour',
  4: 'CMYK',
  7: 'multichannel',
  8: 'duotone',
  9: 'Lab',
};

/** Whether bytes start like a Photoshop document. */
export const isPsd = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0x38 && bytes[1] === 0x42 && bytes[2] === 0x50 && bytes[3] === 0x53;

/** Throws INPUT_INVALID for what is damaged or of a kind that is not read. */
export function readSections(bytes: Uint8Array, name: string): PsdSections {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return sections(view, name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SfumatoError('INPUT_INVALID', `${name} is damaged or incomplete: it ends too early.`);
  }
}

function sections(view: DataView, name: string): PsdSections {
  const version = view.getUint16(4);
  const large = version === 2;
  const [channels, height, width] = [view.getUint16(12), view.getUint32(14), view.getUint32(18)];
  const depth = view.getUint16(22);
  const mode = view.getUint16(24);
  const refuse = (what: string) => {
    const remedy = ['Convert it to RGB or greyscale, 8, 16 or 32 bits a channel, and save it again.'];
    return new SfumatoError('INPUT_INVALID', `${name} ${what}.`, { remedy });
  };
  if (version !== 1 && version !== 2)
    throw refuse(`is a Photoshop document of the unknown version ${version}`);
  if (mode !== 1 && mode !== 3)
    throw refuse(`is in ${modeNames[mode] ?? 'an unknown'} mode, which is not read`);
  if (depth !== 8 && depth !== 16 && depth !== 32)
    throw refuse(`has ${depth} bits a channel, which is not read`);
  if (width < 1 || height < 1 || channels < (mode === 3 ? 3 : 1))
    throw refuse('is damaged: its header is not valid');
  const resourcesAt = 26 + 4 + view.getUint32(26);
  const layersAt = resourcesAt + 4 + view.getUint32(resourcesAt);
  const lengthBytes = large ? 8 : 4;
  const layersLength = large ? Number(view.getBigUint64(layersAt)) : view.getUint32(layersAt);
  // The layer count is negative when the flattened picture's first extra channel is its transparency.
  const infoLength =
    layersLength < lengthBytes
      ? 0
      : large
        ? Number(view.getBigUint64(layersAt + 8))
        : view.getUint32(layersAt + 4);
  const count = infoLength >= 2 ? view.getInt16(layersAt + 2 * lengthBytes) : 0;
  const picture = layersAt + lengthBytes + layersLength;
  const alpha = count < 0 || saysTransparent(view, layersAt + 2 * lengthBytes + infoLength, picture, large);
  return {
    width,
    height,
    channels,
    depth,
    mode: mode === 1 ? 'grey' : 'rgb',
    large,
    resources: readResources(view, resourcesAt + 4, layersAt),
    transparent: alpha && channels > (mode === 3 ? 3 : 1),
    hasLayers: count !== 0 || layersLength > infoLength + 2 * lengthBytes + 4,
    picture,
  };
}

/** Blocks whose length takes eight bytes in a PSB. */
const longBlocks = /^(LMsk|Lr16|Lr32|Layr|Mt16|Mt32|Mtrn|Alph|FMsk|lnk2|FEid|FXid|PxSD)$/;

/** Documents of 16 and 32 bits say in an empty block behind the layers that the flattened picture is transparent. */
function saysTransparent(view: DataView, start: number, end: number, large: boolean): boolean {
  if (start + 4 > end) return false;
  for (let at = start + 4 + view.getUint32(start); at + 12 <= end; ) {
    const key = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    if (/^Mt(rn|16|32)$/.test(key)) return true;
    const long = large && longBlocks.test(key);
    if (long && at + 16 > end) return false;
    const size = long ? Number(view.getBigUint64(at + 8)) : view.getUint32(at + 8);
    at += (long ? 16 : 12) + size + ((4 - (size % 4)) % 4);
  }
  return false;
}

function readResources(view: DataView, start: number, end: number): Map<number, Uint8Array> {
  const resources = new Map<number, Uint8Array>();
  for (let at = start; at + 12 <= end; ) {
    const id = view.getUint16(at + 4);
    const nameBytes = 1 + view.getUint8(at + 6);
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    const size = view.getUint32(sizeAt);
    resources.set(
      id,
      new Uint8Array(view.buffer, view.byteOffset + sizeAt + 4, Math.min(size, end - sizeAt - 4)),
    );
    at = sizeAt + 4 + size + (size % 2);
  }
  return resources;
}
