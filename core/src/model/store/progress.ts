// SPDX-License-Identifier: Apache-2.0

/** What happens while files are fetched: nothing is retried or waited for in silence. */
export type StoreEvent =
  /** What is being done now. `total` bytes lie ahead, where that is known. */
  | {
      readonly kind: 'phase';
      readonly phase: 'waiting' | 'downloading' | 'unpacking' | 'checking' | 'copying';
      readonly file: string;
      readonly total?: number;
    }
  | { readonly kind: 'bytes'; readonly file: string; readonly done: number; readonly total: number }
  /** An attempt failed and another follows, after `waitMs`, from `from`. */
  | {
      readonly kind: 'retry';
      readonly file: string;
      readonly reason: string;
      readonly from: string;
      readonly waitMs: number;
    }
  /** A download goes on where an earlier one ended. */
  | { readonly kind: 'resumed'; readonly file: string; readonly done: number; readonly total: number };

export interface StoreOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: StoreEvent) => void) | undefined;
}
