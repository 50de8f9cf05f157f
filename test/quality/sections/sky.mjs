// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameCache, findTool, runTool } from '@sfumato/core';
import { iou } from '../measures.mjs';
import { floats, over, readPicture, writeSheet } from '../pictures.mjs';
import { absent, table } from '../report.mjs';

const mask = findTool('mask');
const teacher = 'skyseg';
const longest = 1024;

async function skyOf(image, models) {
  const params = { target: 'sky', cutout: false };
  const { outputs } = await runTool(mask, {
    inputs: { image },
    params,
    models,
    cache: createFrameCache(1e8),
  });
  return floats(outputs.matte);
}

export const section = {
  title: 'Sky',
  async measure({ root, data, libraries }) {
    const ids = [libraries.default('sky'), teacher].filter((id) => id && libraries.installed.has(id));
    if (ids.length === 0) return [absent('a sky model')];
    const folders = [data('sky'), data('photos')].filter(Boolean);
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /\.(jpg|png)$/.test(name))
        .sort()
        .map((name) => join(folder, name)),
    );
    if (files.length === 0)
      files.push(...['cove.png', 'rocket.jpg', 'astronaut.png'].map((name) => join(root, 'test/data', name)));
    const found = new Map(ids.map((id) => [id, []]));
    const sheet = [];
    for (const file of files) {
      const image = await readPicture(file, longest);
      const size = { width: image.width, height: image.height };
      const row = [{ bytes: image.packed(), ...size }];
      for (const id of ids) {
        const sky = await skyOf(image, libraries.only([id]));
        found.get(id).push(sky);
        row.push({
          bytes: over(
            image,
            sky.map((value) => 1 - value),
            [200, 40, 160],
          ),
          ...size,
        });
      }
      sheet.push(row);
    }
    const name = (id) => (libraries.shipped.includes(id) ? `${id} (comes with Sfumato)` : `${id} (optional)`);
    const share = (matte) => matte.reduce((a, b) => a + b, 0) / matte.length;
    const rows = ids.map((id) => ({
      name: name(id),
      values: {
        share: found.get(id).map(share),
        ...(id !== teacher && found.has(teacher)
          ? { agreement: found.get(id).map((matte, i) => iou(found.get(teacher)[i], matte)) }
          : {}),
      },
    }));
    // Two pictures beside each other in each row of the sheet.
    const paired = [];
    for (let i = 0; i < sheet.length; i += 2) paired.push([...sheet[i], ...(sheet[i + 1] ?? [])]);
    const picture = await writeSheet(root, 'quality-sky', paired, { width: 250, height: 170 });
    return [
      `${files.length} pictures, ${folders.length ? 'held out' : 'of the project'}, through the mask tool at ${longest} pixels. There is no true matte: the pictures are for the eye, and agreement is with the optional model.`,
      table(
        [
          { id: 'share', title: 'share called sky', digits: 3 },
          { id: 'agreement', title: `IoU with ${teacher}`, digits: 3, worst: 'least' },
        ],
        rows,
      ),
      `${picture}\n\nEach picture, then its sky in magenta: ${ids.map(name).join(', ')}.`,
    ];
  },
};
