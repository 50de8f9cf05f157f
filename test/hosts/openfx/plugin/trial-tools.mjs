// SPDX-License-Identifier: Apache-2.0
// The real tools' declarations with other work behind them, so that a host can bring about whatever may happen in an
// engine: `denoise` gives its picture back, or does what its luminance says.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { absenceError } from '../../../../core/dist/model/index.js';
import { SfumatoError } from '../../../../core/dist/protocol/index.js';
import { tools as realTools } from '../../../../core/dist/tools/index.js';
import { copyBytes } from '../../../../native/dist/index.js';

/** What the luminance of `denoise` asks for; anything else is a copy. Plugin tests name the same numbers. */
const trials = { wait: 101, memory: 102, model: 103, die: 104, slow: 105 };

const note = (text) => appendFileSync(join(process.env.SFUMATO_HOME, 'asked.txt'), `${text}\n`);

async function copy(context, image) {
  const out = context.allocate(image.format(), { overwritten: true });
  const tight = image.width * image.channels * { u8: 1, u16: 2, f16: 2, f32: 4 }[image.dtype];
  if (image.rowStride === tight && out.rowStride === tight) {
    const size = tight * image.height;
    const from = image.bytes.subarray(image.byteOffset, image.byteOffset + size);
    await copyBytes({ from, to: out.bytes.subarray(0, size) });
  } else {
    for (let y = 0; y < image.height; y++) out.row(y).set(image.row(y));
  }
  return { image: out };
}

function waitForCancel(context) {
  note('waits');
  return new Promise((_, reject) => {
    context.signal.addEventListener('abort', () => {
      note('cancelled');
      reject(context.signal.reason);
    });
  });
}

async function denoise(context, { image }, params) {
  switch (params.luma) {
    case trials.wait:
      return waitForCancel(context);
    case trials.memory:
      throw new SfumatoError('MEMORY_SHORT', 'The picture needs more memory than there is.');
    case trials.model: {
      const found = await context.models.find('subject');
      if (!found.found) throw absenceError('Denoise', found.absence);
      return copy(context, image);
    }
    case trials.die:
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    case trials.slow:
      note('slow');
      await new Promise((resolve) => setTimeout(resolve, 400));
      return copy(context, image);
    default:
      return copy(context, image);
  }
}

export const tools = realTools.map((tool) => (tool.id === 'denoise' ? { ...tool, run: denoise } : tool));
