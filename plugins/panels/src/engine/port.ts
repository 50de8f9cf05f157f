// SPDX-License-Identifier: Apache-2.0
// What panels need of the engine. Everything about the engine enters the panels through this file.
import type { EngineConnection, ModelInfo, Rectangle, ViewedPixels } from '@sfumato/core/protocol';

export type {
  Box,
  ConnectionState,
  ErrorCode,
  ErrorReport,
  FrameId,
  FrameInfo,
  JobOptions,
  JobProgress,
  JobRequest,
  JobResult,
  LabelledPoint,
  Light,
  ModelInfo,
  ModelNeed,
  Param,
  Point,
  Provenance,
  ResultNote,
  Rgb,
  Stroke,
  ToolDescription,
  ViewRequest,
} from '@sfumato/core/protocol';
export { errorOf, reportOf, SfumatoError } from '@sfumato/core/protocol';

export type Rect = Rectangle;
/** 8-bit sRGB with straight alpha, rows tight, top first. */
export type DisplayImage = ViewedPixels;
/** Whether a model may be used commercially, as its manifest says. */
export type Verdict = ModelInfo['verdict'];

/** The running engine, as far as panels use it: `EngineClient` is one. Failures reject with a SfumatoError. */
export interface PanelEngine
  extends Pick<
    EngineConnection,
    'state' | 'subscribe' | 'tools' | 'models' | 'pullModel' | 'run' | 'view' | 'drop'
  > {
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void;
  /** Connects with the code that the engine shows; how it went is told by `state`. */
  pair(code: string): void;
}
