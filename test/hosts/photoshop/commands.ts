// SPDX-License-Identifier: Apache-2.0
// The commands that batchPlay knows here. What it does not know fails as it does in the host: with a descriptor.
import type { Desk } from './desk.js';
import type { DocumentState, EmulatedDocument } from './document.js';
import { without } from './layer-order.js';
import { blank, type Plane, white } from './plane.js';
import { convertedToSmartObject, withContents } from './smart-object.js';

export type Descriptor = Readonly<Record<string, unknown>>;

/** One item of an action reference. */
export interface Reference {
  readonly _ref?: string;
  readonly _id?: number;
  readonly _name?: string;
  readonly _enum?: string;
  readonly _value?: string;
  readonly _property?: string;
}

export const failed = (message: string, result = -25922): Descriptor => ({ _obj: 'error', message, result });
const unavailable = (command: string) => failed(`The command “${command}” is not currently available.`);
const missing = (what: string) => failed(`The object “${what}” is not currently available.`);

/** A reference is a list, or an object that holds one. */
export function referenceOf(target: unknown): readonly Reference[] {
  if (Array.isArray(target)) return target;
  if (typeof target !== 'object' || target === null) return [];
  return '_ref' in target && Array.isArray(target._ref) ? target._ref : [target as Reference];
}

/** The layers that a command is for: those named, or the active ones. */
function targets(document: EmulatedDocument, command: Descriptor): readonly number[] | undefined {
  const { layers, active } = document.state;
  const named = referenceOf(command._target).filter(({ _ref }) => _ref === 'layer');
  const ids = named.flatMap(({ _id, _name, _enum }) => {
    if (_id !== undefined) return [_id];
    if (_name !== undefined) return layers.filter(({ name }) => name === _name).map(({ id }) => id);
    return _enum === 'ordinal' ? active : [];
  });
  const found = named.length === 0 ? active : ids;
  return found.length > 0 && found.every((id) => document.layer(id)) ? found : undefined;
}

type Command = (document: EmulatedDocument, command: Descriptor, desk: Desk) => Descriptor;

function makeMask(document: EmulatedDocument, { using }: Descriptor): Descriptor {
  const reveal = typeof using === 'object' && using !== null && '_value' in using ? using._value : undefined;
  const layer = document.state.active.map((id) => document.layer(id)).find((l) => l !== undefined);
  if (!layer || layer.mask || layer.background) return unavailable('Make');
  const { selection } = document.state;
  let mask: Plane;
  if (reveal === 'revealSelection' && selection) mask = selection;
  else mask = blank(document.canvas, 1, document.depth, reveal === 'hideAll' ? 0 : white[document.depth]);
  const layers = document.state.layers.map((l) => (l.id === layer.id ? { ...l, mask } : l));
  // Making a mask uses the selection up.
  document.change('Add Layer Mask', { ...document.state, layers, selection: null });
  return {};
}

const make: Command = (document, command) => {
  const what = command.new;
  const isChannel =
    typeof what === 'object' && what !== null && '_class' in what && what._class === 'channel';
  return isChannel ? makeMask(document, command) : unavailable('Make');
};

const select: Command = (document, command) => {
  const ids = targets(document, command);
  if (!ids) return missing('layer');
  const modifier = command.selectionModifier;
  const adds =
    typeof modifier === 'object' && modifier !== null && '_value' in modifier
      ? modifier._value === 'addToSelection'
      : false;
  const active = adds ? [...new Set([...document.state.active, ...ids])] : ids;
  document.change('Layer Selection', { ...document.state, active });
  return {};
};

const remove: Command = (document, command) => {
  if (referenceOf(command._target)[0]?._ref === 'channel') return removeMask(document);
  const ids = targets(document, command);
  if (!ids) return missing('layer');
  const layers = without(document.state.layers, ids);
  if (layers.length === 0) return unavailable('Delete');
  const active = document.state.active.filter((id) => layers.some((l) => l.id === id));
  document.change('Delete Layer', { ...document.state, layers, active });
  return {};
};

function removeMask(document: EmulatedDocument): Descriptor {
  const [id] = document.state.active;
  const layer = id === undefined ? undefined : document.layer(id);
  if (!layer?.mask) return unavailable('Delete');
  document.changeLayer('Delete Layer Mask', layer.id, { mask: null });
  return {};
}

const visible =
  (shown: boolean): Command =>
  (document, command) => {
    const ids = targets(document, command);
    if (!ids) return missing('layer');
    const layers = document.state.layers.map((l) => (ids.includes(l.id) ? { ...l, visible: shown } : l));
    document.change(shown ? 'Show Layer' : 'Hide Layer', { ...document.state, layers });
    return {};
  };

const newPlacedLayer: Command = (document) => {
  const next = convertedToSmartObject(document.state);
  if (!next) return unavailable('Convert to Smart Object');
  document.change('Convert to Smart Object', next);
  return {};
};

const placedLayerEditContents: Command = (document, _command, desk) => {
  const layer = document.state.active.map((id) => document.layer(id)).find((l) => l?.contents);
  if (!layer?.contents) return unavailable('Edit Contents');
  const opened = desk.open(`${layer.name}.psb`, layer.contents);
  opened.onSave = () => {
    if (document.closed) throw new Error('The document of the smart object is closed.');
    const contents: DocumentState = opened.state;
    document.change('Update Smart Object', withContents(document, layer.id, contents));
  };
  return {};
};

const rasterizeLayer: Command = (document, command) => {
  const ids = targets(document, command);
  if (!ids) return missing('layer');
  const layers = document.state.layers.map((l) => {
    if (!ids.includes(l.id)) return l;
    const { contents: _, ...rest } = l;
    return { ...rest, kind: 'pixel' as const };
  });
  document.change('Rasterize Layer', { ...document.state, layers });
  return {};
};

const setSelection: Command = (document, { _target, to }) => {
  const [what] = referenceOf(_target);
  const none = typeof to === 'object' && to !== null && '_value' in to && to._value === 'none';
  if (what?._property !== 'selection' || !none) return unavailable('Set');
  document.change('Deselect', { ...document.state, selection: null });
  return {};
};

export const commands: Readonly<Record<string, Command>> = {
  make,
  select,
  delete: remove,
  show: visible(true),
  hide: visible(false),
  set: setSelection,
  newPlacedLayer,
  placedLayerEditContents,
  rasterizeLayer,
  rasterizePlaced: rasterizeLayer,
};
