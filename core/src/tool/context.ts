// SPDX-License-Identifier: Apache-2.0
import type { Frame, FrameFormat } from '../frame/index.js';
import type { ModelAccess } from '../model/access.js';
import type { ResultNote } from '../protocol/provenance.js';

/**
 * Keeps what was expensive and may be asked for again: depth, mattes, embeddings. Keys must name everything that the
 * value depends on (content hash, params, model hash).
 */
export interface ResultCache {
  /**
   * The cached value, or the one that `make` gives, a private frame, kept. Concurrent calls with one key share one `make`.
   * What is `brief` can be made again soon from what else is kept, and is forgotten first.
   */
  frame(key: string, make: () => Promise<Frame>, options?: { readonly brief?: boolean }): Promise<Frame>;
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
  /** Whether somebody wants an output: the caller asked for it by name, or the params do. What is not wanted is not made. */
  wants(output: string): boolean;
  /**
   * A new frame where the caller of the tool can use it: outputs are made with it, and nothing that is kept. Of zeros,
   * unless it is to be `overwritten`: the tool then writes every pixel of it.
   */
  allocate(format: FrameFormat, options?: { readonly overwritten?: boolean }): Frame;
  /** A hash of a frame's pixels and format, for cache keys. */
  hash(frame: Frame): string;
}
