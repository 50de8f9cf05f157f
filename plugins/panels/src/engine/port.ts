// SPDX-License-Identifier: Apache-2.0
// What panels need of the engine. Everything about the engine enters the panels through this file.
import type {
  ErrorReport,
  InputDeclaration,
  ModelUse,
  OutputDeclaration,
  Param,
  Provenance,
  ResultNote,
} from '@sfumato/core';

export type {
  Box,
  ErrorCode,
  ErrorReport,
  LabelledPoint,
  Light,
  Param,
  Point,
  Provenance,
  ResultNote,
  Rgb,
  Stroke,
} from '@sfumato/core';

/** A tool's declaration as plain data: everything but `run`. Object keys keep the order in which hosts show them. */
export interface ToolDescription {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly media: 'frame' | 'clip';
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  readonly groups: Readonly<Record<string, { readonly title: string }>>;
  readonly params: Readonly<Record<string, Param>>;
  readonly outputs: Readonly<Record<string, OutputDeclaration>>;
  readonly models: readonly ModelUse[];
  readonly makes: 'edited' | 'synthesised';
}

export type FrameId = string;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that the engine holds for this connection. */
export interface FrameInfo {
  readonly frame: FrameId;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly dtype: 'u8' | 'u16' | 'f16' | 'f32';
  /** Where it lies in its document, in pixels. */
  readonly bounds: Rect;
}

/** Whether a model may be used commercially, as its manifest says. */
export type Verdict = 'cleared' | 'unclear' | 'no';

export interface ModelInfo {
  readonly id: string;
  readonly title: string;
  readonly task: string;
  readonly version: string;
  readonly licence: string;
  /** Where it and its training data come from. */
  readonly provenance: string;
  readonly verdict: Verdict;
  readonly installed: boolean;
  /** Whether the licence policy lets it run. */
  readonly allowed: boolean;
  /** Whether it is the one that its task uses now. */
  readonly chosen: boolean;
  readonly bytes: number;
}

/** 8-bit sRGB, rows tight, top first. */
export interface DisplayImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export interface JobRequest {
  readonly tool: string;
  readonly inputs: Readonly<Record<string, FrameId>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly quality: 'draft' | 'full';
  readonly priority: 'interactive' | 'apply' | 'batch';
  /** A newer job with the same key takes the place of this one, which ends with CANCELLED. */
  readonly latest?: string;
  /** Longer side that a draft's inputs are reduced to. */
  readonly proxy?: number;
}

export interface JobResult {
  readonly outputs: Readonly<Record<string, FrameInfo>>;
  readonly notes: readonly ResultNote[];
  readonly provenance: Provenance;
  readonly elapsedMs: number;
  /** Size of what was worked on, in parts of the inputs' size. */
  readonly scale: number;
}

export interface JobProgress {
  readonly phase: string;
  /** 0..1 within the phase. */
  readonly fraction: number;
}

/** How things stand with the engine. Frames live as long as `session`: a new number means that they are gone. */
export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'ready'; readonly session: number; readonly engine: { readonly version: string } }
  /** The engine runs but lets this client not in (pairing, versions). */
  | { readonly phase: 'refused'; readonly error: ErrorReport }
  /** No engine answers. It is tried again and again. */
  | { readonly phase: 'unreachable'; readonly error: ErrorReport }
  | { readonly phase: 'closed' };

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface ViewRequest {
  readonly rect: Rect;
  readonly width: number;
  readonly height: number;
  readonly as?: 'display' | 'numbers' | undefined;
  /** sRGB, 0..255, under transparent pixels. */
  readonly background?: readonly [number, number, number] | undefined;
}

/** The running engine, as far as panels use it. Failures reject with a SfumatoError. */
export interface PanelEngine {
  readonly state: ConnectionState;
  /** Calls back after each change of `state`; gives the way to stop. */
  subscribe(listener: () => void): () => void;
  tools(): Promise<readonly ToolDescription[]>;
  models(): Promise<readonly ModelInfo[]>;
  run(job: JobRequest, options?: JobOptions): Promise<JobResult>;
  view(
    frame: FrameId,
    request: ViewRequest,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<DisplayImage>;
  drop(frames: readonly FrameId[]): void;
  /** Tries at once instead of waiting for the next attempt. */
  retry(): void;
  /** Connects with the code that the engine shows; how it went is told by `state`. */
  pair(code: string): void;
}
