// SPDX-License-Identifier: Apache-2.0
// The packaged plug-in with a tool that changes nothing: from a PSD file through the engine and back into one, to the bit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DocumentState, newState } from './document.js';
import { pattern } from './pictures.js';
import type { Depth } from './plane.js';
import { PluginSession } from './realm/session.js';

const size = { width: 150, height: 110 };

function painted(mode: 'RGB' | 'Grayscale' | 'Lab', depth: Depth, alpha: boolean): DocumentState {
  const state = newState({ ...size, mode, depth });
  const layers = state.layers.map((layer) => ({
    ...layer,
    name: alpha ? 'Painting' : 'Background',
    background: !alpha,
    pixels: layer.pixels && pattern(layer.pixels.bounds, layer.pixels.components, depth, alpha),
  }));
  return { ...state, layers };
}

describe('a tool that changes nothing', () => {
  let session: PluginSession;
  beforeAll(async () => {
    session = await PluginSession.start();
    await session.pair();
    await session.remember('denoise', { luma: 0, colour: 0, grain: 0, detail: 0 }, 'layer');
  });
  afterAll(() => session?.close());

  it.each([
    ['RGB', 8, false],
    ['RGB', 8, true],
    ['RGB', 16, false],
    ['RGB', 16, true],
    ['RGB', 32, false],
    ['RGB', 32, true],
    ['Grayscale', 8, false],
    ['Grayscale', 16, false],
    ['Grayscale', 32, false],
    ['Lab', 8, false],
    ['Lab', 16, false],
  ] as const)('gives back %s of %i bits (transparency: %s) to the bit', async (mode, depth, alpha) => {
    await session.open(painted(mode, depth, alpha));
    const { states, alerts } = await session.again('denoise');
    expect({ states: states.length, alerts }).toEqual({ states: 1, alerts: [] });
    const { state } = await session.saved();
    const [made, original] = state.layers;
    expect(made?.name).toMatch(/^Denoise \d+$/);
    expect(made?.pixels?.bounds).toEqual(original?.pixels?.bounds);
    const [a, b] = [made?.pixels?.data ?? [], original?.pixels?.data ?? []];
    const differing = a.findIndex((v, i) => v !== b[i]);
    expect([a.length, differing, a[differing], b[differing]]).toEqual([b.length, -1, undefined, undefined]);
    expect(session.plugin.errors).toEqual([]);
  });

  it('never waits for the engine inside of a modal scope, however slow it is', async () => {
    await session.open(painted('RGB', 16, true));
    await session.page.evaluate(() => {
      window.realm.network.delayMs = 300;
      window.realm.emulated.modal.meter.longestMs = 0;
    });
    const began = performance.now();
    const { states } = await session.again('denoise');
    const took = performance.now() - began;
    const longest = await session.page.evaluate(() => {
      window.realm.network.delayMs = 0;
      return window.realm.emulated.modal.meter.longestMs;
    });
    expect(states).toHaveLength(1);
    // Several answers were waited for, none of them while Photoshop was held up.
    expect(took).toBeGreaterThan(900);
    expect(longest).toBeLessThan(300);
  });

  it('grows by nothing in 200 runs: handles, scopes, frames in the engine, elements, listeners', async () => {
    await session.open(painted('RGB', 8, false));
    const measure = async () => {
      const [here, there] = await Promise.all([
        session.page.evaluate(() => {
          const { emulated } = window.realm;
          const listeners = [...emulated.notifications.listeners.values()].reduce(
            (n, { size }) => n + size,
            0,
          );
          const { live, liveBytes } = emulated.memory;
          return {
            live,
            liveBytes,
            modal: emulated.modal.isModal,
            listeners,
            elements: document.querySelectorAll('*').length,
          };
        }),
        session.held(),
      ]);
      return { ...here, ...there };
    };
    await session.runs('denoise', 5);
    const before = await measure();
    await session.runs('denoise', 195);
    expect(await measure()).toEqual(before);
    expect(before).toMatchObject({ live: 0, liveBytes: 0, modal: false });
    expect(session.plugin.errors).toEqual([]);
  });
});
