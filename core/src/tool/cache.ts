// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../frame/index.js';
import type { ResultCache } from './context.js';

interface Entry {
  readonly frame: Promise<Frame>;
  bytes: number;
}

/** A cache that forgets what was used longest ago once it holds more than `limit` bytes. Failures are not kept. */
export function createFrameCache(limit: number): ResultCache & { readonly bytes: number } {
  const entries = new Map<string, Entry>();
  let held = 0;

  function forget(key: string, entry: Entry): void {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    held -= entry.bytes;
  }

  return {
    get bytes() {
      return held;
    },
    frame(key, make) {
      const found = entries.get(key);
      if (found) {
        entries.delete(key);
        entries.set(key, found);
        return found.frame;
      }
      const entry: Entry = { frame: make(), bytes: 0 };
      entries.set(key, entry);
      entry.frame.then(
        (frame) => {
          if (entries.get(key) !== entry) return;
          entry.bytes = Math.abs(frame.rowStride) * frame.height;
          held += entry.bytes;
          for (const [oldKey, old] of entries) {
            if (held <= limit || old === entry) break;
            if (old.bytes > 0) forget(oldKey, old);
          }
        },
        () => forget(key, entry),
      );
      return entry.frame;
    },
  };
}

/** The cache of this process. */
export const frameCache = createFrameCache(512 * 2 ** 20);
