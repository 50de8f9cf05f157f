// SPDX-License-Identifier: Apache-2.0
import type { ErrorReport } from '../../protocol/index.js';

/** What an engine says to a child process of its own. Pixels never travel: they go by the name of their shared memory. */
export type ToChild<Request, Note, Reply = unknown> =
  | { readonly type: 'call'; readonly id: number; readonly request: Request }
  | { readonly type: 'cancel'; readonly id: number }
  /** The reply to a question. */
  | { readonly type: 'told'; readonly question: number; readonly reply: Reply }
  /** Something that needs no answer. */
  | { readonly type: 'note'; readonly note: Note };

/** What a child says to its engine. */
export type FromChild<Result, Question = unknown> =
  | { readonly type: 'ready' }
  /** Something that the child wants to know of its engine. */
  | { readonly type: 'ask'; readonly question: number; readonly what: Question }
  /** Every second, while the child's event loop turns. */
  | { readonly type: 'beat'; readonly memoryBytes: number }
  | { readonly type: 'progress'; readonly id: number; readonly phase: string; readonly fraction: number }
  | { readonly type: 'done'; readonly id: number; readonly result: Result }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorReport };

/** How often a child says that it lives, in milliseconds. */
export const beatMs = 1000;
