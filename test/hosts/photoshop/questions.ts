// SPDX-License-Identifier: Apache-2.0
// batchPlay's `get`: it changes nothing and needs no modal scope.
import { type Descriptor, failed, type Reference, referenceOf } from './commands.js';
import type { Desk } from './desk.js';
import type { EmulatedDocument, LayerState } from './document.js';

const notThere = (what: string) => failed(`The object “${what}” is not currently available.`);

function ofLayer(document: EmulatedDocument, layer: LayerState): Descriptor {
  return {
    name: layer.name,
    layerID: layer.id,
    visible: layer.visible,
    opacity: Math.round(layer.opacity * 2.55),
    hasUserMask: layer.mask !== null,
    background: layer.background,
    itemIndex: document.state.layers.length - document.state.layers.indexOf(layer),
  };
}

const ofDocument = (document: EmulatedDocument): Descriptor => ({
  title: document.title,
  documentID: document.id,
  numberOfLayers: document.state.layers.filter(({ background }) => !background).length,
  targetLayersIDs: document.state.active.map((id) => ({ _ref: 'layer', _id: id })),
});

/** One property, or all that the emulator knows when none is asked for. */
export function answer(command: Descriptor, desk: Desk, brightness: string): Descriptor {
  const reference = referenceOf(command._target);
  const property = reference.find(({ _property }) => _property !== undefined)?._property;
  const of = (kind: string): Reference | undefined => reference.find(({ _ref }) => _ref === kind);
  const document = documentOf(of('document'), desk);
  let all: Descriptor;
  if (of('layer')) {
    if (!document) return notThere('current document');
    const layer = layerOf(of('layer'), document);
    if (!layer) return notThere('layer');
    all = ofLayer(document, layer);
  } else if (of('document')) {
    if (!document) return notThere('current document');
    all = ofDocument(document);
  } else {
    all = {
      hostName: 'Adobe Photoshop',
      kuiBrightnessLevel: { _enum: 'uiBrightnessLevelEnumType', _value: brightness },
    };
  }
  if (property === undefined) return all;
  return property in all ? { [property]: all[property] } : notThere(property);
}

function documentOf(reference: Reference | undefined, desk: Desk): EmulatedDocument | undefined {
  if (reference?._id !== undefined) return desk.find(reference._id);
  return desk.active;
}

function layerOf(reference: Reference | undefined, document: EmulatedDocument): LayerState | undefined {
  if (reference?._id !== undefined) return document.layer(reference._id);
  if (reference?._name !== undefined) return document.state.layers.find((l) => l.name === reference._name);
  return document.layer(document.state.active[0] ?? -1);
}
