// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameCache, findTool, runTool } from '@sfumato/core';
import { noModels } from '../libraries.mjs';
import { colourShift, psnr, ssim } from '../measures.mjs';
import { noisy } from '../noise.mjs';
import { frameOf, readPicture, writeSheet } from '../pictures.mjs';
import { absent, table } from '../report.mjs';

const denoise = findTool('denoise');
const sigmas = [15, 25, 50];
/** Shown at 100 %, with the noise of deviation 25. */
const shown = 25;
const shownPictures = 3;

async function cleaned(image, params, models) {
  const { outputs } = await runTool(denoise, {
    inputs: { image },
    params,
    models,
    cache: createFrameCache(1e8),
  });
  return outputs.image.packed();
}

function waysOf(libraries) {
  const ways = [
    ['fast, no model', { method: 'fast' }, noModels],
    ['quality, no model', { method: 'quality' }, noModels],
  ];
  const ours = libraries.default('denoise');
  if (ours) ways.push([`${ours} (comes with Sfumato)`, { method: 'learned' }, libraries.only([ours])]);
  for (const id of ['ffdnet-color', 'ffdnet-clip-color'])
    if (libraries.installed.has(id))
      ways.push([`${id} (optional)`, { method: 'learned' }, libraries.only([id])]);
  return ways;
}

export const section = {
  title: 'Denoise',
  async measure({ root, data, libraries, every, say }) {
    const folder = data('noise/CBSD68');
    const [source, title] = folder
      ? [folder, 'CBSD68, held out']
      : [join(root, 'test/data'), "the project's photographs"];
    const files = readdirSync(source)
      .filter((file) => file.endsWith('.png'))
      .sort();
    const names = folder ? files.filter((_, i) => i % every === 0) : files;
    const rows = [];
    const sheet = [];
    for (const sigma of sigmas) {
      const cases = [];
      for (const [i, name] of names.entries()) {
        const image = await readPicture(join(source, name), 640);
        const truth = image.packed();
        cases.push({ image, truth, given: noisy(truth, sigma, i + 1) });
      }
      const row = (name, results) => ({
        name: `σ ${sigma}: ${name}`,
        values: {
          psnr: results.map((bytes, i) => psnr(cases[i].truth, bytes)),
          ssim: results.map((bytes, i) =>
            ssim(cases[i].truth, bytes, cases[i].image.width, cases[i].image.height),
          ),
          shift: results.map((bytes, i) => colourShift(cases[i].truth, bytes)),
        },
      });
      rows.push(
        row(
          'as given',
          cases.map(({ given }) => given),
        ),
      );
      const columns = cases.slice(0, shownPictures).map(({ image, truth, given }) => [
        { ...sized(image), bytes: truth },
        { ...sized(image), bytes: given },
      ]);
      for (const [name, params, models] of waysOf(libraries)) {
        say(`denoise, σ ${sigma}, ${name}`);
        const results = [];
        for (const { image, given } of cases)
          results.push(await cleaned(frameOf(given, image.width, image.height), params, models));
        rows.push(row(name, results));
        if (!name.includes('optional'))
          for (const [i, column] of columns.entries())
            column.push({ ...sized(cases[i].image), bytes: results[i] });
      }
      if (sigma === shown) sheet.push(...columns);
    }
    const picture = await writeSheet(root, 'quality-denoise', sheet, { width: 280, height: 220 });
    const ways = waysOf(libraries)
      .map(([name]) => name)
      .filter((name) => !name.includes('optional'));
    return [
      `Gaussian noise on 8-bit sRGB, clipped; ${names.length} pictures of ${title}. The tool finds out the noise by itself (blind). Seed: the picture's number. *Shift*: largest change of a channel's mean, of 255. Rivals: [benchmarks/denoise.md](benchmarks/denoise.md).`,
      ...(folder ? [] : [absent('CBSD68 (shared/data/noise)')]),
      table(
        [
          { id: 'psnr', title: 'PSNR dB', digits: 2, worst: 'least' },
          { id: 'ssim', title: 'SSIM', digits: 3, worst: 'least' },
          { id: 'shift', title: 'shift', digits: 2, worst: 'most' },
        ],
        rows,
      ),
      `${picture}\n\nThe middle at 100 %, σ ${shown}: the truth, as given, ${ways.join(', ')}.`,
    ];
  },
};

const sized = ({ width, height }) => ({ width, height, crop: { x: 0.5, y: 0.5 } });
