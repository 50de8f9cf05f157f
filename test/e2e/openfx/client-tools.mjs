// SPDX-License-Identifier: Apache-2.0
// The trial tools, and one that gives its picture back in memory of its own: what it costs to go there and back.
import { defineTool } from '../../../core/dist/tool/index.js';
import { copyBytes } from '../../../native/dist/index.js';
import { tools as trialTools } from '../engine/trial-tools.mjs';

const copy = defineTool({
  id: 'copy',
  title: 'Copy',
  help: 'Gives the picture back.',
  media: 'frame',
  inputs: { image: { title: 'Picture', help: 'Any picture.' } },
  groups: {},
  params: {},
  outputs: { image: { title: 'Picture', help: 'The same.', kind: 'image' } },
  models: [],
  makes: 'edited',
  async run(context, { image }) {
    const out = context.allocate(image.format(), { overwritten: true });
    const tight = image.width * image.channels * (image.dtype === 'f32' ? 4 : image.dtype === 'u8' ? 1 : 2);
    if (image.rowStride === tight && out.rowStride === tight) {
      const size = tight * image.height;
      const from = image.bytes.subarray(image.byteOffset, image.byteOffset + size);
      await copyBytes({ from, to: out.bytes.subarray(0, size) });
    } else {
      for (let y = 0; y < image.height; y++) out.row(y).set(image.row(y));
    }
    return { image: out };
  },
});

export const tools = [...trialTools, copy];
