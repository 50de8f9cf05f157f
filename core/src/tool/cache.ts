// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/index.js';
import type { ResultCache } from './context.js';

interface Entry {
  readonly frame: Promise<Frame>;
  readonly brief: boolean;
  bytes: number;
}

/** What can be made again soon takes at most this share of the cache. */
const briefShare = 1 / 4;

/**
 * A cache that forgets what was used longest ago once it holds more than `limit` bytes: first what can be made again
 * soon. Failures are not kept.
 */
export function createFrameCache(limit: number): ResultCache & { readonly bytes: number } {
  const entries = new Map<string, Entry>();
  const held = { all: 0, brief: 0 };

  function count(entry: Entry, bytes: number): void {
    held.all += bytes;
    if (entry.brief) held.brief += bytes;
  }

  function forget(key: string, entry: Entry): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    count(entry, -entry.bytes);
  }

  /** All but the newest may go. */
  function shrink(newest: Entry): void {
    const full = {
      brief: () => held.brief > limit * briefShare || held.all > limit,
      all: () => held.all > limit,
    };
    for (const what of ['brief', 'all'] as const) {
      for (const [key, old] of entries) {
        if (!full[what]()) break;
        if (old !== newest && old.bytes > 0 && (what === 'all' || old.brief)) forget(key, old);
      }
    }
  }

  return {
    get bytes() {
      return held.all;
    },
    frame(key, make, { brief = false } = {}) {
      const found = entries.get(key);
      if (found) {
        entries.delete(key);
        entries.set(key, found);
        return found.frame;
      }
      const entry: Entry = { frame: make().then(requirePrivate), brief, bytes: 0 };
      entries.set(key, entry);
      entry.frame.then(
        (frame) => {
          if (entries.get(key) !== entry) return;
          entry.bytes = Math.abs(frame.rowStride) * frame.height;
          count(entry, entry.bytes);
          shrink(entry);
        },
        () => forget(key, entry),
      );
      return entry.frame;
    },
  };
}

/** Shared memory is used again for other pictures. */
function requirePrivate(frame: Frame): Frame {
  if (frame.memory === undefined) return frame;
  throw new TypeError('Expected a private frame to keep but received a shared one');
}

/** The cache of this process. */
export const frameCache = createFrameCache(512 * 2 ** 20);
