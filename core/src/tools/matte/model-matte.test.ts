// SPDX-License-Identifier: Apache-2.0
import { resizePixels } from '@sfumato/native';
import { describe, expect, it } from 'vitest';
import { access, discPicture, matteModel, red } from '../../../../test/mask/trial.js';
import { Frame } from '../../frame/index.js';
import { createFrameCache } from '../../tool/cache.js';
import { runTool } from '../../tool/run.js';
import { mask } from '../mask/tool.js';
import { relight } from '../relight/relight.js';

const jobs = {
  mask: { tool: mask, params: {} },
  relight: { tool: relight, params: { apply: 'subject' } },
} as const;

describe('what a model saw', () => {
  it.each([
    ['mask', 'relight'],
    ['relight', 'mask'],
  ] as const)('serves %s and then %s on the same picture, drafts included', async (one, other) => {
    const { model, runs } = matteModel('subject', red);
    const cache = createFrameCache(1e8);
    // Longer than a draft.
    const image = Frame.allocate({ width: 1400, height: 64, channels: 3, dtype: 'u8' });
    await resizePixels(discPicture(), image);
    for (const id of [one, other]) {
      for (const quality of ['draft', 'full'] as const) {
        const { tool, params } = jobs[id];
        await runTool(tool, { inputs: { image }, params, models: access(model), cache, quality });
        expect(runs()).toBe(1);
      }
    }
    const brighter = Frame.over(image.packed(), {
      width: image.width,
      height: image.height,
      channels: 3,
      dtype: 'u8',
    });
    brighter.row(3).fill(255);
    await runTool(mask, { inputs: { image: brighter }, models: access(model), cache });
    expect(runs()).toBe(2);
  });
});
