// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runImageToMap } from '@sfumato/core';
import { readClip, stillPixels } from '../clip.mjs';
import { aligned, flicker, spearman } from '../measures.mjs';
import { readNpz } from '../npz.mjs';
import { floats, heat, readPicture, resized, writeSheet } from '../pictures.mjs';
import { absent, table } from '../report.mjs';

/** Every n-th pixel of the disparity: neighbours say the same. */
const stride = 5;
const clipFrames = 24;

async function nearness(model, image) {
  const { map } = await runImageToMap(model, image);
  return resized({ values: floats(map), width: map.width, height: map.height }, image.width, image.height);
}

async function modelsOf(libraries) {
  const ids = [libraries.default('depth'), 'tcmonodepth-small-512x384'].filter(
    (id) => id && libraries.installed.has(id),
  );
  const name = (id) => (libraries.shipped.includes(id) ? `${id} (comes with Sfumato)` : `${id} (optional)`);
  return Promise.all(
    ids.map(async (id) => ({ id, name: name(id), model: await libraries.model('depth', id) })),
  );
}

async function truth({ data }, models) {
  const folder = data('depth');
  if (!folder) return [absent('the stereo pair with true disparity (shared/data/depth)')];
  const image = await readPicture(join(folder, 'motorcycle_left.png'));
  const { values } = readNpz(readFileSync(join(folder, 'motorcycle_disp.npz')));
  const at = [];
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i]) && values[i] > 0) at.push(i);
  const wanted = at.map((i) => values[i]);
  const rows = [
    {
      name: 'the row of the picture alone',
      values: {
        rank: spearman(
          wanted,
          at.map((i) => Math.floor(i / image.width)),
        ),
      },
    },
  ];
  for (const { name, model } of models) {
    const map = await nearness(model, image);
    rows.push({
      name,
      values: {
        rank: spearman(
          wanted,
          at.map((i) => map[i]),
        ),
      },
    });
  }
  return [
    'One scene with true disparity (motorcycle, held out): rank correlation.',
    table([{ id: 'rank', title: 'Spearman', digits: 3 }], rows),
  ];
}

async function steadiness({ data }, models) {
  const folder = data('clips');
  const frames = folder && readClip(join(folder, 'vtest.avi'), clipFrames, 512);
  if (!frames?.length) return [absent('a clip (shared/data/clips), or ffmpeg,')];
  const rows = [];
  for (const { name, model } of models) {
    const values = { flicker: [] };
    let last;
    let scale;
    for (const [i, frame] of frames.entries()) {
      const map = await nearness(model, frame);
      scale ??= spread(map);
      if (last) values.flicker.push((100 * flicker(last, map, stillPixels(frames[i - 1], frame))) / scale);
      last = map;
    }
    rows.push({ name, values });
  }
  return [
    `Flicker: mean change from frame to frame where picture and camera rest, in hundredths of the map's spread; ${frames.length} frames of a fixed camera (vtest, held out).`,
    table([{ id: 'flicker', title: 'flicker', digits: 2, worst: 'most' }], rows),
  ];
}

/** From the 5th to the 95th hundredth. */
function spread(map) {
  const sorted = Float32Array.from(map).sort();
  return sorted[Math.floor(0.95 * sorted.length)] - sorted[Math.floor(0.05 * sorted.length)];
}

/** What models/training wrote beside the model: agreement with the teacher needs the teacher's fusion, which is Python. */
function training(root, id) {
  const path = join(root, 'models', id ?? '', 'evaluation.json');
  if (!id || !existsSync(path)) return [];
  const { note, rows } = JSON.parse(readFileSync(path, 'utf8'));
  return [
    `${note} (\`python -m depth evaluate\`, see models/training.)`,
    table(
      [
        { id: 'delta1', title: 'δ1', digits: 3, worst: 'least' },
        { id: 'rank', title: 'Spearman', digits: 3, worst: 'least' },
      ],
      rows,
    ),
  ];
}

async function pictures({ root, data }, models) {
  const photos = data('photos');
  const files = photos
    ? readdirSync(photos)
        .filter((name) => /astronaut|otters|colosseum|tea-gardens|osprey/.test(name))
        .sort()
        .map((name) => join(photos, name))
    : ['astronaut', 'cove', 'chelsea'].map((name) => join(root, 'test/data', `${name}.png`));
  const rows = [];
  for (const file of files) {
    const image = await readPicture(file, 640);
    const row = [{ bytes: image.packed(), width: image.width, height: image.height }];
    let first;
    for (const { model } of models) {
      const map = await nearness(model, image);
      first ??= map;
      row.push({ bytes: heat(aligned(map, first)), width: image.width, height: image.height });
    }
    rows.push(row);
  }
  const sheet = await writeSheet(root, 'quality-depth', rows, { width: 330, height: 230 });
  return [`${sheet}\n\n${['The picture', ...models.map(({ name }) => name)].join(', ')}. Yellow is near.`];
}

export const section = {
  title: 'Depth',
  async measure(context) {
    const models = await modelsOf(context.libraries);
    const without =
      "Without a depth model, relight guesses shapes from the subject's outline, which is no depth and is not compared.";
    if (models.length === 0) return [without, absent('a depth model')];
    return [
      without,
      ...training(context.root, context.libraries.default('depth')),
      ...(await truth(context, models)),
      ...(await steadiness(context, models)),
      ...(await pictures(context, models)),
    ];
  },
};
