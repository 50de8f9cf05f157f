// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameCache, findTool, runTool } from '@sfumato/core';
import { nextClick } from '../clicks.mjs';
import { noModels } from '../libraries.mjs';
import { alphaErrors, iou } from '../measures.mjs';
import { floats, over, readPicture, readPlane, writeSheet } from '../pictures.mjs';
import { absent, table } from '../report.mjs';

const mask = findTool('mask');
const clickCounts = [1, 3, 5];
/** Longer side of the portraits, and of the pictures that are clicked on. */
const portraitSide = 1280;
const clickSide = 640;

async function matteOf(image, params, models) {
  const { outputs } = await runTool(mask, {
    inputs: { image },
    params: { ...params, cutout: false },
    models,
    cache: createFrameCache(1e8),
  });
  return floats(outputs.matte);
}

const columns = [
  { id: 'iou', title: 'IoU', digits: 3, worst: 'least' },
  { id: 'mae', title: 'mean absolute error', digits: 4, worst: 'most' },
  { id: 'gradient', title: 'gradient error /1000', digits: 2, worst: 'most' },
];

/** Everything a way of finding gets right on a set of pictures: { iou: [], mae: [], … }. */
async function judged(cases, params, models) {
  const values = { iou: [], mae: [], gradient: [], mattes: [] };
  for (const { image, truth } of cases) {
    const found = await matteOf(image, params, models);
    const { mae, gradient } = alphaErrors(truth, found, image.width, image.height);
    values.iou.push(iou(truth, found));
    values.mae.push(mae);
    values.gradient.push(gradient);
    values.mattes.push(found);
  }
  return values;
}

async function portraits({ data, libraries, root }) {
  const folder = data('portraits');
  if (!folder) return [absent('the portraits (shared/data/portraits)')];
  const cases = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.jpg'))
    .sort()) {
    const image = await readPicture(join(folder, name), portraitSide);
    const { values: truth } = await readPlane(
      join(folder, 'alpha', name.replace('.jpg', '.png')),
      image.width,
      image.height,
    );
    cases.push({ image, truth });
  }
  const person = libraries.default('person');
  const shipped = await judged(cases, { target: 'person' }, libraries.only([person]));
  const small = libraries.default('subject');
  const rows = [
    { name: `person, ${person} (comes with Sfumato)`, values: shipped },
    {
      name: `subject, ${small} + ${person} (come with Sfumato)`,
      values: await judged(cases, { target: 'subject' }, libraries.only([small, person])),
    },
  ];
  let best;
  if (libraries.installed.has('isnet')) {
    const both = libraries.only(['isnet', person]);
    best = await judged(cases, { target: 'person' }, both);
    rows.push({ name: `person, ${person} + isnet`, values: best });
    rows.push({ name: 'subject, isnet', values: await judged(cases, { target: 'subject' }, both) });
  } else rows.push({ name: 'subject, isnet', values: { iou: 'absent' } });
  const shown = (values) => cases.map(({ image }, i) => cell(image, over(image, values.mattes[i])));
  const sheet = await writeSheet(
    root,
    'quality-mask',
    [cases.map(({ image }) => cell(image, image.packed())), shown(shipped), ...(best ? [shown(best)] : [])],
    { width: 230, height: 200 },
  );
  return [
    `Six portraits of at most ${portraitSide} pixels, held out. The references are a strong model's mattes, not hand-made, and the faces were blurred by the set.`,
    table(columns, rows),
    `${sheet}\n\nThe pictures, the person with what comes with Sfumato${best ? ', the person with isnet' : ''}.`,
  ];
}

const cell = (image, bytes) => ({ bytes, width: image.width, height: image.height });

async function matting({ data, libraries }) {
  const folder = data('matting');
  if (!folder) return [absent('the matting reference (shared/data/matting)')];
  const image = await readPicture(join(folder, 'lemur.png'));
  const { values: truth } = await readPlane(join(folder, 'lemur_alpha.png'));
  const { values: trimap } = await readPlane(join(folder, 'lemur_trimap.png'));
  const band = Uint8Array.from(trimap, (v) => v > 0.02 && v < 0.98);
  const click = nextClick(truth, new Float32Array(truth.length), image.width, image.height);
  const [small, person] = [libraries.default('subject'), libraries.default('person')];
  const ways = [
    ['one click, no model', { target: 'selection', points: click ? [click] : [] }, noModels],
    [
      `subject, ${small} + ${person} (come with Sfumato)`,
      { target: 'subject' },
      libraries.only([small, person]),
    ],
  ];
  if (libraries.installed.has('isnet'))
    ways.push(['subject, isnet', { target: 'subject' }, libraries.only(['isnet'])]);
  const rows = [];
  for (const [name, params, models] of ways) {
    const found = await matteOf(image, params, models);
    rows.push({ name, values: alphaErrors(truth, found, image.width, image.height, band) });
  }
  return [
    'Alpha of one picture with fur (lemur, held out), inside the unknown band of its trimap.',
    table(
      [
        { id: 'sad', title: 'SAD /1000', digits: 2 },
        { id: 'mse', title: 'MSE', digits: 4 },
        { id: 'gradient', title: 'gradient /1000', digits: 2 },
      ],
      rows,
    ),
  ];
}

async function clicked(cases, models) {
  const values = Object.fromEntries(clickCounts.map((count) => [`after${count}`, []]));
  for (const { image, truth } of cases) {
    const points = [];
    let found = new Float32Array(truth.length);
    for (let count = 1; count <= Math.max(...clickCounts); count++) {
      const click = nextClick(truth, found, image.width, image.height);
      if (click) {
        points.push(click);
        found = await matteOf(image, { target: 'selection', points }, models);
      }
      values[`after${count}`]?.push(iou(truth, found));
    }
  }
  return values;
}

async function clicks({ data, libraries }) {
  const folder = data('portraits');
  if (!folder) return [absent('the pictures to click on (shared/data/portraits)')];
  const cases = [];
  const take = async (path, alpha) => {
    const image = await readPicture(path, clickSide);
    cases.push({ image, truth: (await readPlane(alpha, image.width, image.height)).values });
  };
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.jpg'))
    .sort())
    await take(join(folder, name), join(folder, 'alpha', name.replace('.jpg', '.png')));
  const lemur = data('matting');
  if (lemur) await take(join(lemur, 'lemur.png'), join(lemur, 'lemur_alpha.png'));
  const [small, person] = [libraries.default('subject'), libraries.default('person')];
  const rows = [
    { name: 'colours and edges alone', values: await clicked(cases, noModels) },
    {
      name: `with ${small} + ${person} as a hint (come with Sfumato)`,
      values: await clicked(cases, libraries.only([small, person])),
    },
  ];
  if (libraries.installed.has('isnet'))
    rows.push({ name: 'with isnet as a hint', values: await clicked(cases, libraries.only(['isnet'])) });
  return [
    `Clicks, ${cases.length} pictures of at most ${clickSide} pixels, held out. Each click goes to the deepest point of what is still wrong. IoU after one, three and five.`,
    table(
      clickCounts.map((count) => ({
        id: `after${count}`,
        title: `${count} click${count > 1 ? 's' : ''}`,
        digits: 3,
        worst: 'least',
      })),
      rows,
    ),
  ];
}

export const section = {
  title: 'Mask',
  async measure(context) {
    return [...(await portraits(context)), ...(await matting(context)), ...(await clicks(context))];
  },
};
