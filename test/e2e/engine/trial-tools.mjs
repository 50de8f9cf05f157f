// SPDX-License-Identifier: Apache-2.0
// Tools that misbehave on purpose, for the worker's tests.
import { absenceError } from '../../../core/dist/model/index.js';
import { defineTool } from '../../../core/dist/tool/index.js';

const image = { title: 'Picture', help: 'Any picture.' };
const output = { title: 'Picture', help: 'The result.', kind: 'image' };

function declare(id, run, models = []) {
  return defineTool({
    id,
    title: id,
    help: id,
    media: 'frame',
    inputs: { image },
    groups: {},
    params: {
      amount: {
        kind: 'number',
        title: 'Amount',
        help: 'How much.',
        min: 0,
        max: 10_000,
        step: 1,
        default: 1,
        unit: 'px',
      },
    },
    outputs: { image: output },
    models,
    makes: 'edited',
    run,
  });
}

function block(milliseconds) {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

export const tools = [
  declare('add', async (context, inputs, params) => {
    const result = context.allocate(inputs.image.format());
    for (let y = 0; y < inputs.image.height; y++) {
      inputs.image.row(y).forEach((value, x) => {
        result.row(y)[x] = value + params.amount;
      });
      context.progress('adding', (y + 1) / inputs.image.height);
    }
    context.note({ id: 'added', text: 'Something was added.' });
    return { image: result };
  }),
  declare('block', async (context, inputs, params) => {
    context.allocate(inputs.image.format());
    context.progress('blocking', 0);
    block(params.amount);
    return { image: inputs.image };
  }),
  declare('polite', (context) => {
    context.progress('waiting', 0);
    return new Promise((_, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason));
    });
  }),
  declare('die', async (context, inputs) => {
    context.allocate(inputs.image.format());
    process.kill(process.pid, 'SIGKILL');
    block(1000);
    return { image: inputs.image };
  }),
  // Says a hundred times a second that it lives, until it is stopped.
  declare('tick', (context) => {
    let ticks = 0;
    const timer = setInterval(() => context.progress(`tick ${++ticks}`, 0), 10);
    return new Promise((_, reject) => {
      context.signal.addEventListener('abort', () => {
        clearInterval(timer);
        reject(context.signal.reason);
      });
    });
  }),
  // Fills the memory of its process.
  declare('exhaust', async () => {
    const held = [];
    for (;;) held.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
  }),
  // Needs the model that the job asks for.
  declare(
    'needy',
    async (context, inputs) => {
      const found = await context.models.find('subject');
      if (!found.found) throw absenceError('This', found.absence);
      return { image: inputs.image };
    },
    [{ task: 'subject', without: 'required' }],
  ),
  // Needs a model, and gives the picture back.
  declare(
    'learned',
    async (context, inputs) => {
      const found = await context.models.find('subject', { id: 'tiny' });
      if (!found.found) throw absenceError('This', found.absence);
      return { image: inputs.image };
    },
    [{ task: 'subject', without: 'required' }],
  ),
];
