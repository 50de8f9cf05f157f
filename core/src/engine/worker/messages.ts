// SPDX-License-Identifier: Apache-2.0
import type { FrameHandle } from '../../frame/index.js';
import type { ErrorReport } from '../../protocol/index.js';
import type { Provenance, ResultNote } from '../../tool/index.js';

/** What an engine says to its worker process. Pixels never travel: frames go by the name of their shared memory. */
export type ToWorker =
  | {
      readonly type: 'run';
      readonly job: number;
      readonly tool: string;
      readonly inputs: Readonly<Record<string, FrameHandle>>;
      readonly params: unknown;
      readonly quality: 'draft' | 'full';
      readonly memoryBudget: number | null;
    }
  | { readonly type: 'cancel'; readonly job: number };

/** What a worker process says to its engine. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly job: number; readonly phase: string; readonly fraction: number }
  | {
      readonly type: 'done';
      readonly job: number;
      readonly outputs: Readonly<Record<string, FrameHandle>>;
      readonly notes: readonly ResultNote[];
      readonly provenance: Provenance;
      readonly elapsedMs: number;
    }
  | { readonly type: 'failed'; readonly job: number; readonly error: ErrorReport };
