// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Graph } from './runtime.js';
import { createSessions } from './sessions.js';

/** Sessions of graphs that do nothing, and what was opened and released. */
function watched(budget: number) {
  const log: string[] = [];
  const sessions = createSessions(budget);
  const open = (key: string) => async () => {
    log.push(`+${key}`);
    const graph: Graph = {
      inputs: [],
      outputs: [],
      run: async () => ({}),
      release: async () => void log.push(`-${key}`),
    };
    return new Map([['graph', graph]]);
  };
  const use = (key: string, bytes: number, work: () => Promise<void> = async () => {}) =>
    sessions.use(key, bytes, open(key), work);
  return { log, sessions, use };
}

describe('sessions', () => {
  it('releases what was used longest ago when the budget is exceeded, before it loads more', async () => {
    const { log, sessions, use } = watched(100);
    await use('a', 40);
    await use('b', 40);
    await use('a', 40);
    await use('c', 40);
    expect(log).toEqual(['+a', '+b', '-b', '+c']);
    expect(sessions.bytes).toBe(80);
  });

  it('keeps one model, however large', async () => {
    const { log, use } = watched(10);
    await use('a', 1000);
    await use('a', 1000);
    expect(log).toEqual(['+a']);
  });

  it('does not release what is in use', async () => {
    const { log, use, sessions } = watched(50);
    let end = () => {};
    const waiting = new Promise<void>((resolve) => {
      end = resolve;
    });
    const long = use('a', 40, () => waiting);
    await use('b', 40);
    await sessions.release();
    expect(log).toEqual(['+a', '+b', '-b']);
    end();
    await long;
    await use('c', 40);
    expect(log).toEqual(['+a', '+b', '-b', '-a', '+c']);
  });

  it('loads a model once for calls at the same time', async () => {
    const { log, use } = watched(50);
    await Promise.all([use('a', 1), use('a', 1)]);
    expect(log).toEqual(['+a']);
  });

  it('forgets a model that did not load', async () => {
    const { log, sessions, use } = watched(50);
    const failing = () => Promise.reject(new Error('no'));
    await expect(sessions.use('a', 1, failing, async () => {})).rejects.toThrow('no');
    expect(sessions.bytes).toBe(0);
    await use('a', 1);
    expect(log).toEqual(['+a']);
  });
});
