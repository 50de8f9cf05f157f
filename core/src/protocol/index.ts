// SPDX-License-Identifier: Apache-2.0
export { asciiJson, decodeMessages, encodeMessage } from './batch.js';
export * from './chunk.js';
export { CarriedSocket, type Carrier } from './client/carried-socket.js';
export * from './client/client.js';
export * from './client/connection.js';
export { type ExchangeFolder, folderCarrier } from './client/folder-carrier.js';
export { type Fetch, httpCarrier } from './client/http-carrier.js';
export type { Backoff, EngineClientOptions, EngineEndpoint } from './client/options.js';
export type { EngineSocket, EngineSocketConstructor } from './client/socket.js';
export { type ErrorCode, type ErrorReport, errorKinds, errorOf, reportOf, SfumatoError } from './error.js';
export { envelopeBytes, exchangeName, openEnvelope, parseExchangeName, sealed } from './exchange.js';
export {
  type FrameId,
  type FrameInfo,
  type OpenedLayer,
  type Rectangle,
  type WireColour,
  type WireFormat,
  type WireHandle,
  wireBytes,
} from './messages/frame.js';
export {
  type Answer,
  type AnswerOf,
  type AnswerTo,
  type AnswerType,
  answerSchemas,
  answersOf,
  idOf,
  parseAnswer,
  parseRequest,
  type Request,
  type RequestOf,
  type RequestType,
  requestSchemas,
} from './messages/index.js';
export type { BatchInfo, EngineEvent, Priority } from './messages/job.js';
export type {
  Authentication,
  ClientIdentity,
  ClientKind,
  EngineStatus,
  Limits,
  ModelInfo,
  WorkerStatus,
} from './messages/session.js';
export type * from './params.js';
export { enginePath, enginePorts } from './ports.js';
export type { Provenance, ResultNote, UsedModel } from './provenance.js';
export type * from './tool-description.js';
export { negotiateVersion, protocolVersions, type VersionRange } from './version.js';
