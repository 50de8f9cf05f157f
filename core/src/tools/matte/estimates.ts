// SPDX-License-Identifier: Apache-2.0
import { maskDropFaint, matteContrast, type Rect, selectSettle } from '@sfumato/native';
import { Frame, noColour } from '../../frame/index.js';
import { absenceError, type LoadedModel, type ModelTask } from '../../model/index.js';
import type { ToolContext } from '../../tool/index.js';
import { proxyOf, resizeMatte } from '../picture-views.js';
import { modelMatte } from './model-matte.js';
import { agreement, boundsOf, fillSure, gate, mean, samplesOf, union } from './plane.js';

/** Below this a matte counts as nothing, and parts that never reach 1/2 are dropped. */
const faint = 0.05;
const sure = 0.5;
const levels = { black: 0.02, white: 0.97 } as const;
/** Share of the picture that must be sure for there to be anything at all. */
const leastShare = 0.0004;
/** Person and subject models that overlap this well saw the same thing. */
const agreeing = 0.85;
/** A person smaller than this share of the picture is not what the picture is about. */
const portraitShare = 0.06;
/** A person model is this sure of at least this share of the people that it finds (docs/decisions/032). */
const certainLevel = 0.9;
const certainShare = 0.8;

/** A model's opinion of the whole picture, 0..1, at the model's own size. */
export type Estimate = (context: ToolContext, image: Frame) => Promise<Frame>;

/** `map`, which covers `part` of the picture, as a map of the whole picture of size `like`. */
async function placed(context: ToolContext, map: Frame, part: Rect, like: Frame): Promise<Frame> {
  const whole = Frame.allocate({
    width: like.width,
    height: like.height,
    channels: 1,
    dtype: 'f32',
    colour: noColour,
  });
  const x = Math.round(part.x * like.width);
  const y = Math.round(part.y * like.height);
  const width = Math.max(1, Math.min(like.width - x, Math.round(part.width * like.width)));
  const height = Math.max(1, Math.min(like.height - y, Math.round(part.height * like.height)));
  const small = await resizeMatte(map, width, height, context.signal);
  for (let row = 0; row < height; row++) {
    const target = whole.row(y + row);
    target.set(small.row(row), x * 4);
  }
  return whole;
}

/** The maps on one grid: the larger of the two sizes on either axis. */
async function onOneGrid(context: ToolContext, a: Frame, b: Frame): Promise<[Frame, Frame]> {
  const width = Math.max(a.width, b.width);
  const height = Math.max(a.height, b.height);
  const { signal } = context;
  return [await resizeMatte(a, width, height, signal), await resizeMatte(b, width, height, signal)];
}

/** Finds a task's model, or says in the note why there is none. */
async function modelFor(context: ToolContext, task: ModelTask): Promise<LoadedModel | undefined> {
  const lookup = await context.models.find(task);
  return lookup.found ? lookup.model : undefined;
}

async function requireModel(context: ToolContext, task: ModelTask, what: string): Promise<LoadedModel> {
  const lookup = await context.models.find(task);
  if (lookup.found) return lookup.model;
  throw absenceError(what, lookup.absence);
}

/** Whether a map shows more detail than another. */
const finer = (map: Frame, than: Frame): boolean => map.width * map.height > than.width * than.height;

/** Whether the person model is certain of the people that it finds: over what only resembles people it is in doubt. */
function certain(people: Frame): boolean {
  let taken = 0;
  let certainly = 0;
  for (const sample of samplesOf(people)) {
    if (sample > sure) taken++;
    if (sample > certainLevel) certainly++;
  }
  return certainly > certainShare * taken;
}

/**
 * Looks at the subject again inside a box around the people that the person model found, and keeps what it sees
 * there: at that size the model finds limbs and hair that it missed in the whole.
 */
async function subjectAround(
  context: ToolContext,
  model: LoadedModel,
  image: Frame,
  people: Frame,
): Promise<Frame | undefined> {
  const box = boundsOf(people, sure, 0.12);
  if (!box || box.width * box.height > 0.95) return undefined;
  const map = await modelMatte(context, model, image, box);
  const whole = await placed(context, map, box, map);
  const [subject, person] = await onOneGrid(context, whole, people);
  return gate(subject, person);
}

/**
 * The subject, as the subject model sees it. Where a person model finds that the picture is a portrait, of whom the
 * subject model saw only a part, the missing part is looked for again; nothing that was found is taken away. A subject
 * model that sees no more detail than the person model does not look again: where both see a person, they are asked alike.
 */
export const subjectEstimate: Estimate = async (context, image) => {
  const model = await requireModel(context, 'subject', 'Selecting the subject');
  const found = await modelMatte(context, model, image);
  const personModel = context.quality === 'full' ? await modelFor(context, 'person') : undefined;
  if (!personModel) return found;
  const people = await modelMatte(context, personModel, image);
  const [subject, person] = await onOneGrid(context, found, people);
  const { overlap, covered, share } = agreement(subject, person);
  if (share < portraitShare || covered < 0.5) return found;
  if (!finer(found, people)) return certain(people) ? mean(subject, person) : found;
  if (overlap >= agreeing || covered > 0.97) return found;
  const closer = await subjectAround(context, model, image, people);
  return closer ? union(...(await onOneGrid(context, found, closer))) : found;
};

/**
 * People: the subject model's fine edges where the person model says that they are a person's. Without a person model
 * the subject, with a note; without a subject model that sees more detail the person model alone.
 */
export const personEstimate: Estimate = async (context, image) => {
  const personModel = await modelFor(context, 'person');
  if (!personModel) {
    context.note({
      id: 'person-from-subject',
      text: 'No model for people is installed: the subject of the picture was selected, whatever it is.',
    });
    return subjectEstimate(context, image);
  }
  const people = await modelMatte(context, personModel, image);
  const subjectModel = await modelFor(context, 'subject');
  const whole = subjectModel && (await modelMatte(context, subjectModel, image));
  if (!whole || !finer(whole, people)) {
    context.note({
      id: 'person-coarse',
      text: 'Only small models are installed: hair and fine edges are estimated from the picture.',
    });
    return people;
  }
  if (!boundsOf(people, sure, 0)) return people;
  const [subject, person] = await onOneGrid(context, whole, people);
  const first = agreement(subject, person);
  if (first.overlap >= agreeing || context.quality === 'draft') return gate(subject, person);
  const closer = await subjectAround(context, subjectModel, image, people);
  if (!closer) return fillSure(gate(subject, person), person);
  const [near, nearPerson] = await onOneGrid(context, closer, people);
  const second = agreement(near, nearPerson);
  const best = second.overlap > first.overlap ? near : gate(subject, person);
  return Math.max(first.overlap, second.overlap) >= agreeing
    ? best
    : fillSure(...(await onOneGrid(context, best, people)));
};

export const skyEstimate: Estimate = async (context, image) => {
  const model = await requireModel(context, 'sky', 'Selecting the sky');
  return modelMatte(context, model, image);
};

/** The subject model's opinion of what lies in a box, on the picture's own grid; undefined without a model. */
export async function boxEstimate(
  context: ToolContext,
  image: Frame,
  part: Rect,
): Promise<Frame | undefined> {
  const model = await modelFor(context, 'subject');
  if (!model) return undefined;
  const map = await modelMatte(context, model, image, part);
  return placed(context, map, part, map);
}

/** A matte, and whether there is nothing in it. */
export interface Found {
  readonly matte: Frame;
  readonly empty: boolean;
}

/**
 * A copy in which what was never sure is 0, and what is all but sure is sure: models seldom say 1, and 2 % of the
 * ground would show through. The levels are fixed; nothing is stretched to fit. Also whether anything is sure at all.
 */
export async function keepSure({ signal }: ToolContext, estimate: Frame): Promise<Found> {
  const matte = Frame.allocate({ ...estimate.format(), dtype: 'f32', range: 'unit' });
  for (let y = 0; y < estimate.height; y++) matte.row(y).set(estimate.row(y));
  const reached = await maskDropFaint({ matte, floor: faint, peak: sure }, { signal });
  await matteContrast(matte, matte, { black: levels.black, white: levels.white, signal });
  return { matte, empty: reached < leastShare * matte.width * matte.height };
}

/** `keepSure` of a model's estimate, with what it leaves open over wide areas decided by colours and edges. */
export async function settle(context: ToolContext, image: Frame, estimate: Frame): Promise<Found> {
  const found = await keepSure(context, estimate);
  if (found.empty) return found;
  const proxy = await proxyOf(context, image);
  await selectSettle({ image: proxy, matte: found.matte }, { signal: context.signal });
  return found;
}
