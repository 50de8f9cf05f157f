// SPDX-License-Identifier: Apache-2.0
import { guidedRefine } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import { absenceError } from '../../model/index.js';
import type { ToolContext } from '../../tool/index.js';
import { modelMatte } from '../model-matte.js';
import { floatPlane } from './frames.js';

/** A person model that is never this sure of anything saw nobody. */
const sure = 0.5;

/**
 * The subject's matte at the size of `image`, from a subject or person model; nothing without one, or where nobody is.
 * The models look at `original`, of which `image` may be a smaller copy: drafts and other tools share what they see.
 */
export async function subjectMatte(
  context: ToolContext,
  original: Frame,
  image: Frame,
): Promise<Frame | undefined> {
  const { signal } = context;
  for (const task of ['subject', 'person'] as const) {
    const lookup = await context.models.find(task);
    if (!lookup.found) continue;
    const map = await modelMatte(context, lookup.model, original);
    if (task === 'person' && !hasSure(map)) continue;
    return context.cache.frame(`relight.matte:${lookup.model.hash}:${context.hash(image)}`, async () => {
      const matte = floatPlane(image.width, image.height);
      await guidedRefine(image, map, matte, { signal });
      return matte;
    });
  }
  return undefined;
}

function hasSure(matte: Frame): boolean {
  for (let y = 0; y < matte.height; y++) {
    const row = matte.row(y);
    if (new Float32Array(row.buffer, row.byteOffset, matte.width).some((value) => value > sure)) return true;
  }
  return false;
}

/** The same, for work that cannot be done without. */
export async function requireSubject(context: ToolContext, matte: Frame | undefined): Promise<Frame> {
  if (matte) return matte;
  const what = 'Lighting the subject or the background alone';
  const otherwise = ['Give a matte of the subject (`--matte FILE`), or light everything.'];
  const lookup = await context.models.find('subject');
  if (!lookup.found) throw absenceError(what, lookup.absence, otherwise);
  throw new Error('A subject model gave no matte');
}
