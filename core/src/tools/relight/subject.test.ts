// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { access, discPicture, inDisc, matteModel, red, side } from '../../../../test/mask/trial.js';
import { createFrameCache } from '../../tool/cache.js';
import { runTool } from '../../tool/run.js';
import { relight } from './relight.js';

const lit = (answer: (r: number, g: number, b: number) => number) =>
  runTool(relight, {
    inputs: { image: discPicture() },
    params: {
      apply: 'subject',
      exposure: -8,
      lights: [{ kind: 'ambient', x: 0, y: 0, z: 0, intensity: 0 }],
    },
    models: access(matteModel('subject', answer).model),
    cache: createFrameCache(1e8),
  });

describe('the subject that is lit', () => {
  it('is solid where the model was unsure over an area', async () => {
    const doubting = (r: number, g: number, b: number) =>
      red(r, g, b) > 0.5 && r < 0.82 ? 0.6 : red(r, g, b);
    const { outputs } = await lit(doubting);
    const image = outputs.image ?? discPicture();
    let brightest = 0;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        if (inDisc(x, y, 52, 66, 18)) brightest = Math.max(brightest, image.row(y)[x * 3] ?? 0);
      }
    }
    // The disc's red of 200 and more goes down by eight stops.
    expect(brightest).toBeLessThan(50);
  });

  it('is asked for where none is found', async () => {
    await expect(lit(() => 0.01)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'No subject was found in the picture.',
    });
  });
});
