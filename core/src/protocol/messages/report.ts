// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import { type ErrorCode, type ErrorReport, errorKinds } from '../error.js';
import { described, fraction, text } from './schema.js';

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorKinds, code);

/** An error report as it travels. */
export const wireError = described(
  'What went wrong, for a person: the code’s page is in docs/errors.',
  z.object({
    code: text(100),
    title: text(1000),
    cause: text(10_000),
    remedy: z.array(text(10_000)).check(z.maxLength(100)),
    docs: text(1000),
  }),
);

/** The report of a peer, whose version may know codes that this one does not: they are shown as INTERNAL. */
export function reportOfWire(error: z.infer<typeof wireError>): ErrorReport {
  const { code } = error;
  return isErrorCode(code) ? { ...error, code } : { ...error, code: 'INTERNAL' };
}

export const note = described(
  'Something that the person should know: a stable id and one sentence.',
  z.object({ id: text(200), text: text(10_000) }),
);

export const progress = {
  phase: described('What is being done, a word or two.', text(200)),
  fraction: described('How much of the phase is done.', fraction()),
};

export const provenance = described(
  'How a result was made: enough to make it again.',
  z.object({
    tool: text(200),
    params: z.record(z.string(), z.unknown()),
    quality: z.enum(['draft', 'full']),
    models: z.array(
      z.object({
        id: text(200),
        version: text(200),
        task: text(200),
        hash: text(200),
        provider: text(200),
      }),
    ),
    makes: z.enum(['edited', 'synthesised']),
    engine: z.object({ name: z.literal('sfumato'), version: text(200) }),
  }),
);
