// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../../frame/index.js';
import { absenceError } from '../../model/index.js';
import { SfumatoError } from '../../protocol/error.js';
import type { ToolContext } from '../../tool/index.js';
import { personEstimate, settle, subjectEstimate } from '../matte/estimates.js';
import { boundsOf } from '../matte/plane.js';
import { refineMatte } from '../matte/refine.js';
import { floatPlane } from './frames.js';

/** Light forgives what a selection would not: edges are followed as the mask tool does by default. */
const refinement = 0.7;
/** What is never this sure is nothing. */
const sure = 0.5;

/**
 * The subject's matte at the size of `image`, as the mask tool would find it, from a subject or person model; nothing
 * without one, or where nothing is found. The models look at `original`, of which `image` may be a smaller copy: drafts
 * and other tools share what they see.
 */
export async function subjectMatte(
  context: ToolContext,
  original: Frame,
  image: Frame,
): Promise<Frame | undefined> {
  const subject = await context.models.find('subject');
  const person = await context.models.find('person');
  if (!subject.found && !person.found) return undefined;
  const models = [subject, person].map((lookup) => (lookup.found ? lookup.model.hash : '')).join('+');
  const found = await context.cache.frame(
    `relight.subject:${models}:${context.quality}:${context.hash(original)}`,
    async () => {
      const estimate = await (subject.found ? subjectEstimate : personEstimate)(context, original);
      return (await settle(context, original, estimate)).matte;
    },
  );
  if (!boundsOf(found, sure, 0)) return undefined;
  const { width, height } = image;
  const refined = async () => {
    const matte = floatPlane(width, height);
    await refineMatte(context, image, found, refinement, matte);
    return matte;
  };
  const key = `relight.matte:${width}x${height}:${models}:${context.quality}:${context.hash(original)}`;
  return context.cache.frame(key, refined, { brief: true });
}

/** The same, for work that cannot be done without. */
export async function requireSubject(context: ToolContext, matte: Frame | undefined): Promise<Frame> {
  if (matte) return matte;
  const otherwise = ['Give a matte of the subject (`--matte FILE`), or light everything.'];
  const lookup = await context.models.find('subject');
  if (!lookup.found) {
    throw absenceError('Lighting the subject or the background alone', lookup.absence, otherwise);
  }
  throw new SfumatoError('INPUT_INVALID', 'No subject was found in the picture.', { remedy: otherwise });
}
