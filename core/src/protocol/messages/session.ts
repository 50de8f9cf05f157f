// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import type { ToolDescription } from '../tool-description.js';
import { count, described, id, name, text } from './schema.js';

const versionRange = z.object({ min: z.int().check(z.minimum(1)), max: z.int().check(z.minimum(1)) });

export const clientKind = z.enum(['studio', 'photoshop', 'premiere', 'openfx', 'cli', 'test']);
export type ClientKind = z.infer<typeof clientKind>;

export const clientIdentity = z.object({ kind: clientKind, name: name(), version: text(100) });
export type ClientIdentity = z.infer<typeof clientIdentity>;

export const authentication = z.union([
  described(
    'The engine’s token, from its discovery file or an earlier pairing.',
    z.object({ token: name() }),
  ),
  described(
    'A code that the engine showed, or a launch secret. Good once, for a short time.',
    z.object({ pairing: name() }),
  ),
]);
export type Authentication = z.infer<typeof authentication>;

export const hello = described(
  'The first message of every connection.',
  z.object({
    type: z.literal('hello'),
    id: id(),
    protocol: versionRange,
    client: clientIdentity,
    auth: z.optional(authentication),
  }),
);

export const limits = z.object({
  chunkBytes: count(),
  messageBytes: count(),
  fileBytes: count(),
  frameBytes: count(),
  frames: count(),
  jobs: count(),
});
export type Limits = z.infer<typeof limits>;

const engine = z.object({ version: text(100), pid: count() });

export const welcome = z.object({
  type: z.literal('welcome'),
  id: id(),
  protocol: z.int(),
  engine,
  limits,
  token: z.optional(described('To keep, when the client paired: it is the way in from now on.', text(200))),
});

export const tools = z.object({ type: z.literal('tools'), id: id() });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown) => typeof value === 'string';

/** Whether a value has what hosts read of every tool. Kinds of params that this build does not know pass: hosts skip them. */
function isToolDescription(value: unknown): value is ToolDescription {
  if (!isRecord(value)) return false;
  const { params, inputs, outputs, groups, models } = value;
  const titled = (entries: unknown) =>
    isRecord(entries) && Object.values(entries).every((entry) => isRecord(entry) && isText(entry.title));
  return (
    [value.id, value.title, value.help, value.media, value.makes].every(isText) &&
    [inputs, outputs, groups, params].every(titled) &&
    Object.values(isRecord(params) ? params : {}).every((param) => isRecord(param) && isText(param.kind)) &&
    Array.isArray(models)
  );
}

export const toolList = z.object({
  type: z.literal('tools'),
  id: id(),
  tools: z.array(
    described(
      'A tool’s declaration as data: id, title, help, media, inputs, groups, params, outputs, models, makes.',
      z.custom<ToolDescription>(isToolDescription),
    ),
  ),
});

export const models = z.object({ type: z.literal('models'), id: id() });

export const modelInfo = z.object({
  id: text(200),
  title: text(1000),
  task: text(200),
  version: text(100),
  licence: described('SPDX expression of the weights’ licence.', text(1000)),
  provenance: described('Where the training data came from.', text(10_000)),
  verdict: described('Whether commercial use is cleared.', z.enum(['cleared', 'unclear', 'no'])),
  installed: z.boolean(),
  allowed: described('Whether the user’s policy lets it be used.', z.boolean()),
  chosen: described('Whether its task uses it now.', z.boolean()),
  bytes: count(),
  fetchable: described('Whether the engine can fetch what is missing by itself.', z.boolean()),
});
export type ModelInfo = z.infer<typeof modelInfo>;

export const modelList = z.object({ type: z.literal('models'), id: id(), models: z.array(modelInfo) });

export const modelPull = described(
  'Fetches what is missing of a model, checked by hash. Answered by progress, then by the models as they are now; job.cancel with this id stops it, and what was fetched so far is kept.',
  z.object({ type: z.literal('model.pull'), id: id(), model: text(200) }),
);

export const status = z.object({ type: z.literal('status'), id: id() });

export const workerStatus = z.object({
  pid: count(),
  state: z.enum(['starting', 'idle', 'busy', 'paused', 'stopping']),
  tool: z.optional(text(200)),
  memoryBytes: count(),
  jobs: described('How many it has done.', count()),
});
export type WorkerStatus = z.infer<typeof workerStatus>;

export const engineStatus = z.object({
  type: z.literal('status'),
  id: id(),
  version: text(100),
  pid: count(),
  uptimeMs: z.number(),
  clients: count(),
  workers: z.array(workerStatus),
  jobs: z.object({ running: count(), waiting: count(), paused: count() }),
  memory: z.object({
    budgetBytes: described('The one setting that all others follow.', count()),
    engineBytes: described('The engine process itself, resident.', count()),
    frameBytes: described('Frames that clients hold.', count()),
    frames: count(),
    cacheBytes: described('Results that are kept to be given again.', count()),
  }),
});
export type EngineStatus = Omit<z.infer<typeof engineStatus>, 'type' | 'id'>;

export const ping = z.object({ type: z.literal('ping'), id: id(), pad: z.optional(text(65_536)) });
export const pong = z.object({ type: z.literal('pong'), id: id(), pad: z.optional(text(65_536)) });

export const pair = described(
  'Asks for a way in for another client: a code that a person types, or a secret for a launch address.',
  z.object({ type: z.literal('pair'), id: id(), as: z.enum(['code', 'launch']) }),
);
export const pairing = z.object({
  type: z.literal('pairing'),
  id: id(),
  secret: text(200),
  expiresInMs: count(),
});

export const stop = described(
  'Ends the engine. Only clients of kind cli may.',
  z.object({ type: z.literal('engine.stop'), id: id() }),
);

export const ok = z.object({ type: z.literal('ok'), id: id() });
