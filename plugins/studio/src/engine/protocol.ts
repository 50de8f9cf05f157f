// SPDX-License-Identifier: Apache-2.0
// What Studio needs of the engine. Everything about the engine enters through this file.
import type { EngineConnection } from '@sfumato/core/protocol';

/** The engine, with the ways to come to it. */
export interface StudioEngine extends EngineConnection {
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void;
  /** Connects with the code that the engine shows. */
  pair(code: string): void;
}

export type {
  ConnectionState,
  EngineConnection,
  ErrorReport,
  FrameInfo,
  JobOptions,
  JobRequest,
  JobResult,
  OpenedFile,
  OutputDeclaration,
  Provenance,
  SavedFile,
  SaveRequest,
  ToolDescription,
} from '@sfumato/core/protocol';
export { EngineClient, errorOf, reportOf, SfumatoError } from '@sfumato/core/protocol';
