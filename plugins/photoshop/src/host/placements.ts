// SPDX-License-Identifier: Apache-2.0
// From a tool's outputs to what the bridge places, by what the outputs are declared to be.
import { type FrameInfo, type OutputDeclaration, SfumatoError } from '@sfumato/core/protocol';
import type { PlaceAs, ToolOutcome } from '@sfumato/panels';
import type { LayerResult, Placement, ResultPixels } from '@sfumato/uxp';

/** Fetches a frame in the document's own samples. `matte`: numbers, which no colour curve is for. */
export type TakeFrame = (frame: string, matte: boolean) => Promise<ResultPixels>;
type Declared = Readonly<Record<string, OutputDeclaration>>;

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
  variations: ['layer', 'image'],
  'smart-object': ['image', 'layer'],
};

interface Output {
  readonly declaration: OutputDeclaration;
  readonly frame: FrameInfo;
}

/** Layers that are to be blended are only right together: they are a group's, never a layer alone. */
const isAlone = ({ declaration }: Output) => (declaration.blend ?? 'normal') === 'normal';

const given = ({ outputs }: ToolOutcome, declared: Declared): readonly Output[] =>
  Object.entries(outputs).flatMap(([id, frame]) => {
    const declaration = declared[id];
    return declaration ? [{ declaration, frame }] : [];
  });

function outputFor(outcome: ToolOutcome, declared: Declared, as: PlaceAs): Output {
  const all = given(outcome, declared);
  const blended = all.some((output) => output.declaration.kind === 'layer' && !isAlone(output));
  for (const kind of wanted[as] ?? []) {
    // Where there are layers to blend, the picture stands for all of them.
    if (kind === 'layer' && blended) continue;
    const found = all.find((output) => output.declaration.kind === kind);
    if (found) return found;
  }
  throw nothingFor(outcome, as);
}

const nothingFor = (outcome: ToolOutcome, as: PlaceAs) =>
  new SfumatoError('NOT_SUPPORTED', `${outcome.tool.title} gave nothing that can become a ${as}.`, {
    remedy: ['Choose another place for the result.'],
  });

async function layerOf(
  { declaration, frame }: Output,
  name: string,
  take: TakeFrame,
  visible = true,
): Promise<LayerResult> {
  const pixels = await take(frame.frame, false);
  return { ...pixels, name, blendMode: blendModes[declaration.blend ?? 'normal'], visible };
}

/** What one result becomes. NOT_SUPPORTED when it has nothing of the kind. */
export async function placementOf(
  outcome: ToolOutcome,
  declared: Declared,
  as: PlaceAs,
  take: TakeFrame,
): Promise<Placement> {
  const over = outcome.layer ? Number(outcome.layer.id) : undefined;
  const { title } = outcome;
  if (as === 'group') return passesOf(outcome, declared, take);
  const output = outputFor(outcome, declared, as);
  const matte = () => take(output.frame.frame, true);
  switch (as) {
    case 'selection':
      return { as, matte: await matte() };
    case 'channel':
      return { as, matte: await matte(), name: title };
    case 'layer-mask':
      return { as, matte: await matte(), layer: over };
    case 'smart-object':
      if (over === undefined) throw nothingFor(outcome, as);
      return { as, result: await layerOf(output, title, take), over };
    default:
      return { as: 'layers', layers: [await layerOf(output, title, take)], over };
  }
}

/** What a picture is made up of, as a group of layers to blend, and the whole of it, hidden, on top. */
async function passesOf(outcome: ToolOutcome, declared: Declared, take: TakeFrame): Promise<Placement> {
  const all = given(outcome, declared);
  const passes = all.filter(({ declaration }) => declaration.kind === 'layer');
  if (passes.length === 0) throw nothingFor(outcome, 'group');
  const layers: LayerResult[] = [];
  for (const pass of passes) layers.push(await layerOf(pass, pass.declaration.title, take));
  for (const whole of all.filter(({ declaration }) => declaration.kind === 'image')) {
    layers.push(await layerOf(whole, whole.declaration.title, take, false));
  }
  return { as: 'layers', layers, group: outcome.title };
}

/** Several results of one place as a group of layers of which the first, which lies on top, shows. */
export async function variationsOf(
  outcomes: readonly ToolOutcome[],
  declared: Declared,
  group: string,
  take: TakeFrame,
): Promise<Placement> {
  const layers: LayerResult[] = [];
  for (const outcome of [...outcomes].reverse()) {
    const output = outputFor(outcome, declared, 'variations');
    layers.push(await layerOf(output, outcome.title, take, outcome === outcomes[0]));
  }
  return { as: 'layers', layers, group };
}
