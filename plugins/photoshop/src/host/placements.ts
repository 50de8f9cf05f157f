// SPDX-License-Identifier: Apache-2.0
// From a tool's outputs to what the bridge places, by what the outputs are declared to be.
import { type FrameInfo, type OutputDeclaration, SfumatoError } from '@sfumato/core/protocol';
import type { PlaceAs, ToolOutcome } from '@sfumato/panels';
import type { DocumentStamp, LayerResult, Placement, ResultPixels } from '@sfumato/uxp';
import { fitToDocument } from '@sfumato/uxp';

export type GetFrame = (frame: string) => Promise<{ readonly info: FrameInfo; readonly pixels: Uint8Array }>;

const blendModes = {
  normal: 'normal',
  add: 'linearDodge',
  multiply: 'multiply',
  screen: 'screen',
} as const satisfies Record<NonNullable<OutputDeclaration['blend']>, string>;

/** What each way of placing needs, best first: the filling alone before the whole picture with it. */
const wanted: Readonly<Partial<Record<PlaceAs, readonly OutputDeclaration['kind'][]>>> = {
  selection: ['matte'],
  channel: ['matte'],
  'layer-mask': ['matte'],
  layer: ['layer', 'image'],
  group: ['layer'],
};

interface Output {
  readonly declaration: OutputDeclaration;
  readonly frame: FrameInfo;
}

/** Layers that are to be blended are only right together: they are a group's, never a layer alone. */
const isAlone = ({ declaration }: Output) => (declaration.blend ?? 'normal') === 'normal';

function outputsFor(
  outcome: ToolOutcome,
  declared: Readonly<Record<string, OutputDeclaration>>,
  as: PlaceAs,
): readonly Output[] {
  const all = Object.entries(outcome.outputs).flatMap(([id, frame]) => {
    const declaration = declared[id];
    return declaration ? [{ declaration, frame }] : [];
  });
  if (as === 'group') return all.filter(({ declaration }) => declaration.kind === 'layer');
  const blended = all.some((output) => output.declaration.kind === 'layer' && !isAlone(output));
  for (const kind of wanted[as] ?? []) {
    // Where there are layers to blend, the picture stands for all of them.
    if (kind === 'layer' && blended) continue;
    const found = all.find((output) => output.declaration.kind === kind);
    if (found) return [found];
  }
  return [];
}

/** Fetches what is to be placed, in the document's own samples. NOT_SUPPORTED when the result has nothing of the kind. */
export async function placementOf(
  outcome: ToolOutcome,
  declared: Readonly<Record<string, OutputDeclaration>>,
  as: PlaceAs,
  stamp: DocumentStamp,
  getFrame: GetFrame,
): Promise<Placement> {
  const outputs = outputsFor(outcome, declared, as);
  const [first] = outputs;
  if (!first) {
    throw new SfumatoError('NOT_SUPPORTED', `${outcome.tool.title} gave nothing that can become a ${as}.`, {
      remedy: ['Choose another place for the result.'],
    });
  }
  const fitted = async ({ frame, declaration }: Output): Promise<ResultPixels> => {
    const { info, pixels } = await getFrame(frame.frame);
    return fitToDocument(info, pixels, stamp, declaration.kind === 'matte');
  };
  if (as === 'selection' || as === 'layer-mask') return { as, matte: await fitted(first) };
  if (as === 'channel') return { as, matte: await fitted(first), name: outcome.title };
  const layers: LayerResult[] = [];
  for (const output of outputs) {
    const { title, blend = 'normal' } = output.declaration;
    const name = outputs.length === 1 ? outcome.title : title;
    layers.push({ ...(await fitted(output)), name, blendMode: blendModes[blend] });
  }
  return { as: 'layers', layers, ...(as === 'group' && { group: outcome.title }) };
}
