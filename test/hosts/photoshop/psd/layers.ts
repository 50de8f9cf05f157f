// SPDX-License-Identifier: Apache-2.0
// The layers of a PSD file, from their records and channels.
import { colourComponents, type DocumentState, type LayerState, newId } from '../document.js';
import {
  type Bounds,
  blank,
  cut,
  depthOf,
  heightOf,
  isEmpty,
  type Plane,
  union,
  white,
  widthOf,
} from '../plane.js';
import { ByteReader } from './bytes.js';
import { blendKeys, channelIds, dividers } from './keys.js';
import { intoPlane, unpacked } from './samples.js';

interface Record {
  readonly bounds: Bounds;
  readonly channels: readonly { readonly id: number; readonly length: number }[];
  readonly blend: string;
  readonly opacity: number;
  readonly clipped: boolean;
  readonly visible: boolean;
  readonly mask: { readonly bounds: Bounds; readonly outside: number } | null;
  readonly name: string;
  readonly divider: number;
}

/** Topmost first, as documents have them. `transparent`: the flattened picture's first extra channel is its alpha. */
export function readLayers(
  section: ByteReader,
  file: Pick<DocumentState, 'mode' | 'depth' | 'width' | 'height'>,
): { readonly layers: readonly LayerState[]; readonly transparent: boolean } {
  const { info, transparent } = layerInfo(section);
  if (!info || info.left < 2) return { layers: [], transparent };
  const count = info.i16();
  const records = Array.from({ length: Math.abs(count) }, () => readRecord(info));
  const read = records.map((record) => ({ record, ...readPlanes(info, record, file) }));
  const layers: LayerState[] = [];
  const parents: number[] = [];
  for (const { record, pixels, mask, opaque } of read.toReversed()) {
    if (record.divider === dividers.end) {
      parents.pop();
      continue;
    }
    const group = record.divider !== 0;
    const id = newId();
    const last = record === records[0];
    layers.push({
      id,
      name: record.name,
      kind: group ? 'group' : 'pixel',
      parent: parents.at(-1) ?? null,
      visible: record.visible,
      opacity: Math.round((record.opacity / 255) * 100),
      blendMode: record.blend,
      ...(record.clipped && { clipped: true }),
      background: last && opaque && !group,
      pixels: group ? null : pixels,
      mask,
    });
    if (group) parents.push(id);
  }
  return { layers, transparent: transparent || count < 0 };
}

/** Documents of 8 bits have it at once, others in a tagged block behind; and there a block says that they are transparent. */
function layerInfo(section: ByteReader): { readonly info?: ByteReader; readonly transparent: boolean } {
  let transparent = false;
  if (section.left < 4) return { transparent };
  const own = section.block();
  if (own.left > 0) return { info: own, transparent };
  if (section.left >= 4) section.block();
  while (section.left >= 12) {
    section.ascii(4);
    const key = section.ascii(4);
    const block = section.block();
    section.at += (4 - (block.left % 4)) % 4;
    if (/^Mt(rn|16|32)$/.test(key)) transparent = true;
    if (key === 'Lr16' || key === 'Lr32' || key === 'Layr') return { info: block, transparent };
  }
  return { transparent };
}

function rectangle(reader: ByteReader): Bounds {
  const [top, left, bottom, right] = [reader.i32(), reader.i32(), reader.i32(), reader.i32()];
  return { top, left, bottom, right };
}

function readRecord(info: ByteReader): Record {
  const bounds = rectangle(info);
  const channels = Array.from({ length: info.u16() }, () => ({ id: info.i16(), length: info.u32() }));
  info.ascii(4);
  const key = info.ascii(4);
  const blend = Object.keys(blendKeys).find((name) => blendKeys[name] === key);
  if (!blend) throw new Error(`The blend mode ${key} is not known.`);
  const [opacity, clipping, flags] = [info.u8(), info.u8(), info.u8()];
  info.u8();
  const more = info.block();
  const maskBlock = more.block();
  const mask = maskBlock.left >= 18 ? { bounds: rectangle(maskBlock), outside: maskBlock.u8() } : null;
  more.block();
  let name = more.pascal(4);
  let [divider, groupBlend] = [0, blend];
  while (more.left >= 12) {
    more.ascii(4);
    const tag = more.ascii(4);
    const block = more.block();
    const padding = (4 - (block.left % 4)) % 4;
    if (tag === 'luni') {
      const codes = Array.from({ length: block.u32() }, () => block.u16());
      name = String.fromCharCode(...codes).replace(/\0+$/, '');
    } else if (tag === 'lsct') {
      divider = block.u32();
      if (block.left >= 8) {
        block.ascii(4);
        const own = block.ascii(4);
        groupBlend = Object.keys(blendKeys).find((known) => blendKeys[known] === own) ?? blend;
      }
    }
    more.at += Math.min(padding, more.left);
  }
  const visible = (flags & 2) === 0;
  return {
    bounds,
    channels,
    blend: groupBlend,
    opacity,
    clipped: clipping !== 0,
    visible,
    mask,
    name,
    divider,
  };
}

function readPlanes(
  info: ByteReader,
  { channels, bounds, mask: place }: Record,
  { mode, depth, width, height }: Pick<DocumentState, 'mode' | 'depth' | 'width' | 'height'>,
): { readonly pixels: Plane | null; readonly mask: Plane | null; readonly opaque: boolean } {
  const components = colourComponents[mode] + 1;
  const pixels = isEmpty(bounds) ? null : blank(bounds, components, depth, white[depth]);
  let mask: Plane | null = null;
  for (const { id, length } of channels) {
    const data = new ByteReader(info.bytes(length));
    const kind = data.u16();
    const bytes = data.bytes(data.left);
    const read = (area: Bounds) => unpacked(kind, bytes, widthOf(area), heightOf(area), depth);
    if (id === channelIds.mask && place) {
      mask = blank(place.bounds, 1, depth);
      if (!isEmpty(place.bounds)) intoPlane(read(place.bounds), mask.data, 0, 1);
      if (place.outside > 0) mask = revealing(mask, { left: 0, top: 0, right: width, bottom: height });
    } else if (pixels && (id === channelIds.transparency || (id >= 0 && id < components - 1))) {
      intoPlane(read(bounds), pixels.data, id === channelIds.transparency ? components - 1 : id, components);
    }
  }
  const opaque = !channels.some(({ id }) => id === channelIds.transparency);
  return { pixels, mask, opaque };
}

/** A mask that shows what lies outside of its rectangle, as one that covers all. */
function revealing(mask: Plane, canvas: Bounds): Plane {
  const depth = depthOf(mask.data);
  const area = isEmpty(mask.bounds) ? canvas : union(mask.bounds, canvas);
  return cut(mask, area, white[depth]);
}
