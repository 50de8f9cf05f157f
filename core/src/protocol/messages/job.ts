// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import { frameHandle, frameId, frameInfo } from './frame.js';
import { note, progress, provenance, wireError } from './report.js';
import { count, described, id, name, text } from './schema.js';

export const quality = z.enum(['draft', 'full']);
export const priority = z.enum(['interactive', 'apply', 'batch']);
export type Priority = z.infer<typeof priority>;

export const jobRun = described(
  'Runs a tool on frames. A job’s id is its request’s id. Answered with progress, then done or error.',
  z.object({
    type: z.literal('job.run'),
    id: id(),
    tool: name(),
    inputs: z.record(
      name(),
      described(
        'A frame, or (local socket) a picture in a block of `block.open`, which must not change until `done` or `released`.',
        z.union([frameId, frameHandle]),
      ),
    ),
    outputs: z.optional(
      described(
        'The outputs that are wanted: only they are made, whatever the params ask for. None: only what is estimated is made and kept, for later jobs on the same picture. Left out: as the params say.',
        z.array(name()).check(z.maxLength(100)),
      ),
    ),
    map: z.optional(
      described('Local socket only: `done` says where the outputs lie in shared memory.', z.boolean()),
    ),
    params: z.record(z.string(), z.unknown()),
    quality,
    priority: described('interactive goes before apply, apply before batch.', priority),
    latest: z.optional(
      described(
        'A newer job of this connection with the same key takes the place of the queued or running one, which ends with CANCELLED.',
        name(),
      ),
    ),
    models: z.optional(
      described(
        'By task: the model to use instead of the one that the engine would choose.',
        z.record(name(), name()),
      ),
    ),
    proxy: z.optional(
      described(
        'For drafts: inputs are reduced to this long side in pixels, and params in pixels alike.',
        z.int().check(z.minimum(16), z.maximum(16_384)),
      ),
    ),
  }),
);

export const jobProgress = z.object({ type: z.literal('progress'), id: id(), ...progress });

export const jobDone = z.object({
  type: z.literal('done'),
  id: id(),
  outputs: z.record(z.string(), frameInfo),
  handles: z.optional(
    described('With `map`: where the outputs lie, until frame.drop.', z.record(z.string(), frameHandle)),
  ),
  notes: z.array(note),
  provenance,
  elapsedMs: described('What the tool took.', z.number()),
  scale: described(
    'The size of what was worked on, in parts of the inputs’ size: less than 1 with proxy.',
    z.number(),
  ),
  cached: z.optional(described('Whether an earlier result was given again.', z.boolean())),
});

export const jobReleased = described(
  'After the `error` of a job with inputs in blocks: nothing reads them any more.',
  z.object({ type: z.literal('released'), id: id() }),
);

const control = <T extends string>(type: T) => z.object({ type: z.literal(type), id: id(), job: id() });
export const jobCancel = control('job.cancel');
export const jobPause = control('job.pause');
export const jobResume = control('job.resume');

const path = () => z.string().check(z.minLength(1), z.maxLength(4096));

export const batchStart = described(
  'Runs a tool on files in the engine’s background, as the command line does; goes on after a crash. Paths are absolute.',
  z.object({
    type: z.literal('batch.start'),
    id: id(),
    tool: name(),
    params: z.record(z.string(), z.unknown()),
    inputs: z.array(path()).check(z.minLength(1), z.maxLength(100_000)),
    output: described('A folder.', path()),
    format: z.optional(z.enum(['png', 'tiff', 'jpeg', 'webp', 'avif', 'psd'])),
  }),
);
export const batchList = z.object({ type: z.literal('batch.list'), id: id() });
export const batchCancel = z.object({ type: z.literal('batch.cancel'), id: id(), batch: name() });

export const batchInfo = z.object({
  batch: name(),
  tool: text(200),
  output: text(4096),
  state: z.enum(['running', 'waiting', 'done', 'failed', 'cancelled']),
  total: count(),
  done: count(),
  failed: count(),
  error: z.optional(wireError),
});
export type BatchInfo = z.infer<typeof batchInfo>;

export const batchAnswer = z.object({ type: z.literal('batch'), id: id(), batch: batchInfo });
export const batchAnswers = z.object({ type: z.literal('batches'), id: id(), batches: z.array(batchInfo) });

export const errorAnswer = described(
  'A request failed; without id, the connection is about to be closed.',
  z.object({ type: z.literal('error'), id: z.optional(id()), error: wireError }),
);

export const event = described(
  'Something happened that nobody asked about.',
  z.object({
    type: z.literal('event'),
    event: z.enum(['worker', 'engine', 'batch']),
    text: z.optional(described('One sentence.', text(1000))),
    batch: z.optional(batchInfo),
  }),
);
export type EngineEvent = z.infer<typeof event>;
