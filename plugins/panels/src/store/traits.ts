// SPDX-License-Identifier: Apache-2.0
// What a tool needs of the panel, read from its declaration: panels hold no list of tools.
import type { Param, ToolDescription } from '../engine/port.js';
import type { PlaceAs } from '../host/bridge.js';
import type { ViewMode } from '../host/viewer.js';
import type { Values } from '../params/check.js';
import type { MarkTool, WorkOn } from './state.js';

type Kind = Param['kind'];
type Declared = Pick<ToolDescription, 'params' | 'outputs' | 'inputs'>;

/** The name of the first param of that kind. */
export const paramOfKind = (tool: Pick<Declared, 'params'>, kind: Kind): string | undefined =>
  Object.entries(tool.params).find(([, param]) => param.kind === kind)?.[0];

const hasKind = (tool: Pick<Declared, 'params'>, ...kinds: Kind[]) =>
  Object.values(tool.params).some((param) => kinds.includes(param.kind));

/** What can be drawn in the picture, in the order in which it is offered. */
export function markTools(tool: Pick<Declared, 'params'>): readonly MarkTool[] {
  const kinds = [
    ['points', 'point'],
    ['box', 'box'],
    ['strokes', 'stroke'],
  ] as const;
  return kinds.flatMap(([kind, mark]) => (hasKind(tool, kind) ? [mark] : []));
}

export const hasLights = (tool: Pick<Declared, 'params'>) => hasKind(tool, 'lights');

/** The output that is looked at: an image when there is one, else a matte or a layer. */
export function mainOutput(tool: Pick<Declared, 'outputs'>): string | undefined {
  const outputs = Object.entries(tool.outputs);
  const first = (kind: string) => outputs.find(([, output]) => output.kind === kind)?.[0];
  return first('image') ?? first('matte') ?? first('layer');
}

export const outputOfKind = (tool: Pick<Declared, 'outputs'>, kind: 'image' | 'matte' | 'layer') =>
  Object.entries(tool.outputs).find(([, output]) => output.kind === kind)?.[0];

const makesMatte = (tool: Pick<Declared, 'outputs'>) => outputOfKind(tool, 'image') === undefined;

/** The ways to look at what a tool gives. */
export function viewModes(tool: Declared): readonly ViewMode[] {
  if (makesMatte(tool)) {
    return outputOfKind(tool, 'layer')
      ? ['overlay', 'matte', 'cutout', 'original']
      : ['overlay', 'matte', 'original'];
  }
  const depth: readonly ViewMode[] = 'depth' in tool.outputs ? ['depth'] : [];
  return ['result', 'split', ...depth, 'original'];
}

/** The outputs that a view shows beside those that every run gives. */
const shownBy = (tool: Declared, mode: ViewMode): readonly string[] => {
  if (mode === 'depth') return ['depth'];
  const layer = outputOfKind(tool, 'layer');
  return mode === 'cutout' && layer !== undefined ? [layer] : [];
};

/** Whether a draft has all that a view shows. */
export const showsAll = (tool: Declared, mode: ViewMode, outputs: Readonly<Record<string, unknown>>) =>
  shownBy(tool, mode).every((output) => output in outputs);

/** Params for a draft: outputs that a param asks for are made only when the view shows them. */
export function draftParams(tool: Declared, values: Values, mode: ViewMode): Values {
  const shown = shownBy(tool, mode);
  const asked = Object.entries(tool.outputs).flatMap(([id, { askedBy }]) =>
    askedBy === undefined ? [] : [[askedBy, shown.includes(id)] as const],
  );
  const wanted = new Set(asked.filter(([, is]) => is).map(([param]) => param));
  return { ...values, ...Object.fromEntries(asked.map(([param]) => [param, wanted.has(param)])) };
}

/** Texture cannot be judged when the picture is made smaller: tools without any place in the picture start at 1:1. */
export const startsAtPixels = (tool: Declared) =>
  !makesMatte(tool) &&
  !hasKind(tool, 'points', 'box', 'strokes', 'lights', 'seed', 'point') &&
  !('mask' in tool.inputs);

/** Longer side of drafts: light is smooth, and a drag wants ten pictures a second. Other tools know their own size. */
export function draftSide(tool: Pick<Declared, 'params'>, live: boolean): number | undefined {
  return hasLights(tool) ? (live ? 512 : 1024) : undefined;
}

/** Where this tool's results can go in a host that can do `able`. */
export function placesOf(
  tool: Declared,
  able: readonly PlaceAs[],
  workOn: WorkOn = 'picture',
): readonly PlaceAs[] {
  const fits: ReadonlySet<PlaceAs> = new Set(workOn === 'layers' ? layerGoes(tool) : pictureGoes(tool));
  return able.filter((place) => fits.has(place));
}

function pictureGoes(tool: Declared): readonly PlaceAs[] {
  const layers = outputOfKind(tool, 'layer') !== undefined;
  if (makesMatte(tool)) {
    return ['selection', 'layer-mask', 'channel', 'document', ...(layers ? (['layer'] as const) : [])];
  }
  const seed = hasKind(tool, 'seed');
  return [
    'layer',
    'document',
    ...(layers ? (['group'] as const) : []),
    ...(seed ? (['variations'] as const) : []),
  ];
}

/** A selection or channel is the document's, not a layer's. */
function layerGoes(tool: Declared): readonly PlaceAs[] {
  return makesMatte(tool)
    ? ['layer-mask', ...(outputOfKind(tool, 'layer') === undefined ? [] : (['layer'] as const))]
    : ['layer', 'smart-object'];
}

/** Params for a full run: outputs that a param asks for are made when they are what is placed. */
export function placeParams(tool: Declared, values: Values, as: PlaceAs | null): Values {
  const wanted = (kind: string, blend: string | undefined) =>
    kind === 'layer' && (as === 'group' || (as === 'layer' && makesMatte(tool) && blend === undefined));
  const asked = Object.values(tool.outputs).flatMap(({ askedBy, kind, blend }) =>
    askedBy !== undefined && wanted(kind, blend) ? [[askedBy, true] as const] : [],
  );
  return { ...values, ...Object.fromEntries(asked) };
}
