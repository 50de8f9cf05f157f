// SPDX-License-Identifier: Apache-2.0
// Saves a document as PSD: layers, groups, masks, clipping, blend modes, alpha channels and profile, at any depth.
import { composite } from '../composite.js';
import { colourComponents, type DocumentState, type LayerState } from '../document.js';
import { type Bounds, cut, depthOf, isOpaque, type Plane, white } from '../plane.js';
import { ByteWriter } from './bytes.js';
import { blendKeys, channelIds, dividers, modeNumbers, resourceIds } from './keys.js';
import { channelBytes } from './samples.js';

/** One entry of the file's flat list of layers. */
interface Entry {
  readonly layer: LayerState;
  readonly divider?: number;
}

/** A smart object is saved as the pixels that it shows. Throws for modes that the emulator does not save. */
export function writePsd(state: DocumentState): Uint8Array {
  const { width, height, depth } = state;
  const mode = modeNumbers[state.mode];
  if (mode === undefined) throw new Error(`The emulator saves no ${state.mode} documents.`);
  const merged = composite(state);
  const transparent = !isOpaque(merged);
  const colours = colourComponents[state.mode];
  const extra = (transparent ? 1 : 0) + state.channels.length;
  const out = new ByteWriter().ascii('8BPS').u16(1).bytes(new Uint8Array(6));
  out
    .u16(colours + extra)
    .u32(height, width)
    .u16(depth, mode);
  // 32-bit documents keep their toning there; nobody reads it.
  out.u32(0);
  out.block((resources) => writeResources(resources, state, transparent));
  out.block((section) => {
    if (depth === 8) section.block((info) => writeLayers(info, state, transparent ? -1 : 1)).u32(0);
    else {
      section.u32(0, 0);
      if (transparent) section.ascii('8BIM').ascii(`Mt${depth}`).u32(0);
      section
        .ascii('8BIM')
        .ascii(`Lr${depth}`)
        .block((info) => writeLayers(info, state, 1));
      section.pad(4);
    }
  });
  out.u16(0);
  const flat = transparent ? overWhite(merged) : merged;
  for (let c = 0; c < colours + (transparent ? 1 : 0); c++) out.bytes(channelBytes(flat, c));
  for (const { plane } of state.channels) out.bytes(channelBytes(cut(plane, merged.bounds), 0));
  return out.done();
}

/** As Photoshop has it in the flattened picture. */
function overWhite(plane: Plane): Plane {
  const n = plane.components;
  const data = plane.data.slice();
  const top = white[depthOf(data)];
  for (let i = 0; i < data.length; i += n) {
    const alpha = (data[i + n - 1] ?? 0) / top;
    for (let c = i; c < i + n - 1; c++) {
      const v = alpha * (data[c] ?? 0) + (1 - alpha) * top;
      data[c] = top === 1 ? v : Math.round(v);
    }
  }
  return { ...plane, data };
}

function writeResources(out: ByteWriter, { icc, channels }: DocumentState, transparent: boolean): void {
  const resource = (id: number, write: (inner: ByteWriter) => void) =>
    out.ascii('8BIM').u16(id).u16(0).block(write).pad(2);
  const names = [...(transparent ? ['Transparency'] : []), ...channels.map(({ name }) => name)];
  if (names.length > 0) {
    resource(resourceIds.alphaNames, (inner) => {
      for (const name of names) inner.u8(name.length).ascii(name.replace(/[^\x20-\x7e]/g, '?'));
    });
    resource(resourceIds.alphaNamesUnicode, (inner) => {
      for (const name of names) unicode(inner, `${name}\0`);
    });
  }
  if (icc) resource(resourceIds.icc, (inner) => inner.bytes(icc));
  resource(resourceIds.version, (inner) => {
    inner.u32(1).u8(1);
    unicode(inner, 'Sfumato test\0');
    unicode(inner, 'Sfumato test\0');
    inner.u32(1);
  });
}

function unicode(out: ByteWriter, text: string): void {
  out.u32(text.length).u16(...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));
}

/** Lowest first; a group lies between its two dividers. */
function entriesOf(layers: readonly LayerState[], parent: number | null): Entry[] {
  return layers
    .filter((layer) => layer.parent === parent)
    .toReversed()
    .flatMap((layer) => {
      if (layer.kind !== 'group') return [{ layer }];
      const end: LayerState = {
        ...layer,
        name: '</Layer group>',
        blendMode: 'normal',
        opacity: 100,
        mask: null,
      };
      return [
        { layer: end, divider: dividers.end },
        ...entriesOf(layers, layer.id),
        { layer, divider: dividers.open },
      ];
    });
}

/** `sign`: -1 says that the flattened picture is transparent; a block of its own says it in deeper documents. */
function writeLayers(out: ByteWriter, state: DocumentState, sign: 1 | -1): void {
  const entries = entriesOf(state.layers, null);
  out.u16(sign * entries.length);
  const colours = colourComponents[state.mode];
  const stored = entries.map((entry) => ({ ...entry, channels: channelsOf(entry, colours) }));
  for (const { layer, divider, channels } of stored) writeRecord(out, layer, divider, channels);
  for (const { channels } of stored) for (const { bytes } of channels) out.u16(0).bytes(bytes);
  out.pad(4);
}

interface Channel {
  readonly id: number;
  readonly bytes: Uint8Array;
}

function channelsOf({ layer }: Entry, colours: number): Channel[] {
  const { pixels, mask, background } = layer;
  const ids = [
    ...(background ? [] : [channelIds.transparency]),
    ...Array.from({ length: colours }, (_, c) => c),
  ];
  const channels = ids.map((id) => ({
    id,
    bytes: pixels
      ? channelBytes(pixels, id === channelIds.transparency ? pixels.components - 1 : id)
      : new Uint8Array(0),
  }));
  if (mask) channels.push({ id: channelIds.mask, bytes: channelBytes(mask, 0) });
  return channels;
}

const nothing: Bounds = { left: 0, top: 0, right: 0, bottom: 0 };
const rectangle = (out: ByteWriter, { left, top, right, bottom }: Bounds) =>
  out.u32(top, left, bottom, right);

function writeRecord(
  out: ByteWriter,
  layer: LayerState,
  divider: number | undefined,
  channels: readonly Channel[],
): void {
  rectangle(out, layer.pixels?.bounds ?? nothing).u16(channels.length);
  for (const { id, bytes } of channels) out.u16(id).u32(bytes.length + 2);
  const mode = divider === dividers.end ? 'norm' : blendKeys[layer.blendMode];
  if (!mode) throw new Error(`The emulator does not save the blend mode ${layer.blendMode}.`);
  const flags = (layer.visible ? 0 : 2) | 8 | (divider === undefined ? 0 : 16);
  out.ascii('8BIM').ascii(mode);
  out.u8(Math.round(layer.opacity * 2.55), layer.clipped ? 1 : 0, flags, 0);
  out.block((more) => {
    more.block((mask) => {
      // Outside of its rectangle a mask hides.
      if (layer.mask) rectangle(mask, layer.mask.bounds).u8(0, 0).u16(0);
    });
    more.u32(0);
    const short = layer.name.slice(0, 31).replace(/[^\x20-\x7e]/g, '?');
    more.u8(short.length).ascii(short);
    more.bytes(new Uint8Array((4 - ((short.length + 1) % 4)) % 4));
    const tagged = (key: string, write: (inner: ByteWriter) => void) =>
      more.ascii('8BIM').ascii(key).block(write);
    tagged('luni', (inner) => {
      unicode(inner, layer.name);
      inner.pad(4);
    });
    tagged('lyid', (inner) => inner.u32(layer.id));
    if (divider !== undefined) {
      tagged('lsct', (inner) => {
        inner.u32(divider);
        if (divider !== dividers.end) inner.ascii('8BIM').ascii(blendKeys[layer.blendMode] ?? 'pass');
      });
    }
  });
}
