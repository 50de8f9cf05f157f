// SPDX-License-Identifier: Apache-2.0
// The real tools with a trial's work behind them: `denoise` gives its picture back, or does what its luminance says, so
// that a host can bring about whatever may happen in an engine; `relight` and `mask` note which models they run.
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
  // The client hears of it before the note is there: it does not give the job to another engine then.
  context.progress('waiting', 0);
  setTimeout(() => note('waits'), 100);
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
      const found = await context.models.find('upscale');
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

/** An object as it is, but for one member. */
const withMember = (object, name, member) =>
  new Proxy(object, {
    get(target, key) {
      if (key === name) return member;
      const value = target[key];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** Models that note each run. */
const noting = (models) => ({
  async find(task, options) {
    const found = await models.find(task, options);
    if (!found.found) return found;
    const run = (...given) => {
      note(`ran ${task}`);
      return found.model.run(...given);
    };
    return { ...found, model: withMember(found.model, 'run', run) };
  },
});

const noted = (tool) => ({
  ...tool,
  run: (context, ...rest) => tool.run(withMember(context, 'models', noting(context.models)), ...rest),
});

export const tools = realTools.map((tool) =>
  tool.id === 'denoise' ? { ...tool, run: denoise } : noted(tool),
);
