// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { createFrameCache, findTool, runTool } from '@sfumato/core';
import { makeCases } from '../../bench/fill/cases.mjs';
import { judge } from '../../bench/fill/metrics.mjs';
import { noModels } from '../libraries.mjs';
import { frameOf, writeSheet } from '../pictures.mjs';
import { absent, table } from '../report.mjs';

const fill = findTool('fill');

/** Holes in the project's own photographs, and in held-out ones. Places are in pixels of the picture 1280 wide or its own width. */
const own = [
  { id: 'cove, object', kind: 'object', photo: 'cove', at: [250, 330] },
  { id: 'tulips, blemishes', kind: 'blemish', photo: 'tulips' },
  { id: 'dandelion, wire', kind: 'wire', photo: 'dandelion', from: 200, to: 260 },
  { id: 'coffee, border', kind: 'outpaint', photo: 'coffee' },
  { id: 'cove, large', kind: 'large', photo: 'cove', at: [300, 250] },
];
const heldOut = [
  { id: 'otters, object', kind: 'object', photo: 'oakland-zoo-otters', at: [330, 690] },
  { id: 'lake, object', kind: 'object', photo: 'lake-sherburne', at: [640, 610] },
  { id: 'trail, wire', kind: 'wire', photo: 'high-trestle-trail', from: 200, to: 260 },
  { id: 'osprey, blemishes', kind: 'blemish', photo: 'perched-osprey' },
  { id: 'tea gardens, border', kind: 'outpaint', photo: 'tea-gardens' },
  { id: 'Casa Milà, large', kind: 'large', photo: 'casa-mila', at: [580, 400] },
  { id: 'Colosseum, large', kind: 'large', photo: 'roman-colosseum', at: [580, 470] },
];

async function filled({ truth, mask, width, height }, params, models) {
  const input = Uint8Array.from(truth, (value, i) => (mask[Math.floor(i / 3)] ? 0 : value));
  const { outputs } = await runTool(fill, {
    inputs: {
      image: frameOf(input, width, height),
      mask: frameOf(
        mask.map((m) => m * 255),
        width,
        height,
        1,
      ),
    },
    params: { ...params, grow: 0, feather: 0 },
    models,
    cache: createFrameCache(1e8),
  });
  return { input, result: pasted(truth, mask, outputs.image ?? Object.values(outputs)[0]) };
}

/** The filling inside the hole, the truth outside: what is judged is the hole alone, whatever kind of layer came back. */
function pasted(truth, mask, frame) {
  const step = frame.channels;
  const bytes = frame.packed();
  return Uint8Array.from(truth, (value, i) =>
    mask[Math.floor(i / 3)] ? bytes[Math.floor(i / 3) * step + (i % 3)] : value,
  );
}

export const section = {
  title: 'Fill',
  async measure({ root, data, libraries }) {
    const photos = data('photos');
    const sets = [['photographs of the project', [join(root, 'test/data')], own]];
    if (photos) sets.push(['held out', [photos], heldOut]);
    const guide = libraries.default('inpaint');
    const ways = [
      ['patches alone', {}, noModels],
      ['patches alone, without grain', { grain: 0 }, noModels],
      ...(guide ? [[`patches guided by ${guide} (default)`, {}, libraries.only([guide])]] : []),
    ];
    const shown = ways.at(guide ? -1 : 0);
    const rows = [];
    const sheet = [];
    for (const [set, folders, declarations] of sets) {
      const cases = await makeCases(folders, declarations);
      for (const way of ways) {
        const [name, params, models] = way;
        const values = { psnr: [], ssim: [], texture: [], seam: [] };
        for (const one of cases) {
          const { input, result } = await filled(one, params, models);
          const judged = judge(one.truth, result, one.mask, one.width, one.height);
          for (const key of Object.keys(values)) values[key].push(judged[key]);
          if (way !== shown) continue;
          const size = { width: one.width, height: one.height };
          sheet.push([one.truth, input, result].map((bytes) => ({ bytes, ...size })));
        }
        rows.push({ name: `${set}: ${name}`, values });
      }
    }
    const picture = await writeSheet(root, 'quality-fill', sheet, { width: 360, height: 220 });
    return [
      "Holes whose content is known, judged inside the hole alone. *Texture* and *seam*: mean slope in the hole, and in a five-pixel band on its rim, ÷ the truth's; 1 is right. A large hole is half as wide as the picture's shorter side. Rivals: [benchmarks/fill.md](benchmarks/fill.md).",
      table(
        [
          { id: 'psnr', title: 'PSNR dB', digits: 2, worst: 'least' },
          { id: 'ssim', title: 'SSIM', digits: 3, worst: 'least' },
          { id: 'texture', title: 'texture', digits: 2, worst: 'least' },
          { id: 'seam', title: 'seam', digits: 2, worst: 'most' },
        ],
        rows,
      ),
      ...(photos ? [] : [absent('the held-out set (shared/data/photos)')]),
      `${picture}\n\nWhat was there, the hole, the filling.`,
    ];
  },
};
