// SPDX-License-Identifier: Apache-2.0
import type { ErrorReport } from '../error.js';
import type { FrameId, FrameInfo, OpenedLayer, Rectangle, WireFormat } from '../messages/frame.js';
import type { AnswerOf, RequestOf } from '../messages/index.js';
import type { Priority } from '../messages/job.js';
import type { EngineStatus, Limits, ModelInfo } from '../messages/session.js';
import type { Provenance, ResultNote } from '../provenance.js';
import type { ToolDescription } from '../tool-description.js';

/** How things stand with the engine. Frames live as long as `session`: a new number means that they are gone. */
export type ConnectionState =
  | { readonly phase: 'connecting' }
  | {
      readonly phase: 'ready';
      readonly session: number;
      readonly engine: { readonly version: string; readonly pid: number };
      readonly limits: Limits;
    }
  /** The engine runs but lets this client not in (pairing, versions). It is not tried again by itself. */
  | { readonly phase: 'refused'; readonly error: ErrorReport }
  /** No engine answers. It is tried again and again, with growing pauses. `paired`: one has let this client in before. */
  | { readonly phase: 'unreachable'; readonly error: ErrorReport; readonly paired: boolean }
  | { readonly phase: 'closed' };

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  /** How much has gone over the wire, 0..1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface ViewRequest {
  /** The part that is shown, in pixels of the frame. */
  readonly rect: Rectangle;
  /** Size of the answer, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Default: display. numbers: mattes and depth as they are. */
  readonly as?: 'display' | 'numbers' | undefined;
  /** sRGB, 0..255, under transparent pixels. Default: alpha is kept. */
  readonly background?: readonly [number, number, number] | undefined;
}

/** 8-bit sRGB, straight alpha, tight rows. */
export interface ViewedPixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export interface OpenedFile {
  readonly frame: FrameInfo;
  readonly title: string;
  readonly format: AnswerOf<'opened'>['format'];
  /** Bits of a sample in the file; 32 is float. */
  readonly bits: number;
  /** The profile's name, as people know it. */
  readonly profile: string;
  readonly layers: readonly OpenedLayer[];
  readonly notes: readonly ResultNote[];
}

export interface JobRequest {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, FrameId>>;
  readonly params: Readonly<Record<string, unknown>>;
  /** Default: full. */
  readonly quality?: 'draft' | 'full' | undefined;
  /** Default: interactive for drafts, else apply. */
  readonly priority?: Priority | undefined;
  /** A newer job with the same key takes this one's place, which then ends with CANCELLED. */
  readonly latest?: string | undefined;
  /** By task: the model to use instead of the one that the engine would choose. */
  readonly models?: Readonly<Record<string, string>> | undefined;
  /** For drafts: the long side, in pixels, that inputs are reduced to. */
  readonly proxy?: number | undefined;
}

export interface JobProgress {
  /** What is being done: a word or two, as a person reads it. */
  readonly phase: string;
  /** 0..1 within the phase. */
  readonly fraction: number;
}

export interface JobResult {
  readonly outputs: Readonly<Record<string, FrameInfo>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
  /** Size of what was worked on in parts of the inputs' size: below 1 with `proxy`. */
  readonly scale: number;
}

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** A job under way. */
export interface JobHandle {
  readonly result: Promise<JobResult>;
  cancel(): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export type SaveRequest = Omit<RequestOf<'file.save'>, 'type' | 'id'>;

export interface SavedFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
  readonly notes: readonly ResultNote[];
}

/**
 * What panels and Studio see of the engine. Everything that fails rejects with a SfumatoError; what the caller stopped
 * rejects with CANCELLED.
 */
export interface EngineConnection {
  readonly state: ConnectionState;
  /** Calls `listener` when `state` has changed. Returns how to stop that. */
  subscribe(listener: () => void): () => void;
  tools(): Promise<readonly ToolDescription[]>;
  models(): Promise<readonly ModelInfo[]>;
  /** Fetches what is missing of a model. Resolves with all models as they are then. */
  pullModel(model: string, options?: JobOptions): Promise<readonly ModelInfo[]>;
  status(): Promise<EngineStatus>;
  openFile(name: string, bytes: Uint8Array, options?: TransferOptions): Promise<OpenedFile>;
  putFrame(format: WireFormat, pixels: Uint8Array, options?: TransferOptions): Promise<FrameInfo>;
  view(frame: FrameId, request: ViewRequest, options?: TransferOptions): Promise<ViewedPixels>;
  getFrame(
    frame: FrameId,
    options?: TransferOptions,
  ): Promise<{ readonly info: FrameInfo; readonly pixels: Uint8Array }>;
  /** Gives frames back; nothing waits for it. */
  drop(frames: readonly FrameId[]): void;
  run(job: JobRequest, options?: JobOptions): Promise<JobResult>;
  /** The same with a handle that can pause. */
  start(job: JobRequest, options?: JobOptions): JobHandle;
  saveFile(request: SaveRequest, options?: TransferOptions): Promise<SavedFile>;
}
