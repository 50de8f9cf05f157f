// SPDX-License-Identifier: Apache-2.0
import type { Graph } from './runtime.js';

/** A set of graphs that are kept loaded while they are used often. */
export interface Sessions {
  /**
   * Calls `work` with the graphs of `key`, which `open` loads if they are not there; `bytes` is what they hold. They
   * are not released while `work` runs.
   */
  use<T>(
    key: string,
    bytes: number,
    open: () => Promise<ReadonlyMap<string, Graph>>,
    work: (graphs: ReadonlyMap<string, Graph>) => Promise<T>,
  ): Promise<T>;
  /** Releases what is not in use: the graphs of `key`, or all. */
  release(key?: string): Promise<void>;
  readonly bytes: number;
}

interface Slot {
  readonly bytes: number;
  readonly graphs: Promise<ReadonlyMap<string, Graph>>;
  users: number;
}

/**
 * Keeps the graphs that were used last, up to `budget` bytes; at least one model stays. Creating and releasing ONNX
 * Runtime sessions leaks a little each time (onnxruntime#25325), so the budget should hold what a user switches
 * between.
 */
export function createSessions(budget: number): Sessions {
  /** In order of use, oldest first. */
  const slots = new Map<string, Slot>();
  const held = () => [...slots.values()].reduce((sum, slot) => sum + slot.bytes, 0);

  const drop = async (key: string, slot: Slot) => {
    slots.delete(key);
    for (const graph of (await slot.graphs).values()) await graph.release();
  };
  const shrink = async () => {
    for (const [key, slot] of [...slots]) {
      if (held() <= budget || slots.size === 1) return;
      if (slot.users === 0) await drop(key, slot);
    }
  };
  return {
    get bytes() {
      return held();
    },
    async use(key, bytes, open, work) {
      // Room is made before loading: the old model and the new one may not fit together. By then the slot is counted.
      const slot = slots.get(key) ?? { bytes, graphs: Promise.resolve().then(shrink).then(open), users: 0 };
      slots.delete(key);
      slots.set(key, slot);
      slot.users++;
      try {
        return await work(await slot.graphs);
      } catch (error) {
        await slot.graphs.catch(() => slots.get(key) === slot && slots.delete(key));
        throw error;
      } finally {
        slot.users--;
        await shrink();
      }
    },
    async release(only) {
      for (const [key, slot] of [...slots]) {
        if (slot.users === 0 && (only === undefined || only === key)) await drop(key, slot);
      }
    },
  };
}
