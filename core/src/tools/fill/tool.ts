// SPDX-License-Identifier: Apache-2.0
import { bytesPerSample, fillHoles, fillLayer, type Rect, resizePixels } from '@sfumato/native';
import { Frame } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/error.js';
import { defineTool, type ToolContext } from '../../tool/index.js';
import { expandCanvas, marginsOf, onCanvas } from './canvas.js';
import { type FillParams, groups, inputs, outputs, params } from './declaration.js';
import { grownWithin, type Hole, readMask, softenMask } from './hole.js';
import { hasStructure, proposeStructure } from './structure.js';

/** Longer side of what a draft works on. */
const draftSide = 640;

/** What is filled, where, and what must not be copied. */
interface Task {
  /** The result in the making: holds the untouched picture at first. */
  readonly image: Frame;
  readonly hole: Hole | undefined;
  readonly avoid: Frame | undefined;
}

async function removal(
  context: ToolContext,
  image: Frame,
  given: { mask?: Frame; avoid?: Frame },
  values: FillParams,
): Promise<Task> {
  if (!given.mask) {
    throw new SfumatoError('INPUT_INVALID', 'There is no mask: nothing says what is to be removed.', {
      remedy: ['Give a mask that is white where the picture is to be filled, or use mode expand.'],
    });
  }
  const { signal } = context;
  const mask = await readMask(image, given.mask, 'mask', signal);
  const hole = await softenMask(mask, values.grow, values.feather, signal);
  const avoid = given.avoid && (await readMask(image, given.avoid, 'avoid mask', signal));
  return { image: onCanvas(image, { left: 0, right: 0, top: 0, bottom: 0 }, context.allocate), hole, avoid };
}

async function expansion(
  context: ToolContext,
  image: Frame,
  given: { mask?: Frame; avoid?: Frame },
  values: FillParams,
): Promise<Task> {
  const { signal } = context;
  const margins = marginsOf(image, values);
  const inner = given.mask && (await readMask(image, given.mask, 'mask', signal));
  if (inner) await softenMask(inner, values.grow, values.feather, signal);
  const { canvas, mask } = expandCanvas(image, inner, margins, context.allocate);
  const avoid = given.avoid && (await readMask(image, given.avoid, 'avoid mask', signal));
  return {
    image: canvas,
    hole: await softenMask(mask, 0, 0, signal),
    avoid: avoid && onCanvas(avoid, margins, Frame.allocate),
  };
}

/** The filling at a reduced size, brought back to the size of `image`. */
async function draftFilling(
  image: Frame,
  mask: Frame,
  avoid: Frame | undefined,
  options: Options,
): Promise<Frame> {
  const { signal } = options;
  const scale = Math.min(1, draftSide / Math.max(image.width, image.height));
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const reduced = async (frame: Frame) => {
    const small = Frame.allocate({ ...frame.format(), ...size });
    await resizePixels(frame, small, { signal });
    return small;
  };
  const small = await reduced(image);
  await fillHoles(small, await reduced(mask), {
    ...options,
    draft: true,
    avoid: avoid && (await reduced(avoid)),
  });
  const filled = Frame.allocate(image.format());
  await resizePixels(small, filled, { signal });
  return filled;
}

/** Whether a learned model's proposal lies in the hole now: where one is installed, and the hole is large enough to need it. */
async function propose(context: ToolContext, image: Frame, hole: Hole): Promise<boolean> {
  const { signal } = context;
  if (!(await hasStructure(hole, signal))) return false;
  const lookup = await context.models.find('inpaint');
  if (!lookup.found) return false;
  context.progress('structure', 0);
  await proposeStructure(lookup.model, image, hole, signal);
  return true;
}

type Options = Omit<NonNullable<Parameters<typeof fillHoles>[2]>, 'avoid'>;

function copyInto(target: Frame, source: Frame, at: Rect): void {
  const start = at.x * target.channels * bytesPerSample[target.dtype];
  for (let y = 0; y < source.height; y++) target.row(y + at.y).set(source.row(y), start);
}

/** Fills the hole in `task.image` and gives the filling as a layer, where one is wanted. */
async function fillTask(
  context: ToolContext,
  task: Task,
  hole: Hole,
  values: FillParams,
): Promise<Frame | undefined> {
  const { image, avoid } = task;
  const { signal } = context;
  const { bounds } = hole;
  const options: Options = {
    seed: values.seed >>> 0,
    colourMatch: values.colourMatch / 100,
    grain: values.grain / 100,
    linear: image.colour.transfer === 'linear',
    premultiplied: image.alpha === 'premultiplied',
    signal,
    onProgress: (fraction) => context.progress('filling', fraction),
  };
  // What was there before, for soft edges: only the hole's bounds are ever written.
  const before = Frame.allocate(image.crop(bounds).format());
  copyInto(before, image.crop(bounds), { ...bounds, x: 0, y: 0 });
  if (context.quality === 'draft') {
    const reach = Math.max(96, Math.min(bounds.width, bounds.height));
    const around = grownWithin(bounds, reach, image);
    const filled = await draftFilling(
      image.crop(around),
      hole.mask.crop(around),
      avoid?.crop(around),
      options,
    );
    const inner = { ...bounds, x: bounds.x - around.x, y: bounds.y - around.y };
    copyInto(image, filled.crop(inner), bounds);
  } else {
    const guided = await propose(context, image, hole);
    await fillHoles(image, hole.mask, { ...options, avoid, guided });
  }
  // Taking the layer out blends the picture's soft edges too: it is done whether anybody wants the layer or not.
  const wanted = context.wants('layer');
  const format = layerFormat(image, bounds);
  const layer = wanted ? context.allocate(format, { overwritten: true }) : Frame.allocate(format);
  await fillLayer(
    {
      original: before,
      mask: hole.mask.crop(bounds),
      filled: image.crop(bounds),
      layer,
      x: 0,
      y: 0,
      premultiplied: image.alpha === 'premultiplied',
    },
    { signal },
  );
  return wanted ? layer : undefined;
}

/** The format of a layer over `image`: straight alpha; a grey picture's own profile does not fit four channels. */
function layerFormat(image: Frame, place: Rect) {
  const { primaries, transfer } = image.colour;
  return {
    ...image.format(),
    width: place.width,
    height: place.height,
    channels: 4,
    alpha: 'straight',
    colour: image.channels === 1 ? { primaries, transfer } : image.colour,
    origin: { x: image.bounds.x + place.x, y: image.bounds.y + place.y },
  } as const;
}

/** Whether every pixel is wholly or partly masked: then there is nothing to copy from. */
function coversAll({ mask, bounds }: Hole): boolean {
  if (bounds.width < mask.width || bounds.height < mask.height) return false;
  const sample = bytesPerSample[mask.dtype];
  for (let y = 0; y < mask.height; y++) {
    const row = mask.row(y);
    for (let i = 0; i < row.length; i += sample) if (row[i] === 0 && row[i + sample - 1] === 0) return false;
  }
  return true;
}

/**
 * Removes what a mask covers, or adds canvas, and fills the place with the picture's own texture. Pixels where the
 * softened mask is zero come back bit for bit; depth, range, profile, alpha and values above 1 are kept.
 */
export const fill = defineTool({
  id: 'fill',
  title: 'Fill',
  help: 'Removes what is masked, or expands the canvas, with texture of the picture itself.',
  media: 'frame',
  inputs,
  groups,
  params,
  outputs,
  models: [{ task: 'inpaint', without: { instead: 'Large holes follow the colours at their rim alone.' } }],
  makes: 'synthesised',
  async run(context, { image, ...given }, values) {
    const prepare = values.mode === 'expand' ? expansion : removal;
    context.progress('preparing', 0);
    const task = await prepare(context, image, given, values);
    if (!task.hole) {
      context.note({ id: 'nothing-masked', text: 'The mask is empty: nothing was filled.' });
      const empty = context.allocate(layerFormat(image, { x: 0, y: 0, width: 1, height: 1 }));
      return { image: task.image, layer: empty };
    }
    if (coversAll(task.hole)) {
      throw new SfumatoError(
        'INPUT_INVALID',
        'The mask covers the whole picture: nothing is left to fill from.',
        {
          remedy: ['Leave some of the picture out of the mask, or grow and feather the mask less.'],
        },
      );
    }
    const layer = await fillTask(context, task, task.hole, values);
    context.progress('filling', 1);
    return { image: task.image, ...(layer && { layer }) };
  },
});
