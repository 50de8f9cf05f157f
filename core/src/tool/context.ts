// SPDX-License-Identifier: Apache-2.0
import type { Frame, FrameFormat } from '../frame/index.js';
import type { ModelAccess } from '../model/access.js';
import type { ResultNote } from '../protocol/provenance.js';

/**
 * Keeps what was expensive and may be asked for again: depth, mattes, embeddings. Keys must name everything that the
 * value depends on (content hash, params, model hash).
 */
export interface ResultCache {
  /** The cached value, or the one that `make` gives, kept. Concurrent calls with one key share one `make`. */
  frame(key: string, make: () => Promise<Frame>): Promise<Frame>;
}

/** What a running tool gets from whoever runs it. */
export interface ToolContext {
  readonly signal: AbortSignal;
  /** draft: fast, shown while a control moves. full: the result that is kept. */
  readonly quality: 'draft' | 'full';
  /** Models by task, as the policy and the installed files allow. */
  readonly models: ModelAccess;
  readonly cache: ResultCache;
  /** How much memory the tool may use beyond its inputs and the models' own, in bytes. Larger pictures go by tiles. */
  readonly memoryBudget: number;
  /** Says how far the named phase is, 0..1. Phases come one after another. */
  progress(phase: string, fraction: number): void;
  /** Tells the person something about the result. */
  note(note: ResultNote): void;
  /** A new frame of zeros where the caller of the tool can use it. Outputs are made with it. */
  allocate(format: FrameFormat): Frame;
  /** A hash of a frame's pixels and format, for cache keys. */
  hash(frame: Frame): string;
}
