// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../../frame/index.js';
import type { ToolContext } from '../../tool/index.js';
import { boxEstimate, certainPeople, keepSure, subjectEstimate } from '../matte/estimates.js';
import { samplesOf } from '../matte/plane.js';
import type { Pointing } from './marks.js';
import { partAround } from './selection.js';

const there = 0.5;
/** Share of a box that people must take for the box to mean them. */
const meantShare = 0.25;

/**
 * What pointing likely means, before colours and edges are asked: what the subject model sees in the box, else in the
 * whole picture. Where no model finds subjects, the people that the person model is certain of, provided that it is people that
 * are pointed at: an adding click or stroke begins on one, or they fill much of the box. Undefined where no model has an opinion.
 */
export async function pointedPrior(
  context: ToolContext,
  image: Frame,
  pointing: Pointing,
): Promise<Frame | undefined> {
  const part = pointing.box ? partAround(pointing.box) : undefined;
  if ((await context.models.find('subject')).found) {
    if (part) return boxEstimate(context, image, part);
    return (await keepSure(context, await subjectEstimate(context, image))).matte;
  }
  const people = await certainPeople(context, image, part);
  return people && meansThese(people, pointing) ? (await keepSure(context, people)).matte : undefined;
}

function meansThese(people: Frame, { points, strokes, box }: Pointing): boolean {
  const samples = samplesOf(people);
  const { width, height } = people;
  const index = (x: number, y: number) =>
    Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width));
  const on = ({ x, y }: { x: number; y: number }) => (samples[index(x, y)] ?? 0) > there;
  const starts = strokes.flatMap(({ label, points: [first] }) => (first ? [{ ...first, label }] : []));
  const adding = [...points, ...starts].filter(({ label }) => label === 'add');
  if (adding.length > 0 || !box) return adding.some(on);
  let taken = 0;
  for (const sample of samples) if (sample > there) taken++;
  return taken > meantShare * box.width * box.height * samples.length;
}
