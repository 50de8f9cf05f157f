// SPDX-License-Identifier: Apache-2.0

import { join } from 'node:path';
import {
  createFrameCache,
  Frame,
  findTool,
  openLibrary,
  readStill,
  runTiled,
  runTool,
  ToolWorker,
} from '@sfumato/core';
import { guidedRefine, pixelsToTensor, resizePixels } from '@sfumato/native';
import { judge, race } from '../harness.mjs';
import { matte, picture, target } from '../pictures.mjs';

/** The longest that this process's event loop did not turn while `work` ran, in milliseconds. */
async function longestGap(work) {
  let last = performance.now();
  let gap = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  return Math.max(gap, performance.now() - last);
}

const wholeMask = {
  title: 'Mask the subject, 24 MP RGB8, whole tool',
  note: 'Against the same model run bare, with the picture brought into its tensor and the matte refined at full size: the rows above.',
  async measure(context) {
    const library = await openLibrary();
    const lookup = await library.find('subject');
    if (!lookup.found) return { facts: [`Not measured: ${lookup.absence.reason}`] };
    const { model } = lookup;
    const { input, output } = model.manifest.contract;
    const image = await photograph(context.root);
    const data = new Float32Array(3 * 1024 * 1024);
    const tensor = { dtype: 'f32', dims: [1, 3, 1024, 1024], data };
    const into = target(6000, 4000, 1);
    const bare = async () => {
      await pixelsToTensor(image, { data, width: 1024, height: 1024, channels: 3 }, { filter: 'area' });
      await model.run({ [input.tensor]: tensor }, { outputs: [output.tensor] });
      await guidedRefine(image, matte(1024, 1024), into);
    };
    const mask = findTool('mask');
    const whole = (cutout) =>
      runTool(mask, {
        inputs: { image },
        params: { cutout },
        models: onlySubject(library),
        cache: createFrameCache(1e9),
      });
    const results = await race(
      [
        { name: 'Sfumato mask, matte', ours: true, run: async () => void (await whole(false)) },
        { name: 'Sfumato mask, matte and cut-out', run: async () => void (await whole(true)) },
        { name: 'bare model run + tensor + refine', run: bare },
      ],
      context,
    );
    await library.release();
    return {
      results,
      verdicts: judge([{ against: 'bare model run + tensor + refine', atMost: 1.05 }], results),
      facts: [`Model: ${model.manifest.id}.`],
    };
  },
};

/** A photograph with a subject, at 24 MP. */
async function photograph(root) {
  const { frame } = await readStill(join(root, 'test/data/dandelion.jpg'));
  const image = Frame.allocate({ ...frame.format(), width: 6000, height: 4000 });
  await resizePixels(frame, image);
  return image;
}

/** The library without its person model, whose run the bare job does not have. */
const onlySubject = (library) => ({
  find: async (task, options) =>
    task === 'subject'
      ? library.find(task, options)
      : { found: false, absence: { task, reason: 'left out', candidates: [] } },
});

const eventLoop = {
  title: 'Event loop of a process that has tools run for it, 24 MP',
  async measure() {
    const image = picture(6000, 4000, 3).toShared();
    const worker = new ToolWorker();
    const rows = [];
    for (const tool of ['denoise', 'relight']) {
      const job = { tool, inputs: { image } };
      await worker.run(job);
      rows.push({ tool, gap: await longestGap(() => worker.run(job)) });
    }
    await worker.close();
    return {
      facts: rows.map(({ tool, gap }) => `${tool}: longest gap ${gap.toFixed(1)} ms.`),
      verdicts: rows.map(({ tool, gap }) => ({
        goal: { against: `20 ms (${tool})`, atMost: 1 },
        ratio: gap / 20,
        met: gap <= 20,
      })),
    };
  },
};

const identity = {
  title: 'A model that gives its input back, through tiles, 24 MP 16-bit',
  async measure() {
    const image = picture(6000, 4000, 3, 'u16');
    const into = Frame.allocate(image.format());
    const { tiles } = await runTiled(image, into, async (tile) => tile, {
      signal: new AbortController().signal,
      memoryBudget: 64e6,
      bytesPerPixel: 64,
      halo: 32,
    });
    let different = 0;
    for (let y = 0; y < image.height; y++) if (Buffer.compare(image.row(y), into.row(y)) !== 0) different++;
    return {
      facts: [`${tiles} tiles; rows that differ in any bit: ${different}.`],
      verdicts: [
        { goal: { against: 'a bit-exact result', atMost: 1 }, ratio: different + 1, met: different === 0 },
      ],
    };
  },
};

export const group = { id: 'tools', title: 'Whole tools', rows: [wholeMask, eventLoop, identity] };
