// SPDX-License-Identifier: Apache-2.0
import { convertPixels, estimateForeground, maskCutOut, maskJoin } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/error.js';
import { defineTool, type ToolContext } from '../../tool/index.js';
import {
  boxEstimate,
  type Estimate,
  keepSure,
  personEstimate,
  settle,
  skyEstimate,
  subjectEstimate,
} from '../matte/estimates.js';
import { matteFormat, refineMatte } from '../matte/refine.js';
import { atMost, floatMatte } from '../picture-views.js';
import { groups, type MaskParams, type MaskTarget, params } from './declaration.js';
import { hasPointing } from './marks.js';
import { partAround, selectPointed } from './selection.js';
import { shapeMatte } from './shape.js';

/** Longer side of drafts. */
const draftSide = 1280;
/** Longer side of an existing mask as a hint. */
const hintSide = 1024;

const estimates = {
  subject: subjectEstimate,
  person: personEstimate,
  sky: skyEstimate,
} as const satisfies Record<Exclude<MaskTarget, 'selection'>, Estimate>;

const nothingFound = {
  subject: 'No subject was found: the selection is empty. Point at what is wanted, or draw a box around it.',
  person: 'No person was found: the selection is empty.',
  sky: 'No sky was found: the selection is empty.',
  selection: 'Nothing was selected: click on what is wanted, or draw a box around it.',
} as const satisfies Record<MaskTarget, string>;

/** The existing mask as one channel. Colour pictures count by their luma. */
async function existingMask(
  image: Frame,
  mask: Frame | undefined,
  signal: AbortSignal,
): Promise<Frame | undefined> {
  if (!mask) return undefined;
  if (mask.width !== image.width || mask.height !== image.height) {
    throw new SfumatoError(
      'INPUT_INVALID',
      `The mask is ${mask.width} × ${mask.height} pixels but the picture is ${image.width} × ${image.height}.`,
      { remedy: ['Give a mask of the same size as the picture.'] },
    );
  }
  if (mask.channels === 1) return mask;
  const one = Frame.allocate({ ...mask.format(), channels: 1, alpha: 'none', colour: noColour });
  await convertPixels(mask, one, { signal });
  return one;
}

/** The wanted region before anything full-sized happens: a small float matte over the whole picture. */
async function findRegion(
  context: ToolContext,
  image: Frame,
  mask: Frame | undefined,
  values: MaskParams,
): Promise<{ matte: Frame; empty: boolean }> {
  const { smoothness, box } = values;
  const pointed = hasPointing(values);
  const target = pointed ? await findableTarget(context, values.target) : values.target;
  if (target !== 'selection') {
    const found = await settle(context, image, await estimates[target](context, image));
    if (!pointed) return found;
    const matte = await selectPointed(context, image, values, { estimate: found.matte, smoothness });
    return keepSure(context, matte);
  }
  if (!pointed && !mask) return keepSure(context, Frame.ofFloats(new Float32Array(1), 1, 1, noColour));
  const correcting = mask && values.combine === 'replace' ? mask : undefined;
  if (!pointed && correcting)
    return keepSure(context, await floatMatte(correcting, hintSide, context.signal));
  const part = box && partAround(box);
  const estimate = part ? await boxEstimate(context, image, part) : await subjectPrior(context, image);
  const existing = correcting && (await floatMatte(correcting, hintSide, context.signal));
  const hints = { existing, smoothness };
  const found = await keepSure(context, await selectPointed(context, image, values, { ...hints, estimate }));
  // Somebody who draws a box knows that there is something in it: a model that sees nothing there is not asked.
  if (!found.empty || !part || !estimate) return found;
  return keepSure(context, await selectPointed(context, image, values, hints));
}

/** Pointing says what the subject is where no model can: it then selects alone, with a note. */
async function findableTarget(context: ToolContext, target: MaskTarget): Promise<MaskTarget> {
  if (target !== 'subject' || (await context.models.find('subject')).found) return target;
  const text = 'No model for subjects is installed: what is pointed at was selected by colours and edges.';
  context.note({ id: 'subject-without-model', text });
  return 'selection';
}

/** The subject as a hint for clicks, when a model for it is at hand. */
async function subjectPrior(context: ToolContext, image: Frame): Promise<Frame | undefined> {
  const lookup = await context.models.find('subject');
  return lookup.found ? (await keepSure(context, await subjectEstimate(context, image))).matte : undefined;
}

export const mask = defineTool({
  id: 'mask',
  title: 'Mask',
  help: 'Selects the subject, people, the sky, or what is pointed at, to the hair.',
  media: 'frame',
  inputs: {
    image: { title: 'Picture', help: 'What is masked.' },
    mask: {
      title: 'Mask',
      help: 'An existing selection, 1 where selected: a hint for clicks, and what the result is combined with.',
      optional: true,
    },
  },
  groups,
  params,
  outputs: {
    matte: { title: 'Matte', help: 'One channel: 1 where selected.', kind: 'matte' },
    cutout: {
      title: 'Cut-out',
      help: 'The picture with the matte as its alpha and clean colours at soft edges.',
      kind: 'layer',
      always: false,
      askedBy: 'cutout',
    },
  },
  models: [
    {
      task: 'subject',
      without: {
        instead:
          'Clicks, boxes and scribbles work from colours and edges alone; the subject cannot be found by itself.',
      },
    },
    { task: 'person', without: { instead: 'The subject is selected in place of the person, with a note.' } },
    { task: 'sky', without: { instead: 'The sky can only be selected by clicks and scribbles.' } },
  ],
  makes: 'edited',

  async run(context, inputs, values) {
    const { signal } = context;
    const given = await existingMask(inputs.image, inputs.mask, signal);
    const { matte: found, empty } = await findRegion(context, inputs.image, given, values);
    if (empty) context.note({ id: `no-${values.target}`, text: nothingFound[values.target] });
    const [wantsMatte, wantsCutout] = [context.wants('matte'), context.wants('cutout')];
    if (!wantsMatte && !wantsCutout) return {};

    const draft = context.quality === 'draft';
    const image = draft ? await atMost(inputs.image, draftSide, signal) : inputs.image;
    const existing = given && (draft ? await atMost(given, draftSide, signal) : given);
    const scale = image.width / inputs.image.width;

    const matte = wantsMatte ? context.allocate(matteFormat(image)) : Frame.allocate(matteFormat(image));
    let shaped = matte;
    if (!empty) {
      await refineMatte(context, image, found, values.refine / 100, matte);
      shaped = await shapeMatte(context, matte, {
        contrast: values.contrast / 100,
        expand: values.expand * scale,
        feather: values.feather * scale,
      });
    }
    const picture = image.channels === 4 ? image : undefined;
    if (shaped !== matte || existing || picture || values.invert) {
      const combine = existing ? values.combine : 'replace';
      await maskJoin(
        { matte: shaped, into: matte, existing, combine, picture, invert: values.invert },
        { signal },
      );
    }
    return {
      ...(wantsMatte && { matte }),
      ...(wantsCutout && { cutout: await cutOut(context, image, matte, values.decontaminate / 100) }),
    };
  },
});

/** The picture with the matte as its alpha, straight, in the picture's own depth, range and colour. */
async function cutOut(
  context: ToolContext,
  image: Frame,
  matte: Frame,
  decontaminate: number,
): Promise<Frame> {
  const { signal } = context;
  const picture = await unpremultiplied(image, signal);
  const cutout = context.allocate(
    { ...image.format(), channels: 4, alpha: 'straight' },
    { overwritten: true },
  );
  const phase = (name: string) => (fraction: number) => context.progress(name, fraction);
  if (decontaminate === 0) {
    await maskCutOut({ picture, matte, into: cutout }, { signal, onProgress: phase('Cutting out') });
    return cutout;
  }
  const coloured = await threeChannels(picture, signal);
  await estimateForeground(coloured, matte, cutout, { signal, onProgress: phase('Cleaning edge colours') });
  await maskCutOut(
    { picture, matte, colours: cutout, decontaminate, into: cutout },
    { signal, onProgress: phase('Cutting out') },
  );
  return cutout;
}

async function threeChannels(picture: Frame, signal: AbortSignal): Promise<Frame> {
  if (picture.channels !== 1) return picture;
  const coloured = Frame.allocate({ ...picture.format(), channels: 3 });
  await convertPixels(picture, coloured, { signal });
  return coloured;
}

async function unpremultiplied(image: Frame, signal: AbortSignal): Promise<Frame> {
  if (image.alpha !== 'premultiplied') return image;
  const straight = Frame.allocate({ ...image.format(), alpha: 'straight' });
  await convertPixels(image, straight, { fromAlpha: 'premultiplied', toAlpha: 'straight', signal });
  return straight;
}
