// SPDX-License-Identifier: Apache-2.0
import type { Rect } from '@sfumato/native';
import type { Frame } from '../frame/index.js';
import { flattenedChannels, layerChannel } from './psd-channels.js';

export type PsdBlend = 'normal' | 'add' | 'multiply' | 'screen';

/** A layer with pixels, or a group of layers. Places are those of the frames' bounds. */
export interface PsdLayer {
  readonly name: string;
  readonly hidden?: boolean;
  readonly blend?: PsdBlend;
  /** RGBA, straight. */
  readonly pixels?: Frame;
  /** Its first channel shows where it is full; outside of it the mask hides. */
  readonly mask?: Frame;
  /** Lowest first. */
  readonly children?: readonly PsdLayer[];
}

export interface PsdFile {
  readonly canvas: Rect;
  /** Lowest first; all frames have the same type, `u8` or `u16`, which becomes the document's depth. */
  readonly layers: readonly PsdLayer[];
  /** The flattened picture, RGBA, over white where it is `transparent`. */
  readonly flattened: Frame;
  readonly transparent: boolean;
  /** Image resources by their number. */
  readonly resources: readonly (readonly [id: number, bytes: Uint8Array])[];
}

type Parts = readonly Uint8Array[];

const blendKeys: Record<PsdBlend, string> = { normal: 'norm', add: 'lddg', multiply: 'mul ', screen: 'scrn' };
const channelIds = { transparency: -1, mask: -2 } as const;
/** Entries of the list of layers that begin and end a group. */
const dividers = { open: 1, end: 3 } as const;
const transparencyName = 'Transparency';
const resourceIds = { alphaNames: 1006, version: 1057 } as const;

/** A Photoshop document of 8 or 16 bits a channel, RGB (Adobe Photoshop File Formats Specification, version 1). */
export async function writePsd(file: PsdFile): Promise<Parts> {
  const { canvas, flattened, transparent, layers } = file;
  const depth = flattened.dtype === 'u8' ? 8 : 16;
  const channels = transparent ? 4 : 3;
  const rgb = 3;
  const header = [
    ascii('8BPS'),
    u16(1),
    new Uint8Array(6),
    u16(channels),
    u32(canvas.height, canvas.width),
    u16(depth, rgb),
  ];
  const resources = [
    ...(transparent ? [[resourceIds.alphaNames, pascal(transparencyName, 1)] as const] : []),
    [resourceIds.version, versionInfo()] as const,
    ...file.resources,
  ];
  return [
    ...header,
    u32(0),
    ...block(
      resources.flatMap(([id, bytes]) => [
        ascii('8BIM'),
        u16(id, 0),
        ...block([bytes]),
        padding(bytes.length, 2),
      ]),
    ),
    ...block(layerSection(await layerInfo(layers, canvas, transparent && depth === 8), depth, transparent)),
    ...(await flattenedChannels(flattened, channels)),
  ];
}

/** Documents of 8 bits have the layers at once, others in a tagged block behind empty ones. */
function layerSection(info: Parts, depth: 8 | 16, transparent: boolean): Parts {
  if (depth === 8) return [...padded(info, 2), u32(0)];
  return [
    u32(0, 0),
    ...(transparent ? [ascii('8BIM'), ascii('Mt16'), u32(0)] : []),
    ascii('8BIM'),
    ascii('Lr16'),
    ...padded(info, 4),
  ];
}

interface Entry {
  readonly layer: PsdLayer;
  readonly divider?: number;
}

/** Records and then channels, lowest layer first. A negative count: the flattened picture's first extra channel is its alpha. */
async function layerInfo(layers: readonly PsdLayer[], canvas: Rect, alpha: boolean): Promise<Parts> {
  const entries = entriesOf(layers);
  const packed = new Map<Frame, Promise<readonly Parts[]>>();
  const records: Uint8Array[] = [];
  const data: Uint8Array[] = [];
  for (const [index, entry] of entries.entries()) {
    const channels = await channelsOf(entry.layer, packed);
    records.push(...recordOf(entry, index + 1, channels, canvas));
    data.push(...channels.flatMap(({ parts }) => parts));
  }
  return [u16(alpha ? -entries.length : entries.length), ...records, ...data];
}

const entriesOf = (layers: readonly PsdLayer[]): Entry[] =>
  layers.flatMap((layer) => {
    if (!layer.children) return [{ layer }];
    const end = { layer: { name: '</Layer group>' }, divider: dividers.end };
    return [end, ...entriesOf(layer.children), { layer, divider: dividers.open }];
  });

interface Channel {
  readonly id: number;
  readonly parts: Parts;
}

/** `packed` keeps what was packed: a picture and its masked copy have the same pixels. */
async function channelsOf(
  layer: PsdLayer,
  packed: Map<Frame, Promise<readonly Parts[]>>,
): Promise<Channel[]> {
  const { pixels, mask } = layer;
  const ids = [channelIds.transparency, 0, 1, 2];
  if (!pixels) return ids.map((id) => ({ id, parts: [u16(0)] }));
  const planes = packed.get(pixels) ?? Promise.all([3, 0, 1, 2].map((c) => layerChannel(pixels, c)));
  packed.set(pixels, planes);
  const made = (await planes).map((parts, i) => ({ id: ids[i] ?? 0, parts }));
  return mask ? [...made, { id: channelIds.mask, parts: await layerChannel(mask, 0) }] : made;
}

function recordOf({ layer, divider }: Entry, id: number, channels: readonly Channel[], canvas: Rect): Parts {
  const { name, hidden, pixels, mask, blend = 'normal' } = layer;
  const key = divider === dividers.open ? 'pass' : blendKeys[blend];
  const opaque = 255;
  const flags = (hidden ? 2 : 0) | 8 | (divider === undefined ? 0 : 16);
  const shortName = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 31);
  const extra = [
    ...block(mask ? [rectangle(mask.bounds, canvas), u16(0), u16(0)] : []),
    u32(0),
    pascal(shortName, 4),
    ...tagged('luni', [u32(name.length), Buffer.from(name, 'utf16le').swap16()]),
    ...tagged('lyid', [u32(id)]),
    ...(divider === undefined ? [] : tagged('lsct', [u32(divider), ascii('8BIM'), ascii(key)])),
  ];
  return [
    pixels ? rectangle(pixels.bounds, canvas) : new Uint8Array(16),
    u16(channels.length),
    ...channels.flatMap((channel) => [u16(channel.id), u32(lengthOf(channel.parts))]),
    ascii('8BIM'),
    ascii(key),
    Uint8Array.of(opaque, 0, flags, 0),
    ...block(extra),
  ];
}

function rectangle({ x, y, width, height }: Rect, canvas: Rect): Uint8Array {
  const [left, top] = [x - canvas.x, y - canvas.y];
  return u32(top, left, top + height, left + width);
}

/** Says that the flattened picture is there. */
function versionInfo(): Uint8Array {
  const name = Buffer.from('Sfumato', 'utf16le').swap16();
  return Buffer.concat([u32(1), Uint8Array.of(1), u32(7), name, u32(7), name, u32(1)]);
}

const lengthOf = (parts: Parts) => parts.reduce((sum, part) => sum + part.length, 0);
const block = (parts: Parts): Parts => [u32(lengthOf(parts)), ...parts];
const padding = (length: number, of: number) => new Uint8Array((of - (length % of)) % of);
const padded = (parts: Parts, of: number) => block([...parts, padding(lengthOf(parts), of)]);
const tagged = (key: string, parts: Parts): Parts => [ascii('8BIM'), ascii(key), ...padded(parts, 4)];
const ascii = (text: string) => Buffer.from(text, 'latin1');

/** A length of one byte and the text, in all a multiple of `of` bytes. */
function pascal(text: string, of: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(text.length), ascii(text), padding(text.length + 1, of)]);
}

function u16(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, 2 * i);
  return bytes;
}

function u32(...values: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(value | 0, 4 * i);
  return bytes;
}
