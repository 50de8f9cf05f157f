// SPDX-License-Identifier: Apache-2.0
import type { FrameInfo, OutputDeclaration, Provenance } from '../engine/protocol.js';
import type { Addition } from './document-store.js';
import { newId } from './ids.js';
import type { Content, ContentId, Layer, LayerId, Run } from './layer.js';

/** A tool's finished work and what it was made from. */
export interface Result {
  readonly tool: { readonly id: string; readonly title: string };
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
  readonly frames: Readonly<Record<string, FrameInfo>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, ContentId>>;
  readonly provenance: Provenance;
}

/** What is wanted of a result: its picture, its matte as selection, or everything. */
export type Landing = 'picture' | 'matte' | 'all';

/**
 * The layers that a result gives. A whole picture shows; what it is made up of (light passes, the filling alone) comes
 * hidden right below it, or shows when there is no whole picture. A matte shows by its overlay and becomes the selection.
 */
export function additionOf(result: Result, landing: Landing, title: string): Addition {
  const run: Run = {
    id: newId('run'),
    tool: result.tool.id,
    title: result.tool.title,
    params: result.params,
    inputs: result.inputs,
    provenance: result.provenance,
  };
  const given = Object.entries(result.outputs).flatMap(([output, declaration]) => {
    const frame = result.frames[output];
    return frame ? [{ output, frame, declaration }] : [];
  });
  const whole = given.some(({ declaration }) => declaration.kind === 'image');
  const picture = whole ? 'image' : 'layer';
  const made = given.filter(
    ({ declaration: { kind } }) => landing === 'all' || kind === (landing === 'matte' ? 'matte' : picture),
  );
  const contents: Content[] = [];
  const layers: Layer[] = [];
  let selection: LayerId | undefined;
  // Layers are declared in the order in which they are laid over each other: the list begins with the last.
  for (const { output, frame, declaration } of made.toReversed()) {
    const { kind, blend = 'normal' } = declaration;
    const content: Content = {
      id: newId('content'),
      origin: { from: 'run', run: run.id, output },
      frame,
      state: 'ready',
    };
    const visible = kind === 'image' || kind === 'matte' || (kind === 'layer' && !whole);
    const name = made.length === 1 || kind === 'image' ? title : declaration.title;
    const layer = { id: newId('layer'), content: content.id, name, kind, visible, opacity: 1, blend };
    contents.push(content);
    layers.push(layer);
    if (kind === 'matte') selection = layer.id;
  }
  layers.sort((a, b) => rank(a) - rank(b));
  return { label: result.tool.title, run, contents, layers, ...(selection !== undefined && { selection }) };
}

/** Mattes on top, then pictures, then what they are made up of. */
const rank = ({ kind }: Layer) => ({ matte: 0, original: 1, image: 1, layer: 2, data: 3 })[kind];
