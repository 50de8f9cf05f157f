// SPDX-License-Identifier: Apache-2.0

import { join } from 'node:path';
import { Frame, readStill } from '@sfumato/core';
import { convertPixels, fillHoles, resizePixels } from '@sfumato/native';
import { race } from '../harness.mjs';

/** The dandelion meadow, 1280 pixels wide and at 16 MP, with the same 200-pixel disc as hole, in defocused grass. */
async function cases(root) {
  const { frame } = await readStill(join(root, 'test/data/dandelion.jpg'));
  const height = Math.round((frame.height * 1280) / frame.width);
  const small = Frame.allocate({ ...frame.format(), width: 1280, height });
  await resizePixels(frame, small);
  const hole = { x: 700, y: 480 };
  const large = Frame.allocate(frame.format());
  await convertPixels(frame, large);
  // The same pixels around the hole in both.
  for (let y = 0; y < height; y++) large.row(y).set(small.row(y));
  return [small, large].map((image) => ({ image, mask: disc(image, hole, 100) }));
}

function disc(image, { x: cx, y: cy }, radius) {
  const mask = Frame.allocate({ width: image.width, height: image.height, channels: 1, dtype: 'u8' });
  for (let y = cy - radius; y <= cy + radius; y++) {
    const half = Math.round(Math.sqrt(radius ** 2 - (y - cy) ** 2));
    mask.row(y).fill(255, cx - half, cx + half);
  }
  return mask;
}

const object = {
  title: 'Fill a 200 px disc (quality: see Fill below)',
  async measure({ root, quick }) {
    const [small, large] = await cases(root);
    const competitor = (name, { image, mask }) => {
      const work = Frame.allocate(image.format());
      return {
        name,
        async run() {
          for (let y = 0; y < image.height; y++) work.row(y).set(image.row(y));
          const start = performance.now();
          await fillHoles(work, mask);
          return performance.now() - start;
        },
      };
    };
    const results = await race(
      [{ ...competitor('in 1280 × 720', small), ours: true }, competitor('in 16 MP', large)],
      { quick },
    );
    const [one, sixteen] = results.map((r) => r.median);
    return {
      results,
      facts: [
        `goal ≤ 500 ms: **${one.toFixed(0)} ms**${one <= 500 ? '' : ' (missed)'}`,
        `goal: in 16 MP at most 1.5 × the time in 1 MP: **${(sixteen / one).toFixed(2)} ×**${sixteen <= 1.5 * one ? '' : ' (missed)'}`,
      ],
    };
  },
};

export const group = { id: 'fill', title: 'Fill, time', rows: [object] };
