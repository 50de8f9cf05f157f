// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod/mini';
import { SfumatoError } from '../error.js';
import * as job from './job.js';
import { problemOf } from './schema.js';
import * as session from './session.js';
import * as transfer from './transfer.js';

/** What a client may say. */
export const requestSchemas = [
  session.hello,
  session.tools,
  session.models,
  session.modelPull,
  session.status,
  session.ping,
  session.pair,
  session.stop,
  transfer.fileOpen,
  transfer.fileSave,
  transfer.framePut,
  transfer.frameGet,
  transfer.frameMap,
  transfer.frameView,
  transfer.frameDrop,
  transfer.blockOpen,
  transfer.blockClose,
  transfer.transferCancel,
  job.jobRun,
  job.jobCancel,
  job.jobPause,
  job.jobResume,
  job.batchStart,
  job.batchList,
  job.batchCancel,
] as const;

/** What the engine may say. */
export const answerSchemas = [
  session.welcome,
  session.toolList,
  session.modelList,
  session.engineStatus,
  session.pong,
  session.pairing,
  transfer.opened,
  transfer.file,
  transfer.frameAnswer,
  transfer.mapped,
  transfer.view,
  job.jobProgress,
  job.jobDone,
  job.jobReleased,
  job.batchAnswer,
  job.batchAnswers,
  session.ok,
  job.errorAnswer,
  job.event,
] as const;

const anyRequest = z.discriminatedUnion('type', requestSchemas);
const anyAnswer = z.discriminatedUnion('type', answerSchemas);

export type Request = z.infer<typeof anyRequest>;
export type Answer = z.infer<typeof anyAnswer>;
export type RequestType = Request['type'];
export type AnswerType = Answer['type'];
export type RequestOf<T extends RequestType> = Extract<Request, { type: T }>;
export type AnswerOf<T extends AnswerType> = Extract<Answer, { type: T }>;

/** Which answers end a request well (an error ends it badly). */
export const answersOf = {
  hello: ['welcome'],
  tools: ['tools'],
  models: ['models'],
  'model.pull': ['models'],
  status: ['status'],
  ping: ['pong'],
  pair: ['pairing'],
  'engine.stop': ['ok'],
  'file.open': ['opened'],
  'file.save': ['file'],
  'frame.put': ['frame'],
  'frame.get': ['frame'],
  'frame.map': ['frame', 'mapped'],
  'frame.view': ['view'],
  'frame.drop': ['ok'],
  'block.open': ['ok'],
  'block.close': ['ok'],
  'transfer.cancel': ['ok'],
  'job.run': ['done'],
  'job.cancel': ['ok'],
  'job.pause': ['ok'],
  'job.resume': ['ok'],
  'batch.start': ['batch'],
  'batch.list': ['batches'],
  'batch.cancel': ['ok'],
} as const satisfies Record<RequestType, readonly AnswerType[]>;
export type AnswerTo<T extends RequestType> = AnswerOf<(typeof answersOf)[T][number]>;

/** A message of a client. Throws MESSAGE_INVALID, saying where and what was expected. */
export function parseRequest(text: string): Request {
  return parsed(anyRequest, text);
}

/** A message of the engine. Throws MESSAGE_INVALID. */
export function parseAnswer(text: string): Answer {
  return parsed(anyAnswer, text);
}

function parsed<T extends z.core.$ZodType>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SfumatoError('MESSAGE_INVALID', 'A text message is not JSON.');
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const named =
    typeof value === 'object' && value !== null && 'type' in value
      ? ` “${String(value.type).slice(0, 40)}”`
      : '';
  throw new SfumatoError('MESSAGE_INVALID', `The message${named} is not valid: ${problemOf(result.error)}.`);
}

/** The id of a message that could not be read as a whole, if it has one: so that its sender can be answered. */
export function idOf(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'number' && Number.isInteger(id) && id > 0 ? id : undefined;
  } catch {
    return undefined;
  }
}
