// SPDX-License-Identifier: Apache-2.0
// Opens a PSD as a document: its layers where it has any, else the flattened picture as the background.
import { colourComponents, type DocumentState, type Mode, newId, usualProfileOf } from '../document.js';
import { type Bounds, blank, type Depth, type Plane, samples, white } from '../plane.js';
import { ByteReader } from './bytes.js';
import { modeNumbers, resourceIds } from './keys.js';
import { readLayers } from './layers.js';
import { profileName } from './profile.js';
import { intoPlane, unpacked } from './samples.js';

interface Header {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  readonly depth: Depth;
  readonly mode: Mode;
}

function readHeader(file: ByteReader): Header {
  if (file.ascii(4) !== '8BPS' || file.u16() !== 1) throw new Error('This is no PSD file.');
  file.bytes(6);
  const channels = file.u16();
  const [height, width] = [file.u32(), file.u32()];
  const [depth, number] = [file.u16(), file.u16()];
  const mode = (Object.keys(modeNumbers) as Mode[]).find((known) => modeNumbers[known] === number);
  if (depth !== 8 && depth !== 16 && depth !== 32) throw new Error(`The depth ${depth} is not opened.`);
  if (!mode) throw new Error(`The colour mode ${number} is not opened.`);
  return { channels, width, height, depth, mode };
}

function readResources(section: ByteReader): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  while (section.left >= 12) {
    section.bytes(4);
    const id = section.u16();
    section.pascal(2);
    const data = section.bytes(section.u32());
    found.set(id, data);
    section.at += data.length % 2;
  }
  return found;
}

/** Throws for what is damaged, and for modes and depths that the emulator does not open. */
export function readPsd(bytes: Uint8Array): DocumentState {
  const file = new ByteReader(bytes);
  const header = readHeader(file);
  file.block();
  const resources = readResources(file.block());
  const { layers, transparent } = readLayers(file.block(), header);
  const { width, height, depth, mode } = header;
  const planes = readFlattened(file, header);
  const colours = colourComponents[mode];
  const canvas: Bounds = { left: 0, top: 0, right: width, bottom: height };
  const names = alphaNames(resources.get(resourceIds.alphaNamesUnicode));
  const firstAlpha = colours + (transparent ? 1 : 0);
  const icc = resources.get(resourceIds.icc);
  const all = layers.length > 0 ? layers : [backgroundOf(planes, canvas, mode, depth)];
  return {
    mode,
    depth,
    profile:
      (icc && profileName(icc))?.replace(/ \(Linear RGB Profile\)$/, '') ?? usualProfileOf(mode, depth),
    ...(icc && { icc: Uint8Array.from(icc) }),
    width,
    height,
    layers: all,
    selection: null,
    channels: planes.slice(firstAlpha).map((data, i) => {
      const plane = blank(canvas, 1, depth);
      intoPlane(data, plane.data, 0, 1);
      const name = names[i + (transparent ? 1 : 0)] ?? `Alpha ${i + 1}`;
      return { id: newId(), name, plane };
    }),
    active: all[0] ? [all[0].id] : [],
  };
}

/** What the file says that the document looks like, opaque: over white where it is transparent. */
export function readMerged(bytes: Uint8Array): Plane {
  const file = new ByteReader(bytes);
  const header = readHeader(file);
  for (let section = 0; section < 3; section++) file.block();
  const { width, height, depth, mode } = header;
  const canvas = { left: 0, top: 0, right: width, bottom: height };
  return backgroundOf(readFlattened(file, header), canvas, mode, depth).pixels;
}

/** The flattened picture's channels, each by itself. */
function readFlattened(file: ByteReader, { channels, width, height, depth }: Header): Uint8Array[] {
  const kind = file.u16();
  const rest = file.bytes(file.left);
  if (kind === 0) {
    const size = (width * height * depth) / 8;
    return Array.from({ length: channels }, (_, c) => rest.subarray(c * size, (c + 1) * size));
  }
  // The rows' lengths of all channels come first: as one channel of so many rows it is the same thing.
  const whole = unpacked(kind, rest, width, height * channels, depth);
  const size = whole.length / channels;
  return Array.from({ length: channels }, (_, c) => whole.subarray(c * size, (c + 1) * size));
}

function backgroundOf(planes: readonly Uint8Array[], bounds: Bounds, mode: Mode, depth: Depth) {
  const components = colourComponents[mode] + 1;
  const length = components * (bounds.right * bounds.bottom);
  const pixels: Plane = { bounds, components, data: samples(depth, length).fill(white[depth]) };
  for (let c = 0; c < components - 1; c++) {
    const channel = planes[c];
    if (channel) intoPlane(channel, pixels.data, c, components);
  }
  return {
    id: newId(),
    name: 'Background',
    kind: 'pixel',
    parent: null,
    visible: true,
    opacity: 100,
    blendMode: 'normal',
    background: true,
    pixels,
    mask: null,
  } as const;
}

function alphaNames(data: Uint8Array | undefined): string[] {
  if (!data) return [];
  const reader = new ByteReader(data);
  const names: string[] = [];
  while (reader.left >= 4) {
    const codes = Array.from({ length: reader.u32() }, () => reader.u16());
    names.push(String.fromCharCode(...codes).replace(/\0$/, ''));
  }
  return names;
}
